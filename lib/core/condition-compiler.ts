import type { ASTNode } from "@marcbachmann/cel-js";
import { compileField, compileIndex } from "./condition-fields";
import { compileFunction, compileMethod } from "./condition-functions";
import { compileHas, compileMacro, isMacro } from "./condition-macros";
import { compileBinary, compileUnary, truth } from "./condition-operators";
import {
  type Compiled,
  hintFor,
  labelOf,
  PROBLEMS_REPORTED,
  report,
  type Scope,
  unread,
} from "./condition-scope";
import {
  BOOL,
  type ConditionType,
  DYN,
  eitherOf,
  listOf,
  mayBe,
  NULL,
  NUMBER,
  STRING,
  typeName,
} from "./condition-types";
import { absorbable, CAUGHT_UNITS, Indeterminate, illTyped, ownValue, spend } from "./condition-values";

/** Chains of && and || nest to the left; 250 operands are more than anybody reads, and no danger to the stack. */
const MAXIMUM_DEPTH = 250;

/** From one node of the parsed expression to something that runs, with the names and kinds checked on the way. */
export function compileNode(node: ASTNode, outer: Scope): Compiled {
  if (outer.problems.length >= PROBLEMS_REPORTED) return unread(node, outer);
  if (outer.depth >= MAXIMUM_DEPTH) return report(node, outer, "the condition nests too deep");
  const scope = { ...outer, depth: outer.depth + 1 };
  switch (node.op) {
    case "value":
      return literal(node, node.args, scope);
    case "id":
      return identifier(node, node.args, scope);
    case ".":
      return compileField(node, compileNode(node.args[0], scope), node.args[1], scope);
    case "[]":
      return compileIndex(node, compileNode(node.args[0], scope), compileNode(node.args[1], scope), scope);
    case "call":
      return call(node, node.args[0], node.args[1], scope);
    case "rcall":
      return methodCall(node, node.args, scope);
    case "list":
      return list(
        node,
        node.args.map((item) => compileNode(item, scope)),
        scope,
      );
    case "map":
      return table(
        node,
        node.args.map(([key, value]) => [compileNode(key, scope), compileNode(value, scope)]),
        scope,
      );
    case "?:":
      return ternary(
        node,
        [
          compileNode(node.args[0], scope),
          compileNode(node.args[1], scope),
          compileNode(node.args[2], scope),
        ],
        scope,
      );
    case "||":
    case "&&":
      return logic(
        node,
        node.op,
        [compileNode(node.args[0], scope), compileNode(node.args[1], scope)],
        scope,
      );
    case "!_":
      return compileUnary(node, "!", compileNode(node.args, scope), scope);
    case "-_":
      return compileUnary(node, "-", compileNode(node.args, scope), scope);
    case ".?":
    case "[?]":
      return report(node, scope, "optional access is not available; use has(…)");
    default:
      return compileBinary(
        node,
        node.op,
        [compileNode(node.args[0], scope), compileNode(node.args[1], scope)],
        scope,
      );
  }
}

function literal(node: ASTNode, value: unknown, scope: Scope): Compiled {
  const label = labelOf(node, scope);
  const constant = (type: ConditionType, spelled: string | number | boolean | null): Compiled => ({
    type,
    run: () => spelled,
    weight: 1,
    label,
    literal: { value: spelled },
  });
  if (value === null) return constant(NULL, null);
  if (typeof value === "boolean") return constant(BOOL, value);
  if (typeof value === "string") return constant(STRING, value);
  if (value instanceof Uint8Array) return report(node, scope, "bytes are not available in conditions");
  const number = Number(value);
  if (typeof value !== "number" && !Number.isSafeInteger(number)) {
    return report(node, scope, `${label} is beyond ±(2^53−1), where integers stop being exact`, label);
  }
  return constant(NUMBER, number);
}

function identifier(node: ASTNode, name: string, scope: Scope): Compiled {
  const local = scope.locals.get(name);
  if (local) {
    const { slot, type } = local;
    return { type, run: (frame) => frame.locals[slot], weight: 1, label: name };
  }
  const type = scope.variables.get(name);
  if (!type) {
    const meant = hintFor(scope, name, [...scope.locals.keys(), ...scope.variables.keys()]);
    const hint = meant ? `did you mean ${meant}?` : `there are ${[...scope.variables.keys()].join(", ")}`;
    return report(node, scope, `unknown name ${name}; ${hint}`, name);
  }
  const missing = new Indeterminate("missing", `${name} is missing`);
  return {
    type,
    weight: 1,
    label: name,
    run: (frame) => {
      const value = ownValue(frame.context, name);
      if (value === undefined) throw missing;
      return value;
    },
  };
}

