import type { ASTNode, BinaryOperator } from "@marcbachmann/cel-js";
import { compileArithmetic } from "./condition-arithmetic";
import { type Compiled, type Frame, hintFor, labelOf, type Run, report, type Scope } from "./condition-scope";
import {
  BOOL,
  type ConditionType,
  DYN,
  isNullable,
  mayBe,
  NUMBER,
  STRING,
  typeName,
} from "./condition-types";
import {
  absorbable,
  CAUGHT_UNITS,
  Duration,
  equalValues,
  Indeterminate,
  illTyped,
  isObject,
  kindName,
  kindOf,
  type Meter,
  spend,
  textUnits,
} from "./condition-values";

/**
 * The operators of conditions. There is one kind of number, as in JSON: CEL's int, uint and double are the same
 * here, so `args.amount_cents <= 20000` and `args.discount > 0.2` mean what they say whatever the digits look like.
 * A result that is not a finite number is indeterminate, never infinite and never NaN.
 */
export function compileBinary(
  node: ASTNode,
  operator: BinaryOperator,
  operands: readonly [Compiled, Compiled],
  scope: Scope,
): Compiled {
  switch (operator) {
    case "==":
    case "!=":
      return equality(node, operator, operands, scope);
    case "in":
      return membership(node, operands, scope);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return ordering(node, operator, operands, scope);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return compileArithmetic(node, operator, operands, scope);
    default:
      return operator satisfies never;
  }
}

const weightOf = (operands: readonly Compiled[]): number =>
  operands.reduce((sum, operand) => sum + operand.weight, 1);

function equality(
  node: ASTNode,
  operator: "==" | "!=",
  operands: readonly [Compiled, Compiled],
  scope: Scope,
): Compiled {
  const [left, right] = operands;
  const allowsNull = isNullable(left.type) || isNullable(right.type);
  if (!comparable(left.type, right.type)) {
    return report(
      node,
      scope,
      `${left.label} is ${typeName(left.type)}: it cannot equal ${typeName(right.type)}`,
    );
  }
  const typo = impossibleWord(left, right, scope) ?? impossibleWord(right, left, scope);
  if (typo) return report(node, scope, typo.message, typo.word);
  const [runLeft, runRight] = [left.run, right.run];
  const equal = operator === "==";
  const label = labelOf(node, scope);
  return {
    type: BOOL,
    weight: weightOf(operands),
    label,
    run: (frame) => {
      const a = runLeft(frame);
      const b = runRight(frame);
      if (areSimple(a, b)) return (a === b) === equal;
      return named(label, () => equalValues(a, b, allowsNull, frame.meter)) === equal;
    },
  };
}

/** Two words, two numbers, two truths: nearly all there is. The general way also says what did not fit. */
const areSimple = (a: unknown, b: unknown): boolean =>
  (typeof a === "number" && typeof b === "number" && Number.isFinite(a) && Number.isFinite(b)) ||
  (typeof a === "string" && typeof b === "string" && a.length < 64) ||
  (typeof a === "boolean" && typeof b === "boolean");

/** Adds where it happened to a doubt that was born among values. */
function named<Result>(label: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Indeterminate) || error.failure !== "ill_typed") throw error;
    throw new Indeterminate("ill_typed", `in ${label}: ${error.why}`);
  }
}

function comparable(left: ConditionType, right: ConditionType): boolean {
  if (left.kind === "null" || right.kind === "null") return true;
  return mayBe(left, right.kind) || right.kind === "dyn";
}

/** A word that the other side can never be: `action.tier == "aproval"`. */
function impossibleWord(
  words: Compiled,
  other: Compiled,
  scope: Scope,
): { readonly message: string; readonly word: string } | null {
  if (words.type.kind !== "string" || !words.type.oneOf || typeof other.literal?.value !== "string")
    return null;
  const word = other.literal.value;
  if (words.type.oneOf.includes(word)) return null;
  const meant = hintFor(scope, word, words.type.oneOf);
  const hint = meant
    ? `did you mean "${meant}"?`
    : `it is one of ${words.type.oneOf.slice(0, 12).join(", ")}`;
  return { message: `${words.label} is never "${word}"; ${hint}`, word };
}

