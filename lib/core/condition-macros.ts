import type { ASTNode } from "@marcbachmann/cel-js";
import { fieldOf } from "./condition-fields";
import { truth } from "./condition-operators";
import { type Compiled, type Frame, labelOf, report, type Scope, withLocal } from "./condition-scope";
import { BOOL, type ConditionType, DYN, listOf, mayBe, STRING, typeName } from "./condition-types";
import {
  absorbable,
  CAUGHT_UNITS,
  type Indeterminate,
  illTyped,
  isObject,
  ownValue,
  spend,
} from "./condition-values";

/**
 * What takes a name instead of a value: `has(args.x)`, the loops over a list (or over the keys of an object), and
 * `cel.bind(name, value, expression)`. Every turn of a loop is paid from the meter by the weight of its body, so
 * nested loops over an agent's arguments end when the meter does, and then there is no answer.
 */
export function compileHas(node: ASTNode, args: readonly ASTNode[], scope: Scope): Compiled {
  const [selection] = args;
  if (args.length !== 1 || selection?.op !== ".") {
    return report(node, scope, "has(…) takes one field, such as has(args.amount)", "has");
  }
  const object = scope.compile(selection.args[0], scope);
  const name = selection.args[1];
  const type = fieldOf(object, name, scope);
  if (typeof type === "string") return report(selection, scope, type, `${object.label}.${name}`);
  return {
    type: BOOL,
    weight: object.weight + 1,
    label: labelOf(node, scope),
    run: (frame) => {
      const value = object.run(frame);
      if (!isObject(value)) throw illTyped(object.label, value, "an object");
      return ownValue(value, name) !== undefined;
    },
  };
}

const LOOPS = ["all", "exists", "exists_one", "map", "filter"];

export const isMacro = (name: string, receiver: ASTNode): boolean =>
  LOOPS.includes(name) || (name === "bind" && receiver.op === "id" && receiver.args === "cel");

export function compileMacro(
  node: ASTNode,
  name: string,
  receiver: ASTNode,
  args: readonly ASTNode[],
  scope: Scope,
): Compiled {
  const [variable, ...rest] = args;
  const bodies = name === "map" || name === "bind" ? 2 : 1;
  const fits = rest.length === bodies || (name === "map" && rest.length === 1);
  if (variable?.op !== "id" || !fits) return report(node, scope, USAGE[name] ?? "not available", name);
  if (scope.variables.has(variable.args) || scope.locals.has(variable.args)) {
    return report(
      variable,
      scope,
      `${variable.args} already has a meaning here; name it otherwise`,
      variable.args,
    );
  }
  if (name === "bind") return binding(node, variable.args, rest, scope);
  const range = scope.compile(receiver, scope);
  const element = elementOf(range.type);
  if (!element) {
    return report(node, scope, `${range.label} is ${typeName(range.type)}, not a list or an object`);
  }
  const inner = withLocal(scope, variable.args, element);
  const loop = { node, range, slot: scope.nextSlot, scope };
  return compileLoop(
    name,
    loop,
    rest.map((body) => inner.compile(body, inner)),
  );
}

const USAGE: Readonly<Record<string, string>> = {
  all: "all takes a name and a condition: list.all(item, item > 0)",
  exists: "exists takes a name and a condition: list.exists(item, item > 0)",
  exists_one: "exists_one takes a name and a condition: list.exists_one(item, item > 0)",
  filter: "filter takes a name and a condition: list.filter(item, item > 0)",
  map: "map takes a name and an expression: list.map(item, item.amount)",
  bind: "cel.bind takes a name, a value and an expression",
};

function elementOf(range: ConditionType): ConditionType | null {
  if (range.kind === "list") return range.element;
  if (range.kind === "object") return STRING;
  return range.kind === "dyn" ? DYN : null;
}

type Loop = {
  readonly node: ASTNode;
  readonly range: Compiled;
  readonly slot: number;
  readonly scope: Scope;
};

function compileLoop(name: string, loop: Loop, bodies: readonly Compiled[]): Compiled {
  const { node, range, scope } = loop;
  const [first, second] = bodies;
  if (!first) return report(node, scope, USAGE[name] ?? "not available", name);
  const judges = name !== "map" || second !== undefined;
  if (judges && !mayBe(first.type, "bool")) {
    return report(node, scope, `${first.label} is ${typeName(first.type)}, not true or false`);
  }
  const step = bodies.reduce((sum, body) => sum + body.weight, 1);
  const made = { weight: range.weight + 1, label: labelOf(node, scope) };
  switch (name) {
    case "all":
    case "exists":
      return { ...made, type: BOOL, run: (frame) => quantify(loop, first, name === "exists", step, frame) };
    case "exists_one":
      return { ...made, type: BOOL, run: (frame) => chosen(loop, first, step, frame).length === 1 };
    case "filter": {
      const element = elementOf(range.type) ?? DYN;
      return { ...made, type: listOf(element), run: (frame) => chosen(loop, first, step, frame) };
    }
    default:
      return mapping(loop, made, second ? [first, second] : [null, first], step);
  }
}

/** The elements of a list, or the keys of an object. */
function elements({ range }: Loop, frame: Frame): readonly unknown[] {
  const value = range.run(frame);
  if (Array.isArray(value)) return value;
  if (!isObject(value)) throw illTyped(range.label, value, "a list or an object");
  const keys = Object.keys(value);
  spend(frame.meter, keys.length);
  return keys;
}

function turn(loop: Loop, item: unknown, step: number, frame: Frame): void {
  spend(frame.meter, step);
  frame.locals[loop.slot] = item;
}

/** One certain element decides `exists` and `all`; else one without an answer leaves the whole without one. */
function quantify(loop: Loop, body: Compiled, decides: boolean, step: number, frame: Frame): boolean {
  let doubt: Indeterminate | null = null;
  for (const item of elements(loop, frame)) {
    turn(loop, item, step, frame);
    try {
      if (truth(body, frame) === decides) return decides;
    } catch (error) {
      doubt ??= absorbable(error);
      spend(frame.meter, CAUGHT_UNITS);
    }
  }
  if (doubt) throw doubt;
  return !decides;
}

function chosen(loop: Loop, body: Compiled, step: number, frame: Frame): readonly unknown[] {
  const kept: unknown[] = [];
  for (const item of elements(loop, frame)) {
    turn(loop, item, step, frame);
    if (truth(body, frame)) kept.push(item);
  }
  return kept;
}

function mapping(
  loop: Loop,
  made: { readonly weight: number; readonly label: string },
  [filter, transform]: readonly [Compiled | null, Compiled],
  step: number,
): Compiled {
  return {
    ...made,
    type: listOf(transform.type),
    run: (frame) => {
      const results: unknown[] = [];
      for (const item of elements(loop, frame)) {
        turn(loop, item, step, frame);
        if (filter === null || truth(filter, frame)) results.push(transform.run(frame));
      }
      return results;
    },
  };
}

function binding(node: ASTNode, name: string, parts: readonly ASTNode[], scope: Scope): Compiled {
  const [value, body] = parts;
  if (!value || !body) return report(node, scope, USAGE.bind ?? "not available", "cel.bind");
  const bound = scope.compile(value, scope);
  const slot = scope.nextSlot;
  const inner = withLocal(scope, name, bound.type);
  const result = inner.compile(body, inner);
  return {
    type: result.type,
    weight: bound.weight + result.weight + 1,
    label: labelOf(node, scope),
    run: (frame) => {
      frame.locals[slot] = bound.run(frame);
      return result.run(frame);
    },
  };
}