function call(node: ASTNode, name: string, args: readonly ASTNode[], scope: Scope): Compiled {
  if (name === "has") return compileHas(node, args, scope);
  return compileFunction(
    node,
    name,
    args.map((argument) => compileNode(argument, scope)),
    scope,
  );
}

function methodCall(
  node: ASTNode,
  parts: readonly [string, ASTNode, readonly ASTNode[]],
  scope: Scope,
): Compiled {
  const [name, receiver, args] = parts;
  if (isMacro(name, receiver)) return compileMacro(node, name, receiver, args, scope);
  return compileMethod(
    node,
    name,
    [receiver, ...args].map((argument) => compileNode(argument, scope)),
    scope,
  );
}

function list(node: ASTNode, items: readonly Compiled[], scope: Scope): Compiled {
  const element = items.length === 0 ? DYN : items.map((item) => item.type).reduce(eitherOf);
  const runs = items.map((item) => item.run);
  const spelled = items.every((item) => item.literal) ? items.map((item) => item.literal?.value) : null;
  return {
    type: listOf(element),
    weight: items.reduce((sum, item) => sum + item.weight, 1),
    label: labelOf(node, scope),
    // Nothing changes a list, so one that is spelled out is made once.
    run: spelled ? () => spelled : (frame) => runs.map((run) => run(frame)),
    items,
  };
}

/** A table such as `{"EUR": 20000, "USD": 22000}[args.currency]`. Without a prototype, so every key is its own. */
function table(node: ASTNode, entries: readonly (readonly [Compiled, Compiled])[], scope: Scope): Compiled {
  const odd = entries.find(([key]) => !mayBe(key.type, "string"));
  if (odd) return report(node, scope, `${odd[0].label} is ${typeName(odd[0].type)}; keys are strings`);
  const types = entries.map(([, value]) => value.type);
  return {
    type: {
      kind: "object",
      fields: new Map(),
      rest: types.length === 0 ? DYN : types.reduce(eitherOf),
      declaredBy: null,
    },
    weight: entries.reduce((sum, [key, value]) => sum + key.weight + value.weight, 1),
    label: labelOf(node, scope),
    run: (frame) => {
      const made: Record<string, unknown> = Object.create(null);
      for (const [key, value] of entries) {
        const name = key.run(frame);
        if (typeof name !== "string") throw illTyped(key.label, name, "a string");
        made[name] = value.run(frame);
      }
      return made;
    },
  };
}

function ternary(node: ASTNode, parts: readonly [Compiled, Compiled, Compiled], scope: Scope): Compiled {
  const [condition, yes, no] = parts;
  if (!mayBe(condition.type, "bool")) {
    return report(node, scope, `${condition.label} is ${typeName(condition.type)}, not true or false`);
  }
  return {
    type: eitherOf(yes.type, no.type),
    weight: condition.weight + yes.weight + no.weight + 1,
    label: labelOf(node, scope),
    run: (frame) => (truth(condition, frame) ? yes.run(frame) : no.run(frame)),
  };
}

/**
 * CEL's logic: an operand that decides, decides, even when the other one has no answer (`false && missing` is
 * false). When neither decides, no answer stays no answer; it never turns into false.
 */
function logic(
  node: ASTNode,
  operator: "&&" | "||",
  operands: readonly [Compiled, Compiled],
  scope: Scope,
): Compiled {
  const [left, right] = operands;
  const odd = operands.find((operand) => !mayBe(operand.type, "bool"));
  if (odd) return report(node, scope, `${odd.label} is ${typeName(odd.type)}, not true or false`);
  const decides = operator === "||";
  return {
    type: BOOL,
    weight: left.weight + right.weight + 1,
    label: labelOf(node, scope),
    run: (frame) => {
      let value: boolean;
      try {
        value = truth(left, frame);
      } catch (error) {
        const doubt = absorbable(error);
        spend(frame.meter, CAUGHT_UNITS);
        if (truth(right, frame) === decides) return decides;
        throw doubt;
      }
      return value === decides ? decides : truth(right, frame);
    },
  };
}
