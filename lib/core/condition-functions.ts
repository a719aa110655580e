import type { ASTNode } from "@marcbachmann/cel-js";
import { FUNCTIONS, METHODS, type Overload } from "./condition-library";
import { type Compiled, type Frame, hintFor, labelOf, report, type Scope } from "./condition-scope";
import { DYN, mayBe, typeName } from "./condition-types";
import { Indeterminate, kindName, kindOf } from "./condition-values";

/** Chooses among the overloads of a function: by kinds known now, else by the kinds met at run time. */
export function compileFunction(
  node: ASTNode,
  name: string,
  args: readonly Compiled[],
  scope: Scope,
): Compiled {
  const overloads = FUNCTIONS.get(name);
  if (overloads) return compileCall(node, name, overloads, args, scope);
  const meant = hintFor(scope, name, ["has", ...FUNCTIONS.keys()]);
  const method = METHODS.has(name) ? `${name} is written after its subject: value.${name}(…)` : null;
  const hint = method ?? (meant ? `did you mean ${meant}?` : `there are ${[...FUNCTIONS.keys()].join(", ")}`);
  return report(node, scope, `unknown function ${name}; ${hint}`, name);
}

/** `args[0]` is the subject before the dot. */
export function compileMethod(
  node: ASTNode,
  name: string,
  args: readonly Compiled[],
  scope: Scope,
): Compiled {
  const overloads = METHODS.get(name);
  if (overloads) return compileCall(node, name, overloads, args, scope);
  const names = ["all", "exists", "exists_one", "map", "filter", ...METHODS.keys()];
  const meant = hintFor(scope, name, names);
  return report(node, scope, `unknown function ${name}${meant ? `; did you mean ${meant}?` : ""}`, name);
}

function compileCall(
  node: ASTNode,
  name: string,
  overloads: readonly Overload[],
  args: readonly Compiled[],
  scope: Scope,
): Compiled {
  const fits = overloads.filter((overload) => accepts(overload, args));
  if (fits.length === 0) {
    const given = args.map((argument) => typeName(argument.type)).join(", ");
    return report(node, scope, `${name} does not take (${given})`, name);
  }
  const [only] = fits;
  if (only?.prepare) return prepared(node, only, only.prepare, args, scope);
  const types = fits.map((overload) => overload.returns);
  const label = labelOf(node, scope);
  return {
    type: types.every((type) => type.kind === types[0]?.kind) ? (types[0] ?? DYN) : DYN,
    weight: args.reduce((sum, argument) => sum + argument.weight, 1),
    label,
    run: (frame) => invoke(fits, args, label, frame),
  };
}

const accepts = (overload: Overload, args: readonly Compiled[]): boolean =>
  overload.takes.length === args.length &&
  overload.takes.every((kind, position) => kind === "dyn" || mayBe(args[position]?.type ?? DYN, kind));

function invoke(
  overloads: readonly Overload[],
  args: readonly Compiled[],
  label: string,
  frame: Frame,
): unknown {
  const values = args.map((argument) => argument.run(frame));
  const overload = overloads.find((candidate) =>
    candidate.takes.every((kind, position) => kind === "dyn" || kindOf(values[position]) === kind),
  );
  if (overload) return overload.call(values, frame.meter, label);
  const given = values.map((value) => kindName(kindOf(value))).join(", ");
  throw new Indeterminate("ill_typed", `${label} does not take (${given})`);
}

/** The last argument is read once, now: a pattern, a time zone. It has to be spelled out. */
function prepared(
  node: ASTNode,
  overload: Overload,
  prepare: NonNullable<Overload["prepare"]>,
  args: readonly Compiled[],
  scope: Scope,
): Compiled {
  const spelled = args.at(-1)?.literal?.value;
  if (typeof spelled !== "string") {
    return report(node, scope, `${labelOf(node, scope)}: the last argument must be spelled out as a string`);
  }
  const made = prepare(spelled);
  if (typeof made === "string") return report(node, scope, made);
  const label = labelOf(node, scope);
  const ready: Overload = { takes: overload.takes, returns: overload.returns, call: made };
  return {
    type: overload.returns,
    weight: args.reduce((sum, argument) => sum + argument.weight, 1),
    label,
    run: (frame) => invoke([ready], args, label, frame),
  };
}