function membership(node: ASTNode, operands: readonly [Compiled, Compiled], scope: Scope): Compiled {
  const [item, range] = operands;
  if (!mayBe(range.type, "list") && range.type.kind !== "object") {
    const hint = range.type.kind === "string" ? `; use ${range.label}.contains(…)` : "";
    return report(node, scope, `${range.label} is ${typeName(range.type)}, not a list or an object${hint}`);
  }
  const element = range.type.kind === "list" ? range.type.element : DYN;
  const wanted = range.type.kind === "object" ? STRING : element;
  if (!comparable(item.type, wanted)) {
    return report(node, scope, `${item.label} is ${typeName(item.type)}: it cannot be in ${range.label}`);
  }
  for (const candidate of range.items ?? []) {
    const typo = impossibleWord(item, candidate, scope);
    if (typo) return report(node, scope, typo.message, typo.word);
  }
  const allowsNull = isNullable(item.type) || isNullable(element);
  const label = labelOf(node, scope);
  return {
    type: BOOL,
    weight: weightOf(operands),
    label,
    run: (frame) => {
      const value = item.run(frame);
      const values = range.run(frame);
      if (Array.isArray(values)) return named(label, () => isAmong(value, values, allowsNull, frame.meter));
      if (!isObject(values)) throw illTyped(range.label, values, "a list or an object");
      if (typeof value !== "string") throw illTyped(item.label, value, "a string");
      return Object.hasOwn(values, value) && values[value] !== undefined;
    },
  };
}

/** Found is found; not found among elements that could not all be compared is not "absent". */
function isAmong(value: unknown, values: readonly unknown[], allowsNull: boolean, meter: Meter): boolean {
  let doubt: Indeterminate | null = null;
  spend(meter, values.length);
  for (const candidate of values) {
    if (areSimple(value, candidate)) {
      if (value === candidate) return true;
      continue;
    }
    try {
      if (equalValues(value, candidate, allowsNull, meter)) return true;
    } catch (error) {
      doubt ??= absorbable(error);
      spend(meter, CAUGHT_UNITS);
    }
  }
  if (doubt) throw doubt;
  return false;
}

type Ordering = "<" | "<=" | ">" | ">=";

const ORDERED = ["number", "string", "timestamp", "duration"] as const;

function ordering(
  node: ASTNode,
  operator: Ordering,
  operands: readonly [Compiled, Compiled],
  scope: Scope,
): Compiled {
  const [left, right] = operands;
  if (!ORDERED.some((kind) => mayBe(left.type, kind) && mayBe(right.type, kind))) {
    const message = `${typeName(left.type)} ${operator} ${typeName(right.type)} has no meaning`;
    return report(node, scope, message);
  }
  const holds = HOLDS[operator];
  const [runLeft, runRight] = [left.run, right.run];
  return {
    type: BOOL,
    weight: weightOf(operands),
    label: labelOf(node, scope),
    run: (frame) => {
      const a = runLeft(frame);
      const b = runRight(frame);
      if (typeof a === "number" && typeof b === "number" && Number.isFinite(a) && Number.isFinite(b)) {
        return holds(a - b);
      }
      return holds(order(a, b, left, right, frame.meter));
    },
  };
}

const HOLDS: Readonly<Record<Ordering, (difference: number) => boolean>> = {
  "<": (difference) => difference < 0,
  "<=": (difference) => difference <= 0,
  ">": (difference) => difference > 0,
  ">=": (difference) => difference >= 0,
};

function order(a: unknown, b: unknown, left: Compiled, right: Compiled, meter: Meter): number {
  if (typeof a === "string" && typeof b === "string") {
    spend(meter, textUnits(Math.min(a.length, b.length)));
    if (a === b) return 0;
    return a < b ? -1 : 1;
  }
  if (a instanceof Date && b instanceof Date && kindOf(a) === kindOf(b)) return a.getTime() - b.getTime();
  if (a instanceof Duration && b instanceof Duration) return a.milliseconds - b.milliseconds;
  const kind = kindOf(a);
  if (!ORDERED.some((ordered) => ordered === kind)) throw illTyped(left.label, a, "something with an order");
  throw illTyped(right.label, b, kindName(kind));
}

export function compileUnary(node: ASTNode, operator: "!" | "-", operand: Compiled, scope: Scope): Compiled {
  const wanted = operator === "!" ? "bool" : "number";
  if (!mayBe(operand.type, wanted)) {
    const message = `${operator} needs ${operator === "!" ? "true or false" : "a number"}, and ${operand.label} is ${typeName(operand.type)}`;
    return report(node, scope, message);
  }
  const run: Run =
    operator === "!"
      ? (frame) => !truth(operand, frame)
      : (frame) => {
          const value = operand.run(frame);
          if (typeof value === "number") return -value;
          throw illTyped(operand.label, value, "a number");
        };
  const literal =
    operator === "-" && typeof operand.literal?.value === "number" ? -operand.literal.value : null;
  return {
    type: operator === "!" ? BOOL : NUMBER,
    weight: operand.weight + 1,
    label: labelOf(node, scope),
    run,
    ...(literal === null ? {} : { literal: { value: literal } }),
  };
}

/** The only way a value becomes a truth: it is one already. */
export function truth(operand: Compiled, frame: Frame): boolean {
  const value = operand.run(frame);
  if (value === true || value === false) return value;
  throw illTyped(operand.label, value, "true or false");
}
