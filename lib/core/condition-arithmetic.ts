import type { ASTNode } from "@marcbachmann/cel-js";
import { type Compiled, type Frame, labelOf, report, type Scope } from "./condition-scope";
import {
  type ConditionType,
  DURATION,
  DYN,
  eitherOf,
  listOf,
  mayBe,
  NUMBER,
  STRING,
  TIMESTAMP,
  typeName,
} from "./condition-types";
import { Duration, Indeterminate, kindName, kindOf, spend, textUnits } from "./condition-values";

/**
 * Sums. A result that is not a finite number, or an instant outside the calendar, is indeterminate: a rule that
 * divides by an argument of zero has no answer, and `infinity > 100` would be one.
 */
export type Arithmetic = "+" | "-" | "*" | "/" | "%";

/** Which kinds an operator joins, and what comes out. */
const SUMS: Readonly<
  Record<Arithmetic, readonly (readonly [ConditionType, ConditionType, ConditionType])[]>
> = {
  "+": [
    [NUMBER, NUMBER, NUMBER],
    [STRING, STRING, STRING],
    [listOf(DYN), listOf(DYN), listOf(DYN)],
    [TIMESTAMP, DURATION, TIMESTAMP],
    [DURATION, TIMESTAMP, TIMESTAMP],
    [DURATION, DURATION, DURATION],
  ],
  "-": [
    [NUMBER, NUMBER, NUMBER],
    [TIMESTAMP, TIMESTAMP, DURATION],
    [TIMESTAMP, DURATION, TIMESTAMP],
    [DURATION, DURATION, DURATION],
  ],
  "*": [[NUMBER, NUMBER, NUMBER]],
  "/": [[NUMBER, NUMBER, NUMBER]],
  "%": [[NUMBER, NUMBER, NUMBER]],
};

export function compileArithmetic(
  node: ASTNode,
  operator: Arithmetic,
  operands: readonly [Compiled, Compiled],
  scope: Scope,
): Compiled {
  const [left, right] = operands;
  const fits = SUMS[operator].filter(([a, b]) => mayBe(left.type, a.kind) && mayBe(right.type, b.kind));
  if (fits.length === 0) {
    const message = `${typeName(left.type)} ${operator} ${typeName(right.type)} has no meaning`;
    return report(node, scope, message);
  }
  const results = fits.map(([, , result]) => result);
  const label = labelOf(node, scope);
  return {
    type: results.reduce((sum, result) => eitherOf(sum, result)),
    weight: left.weight + right.weight + 1,
    label,
    run: (frame) => calculate(operator, left.run(frame), right.run(frame), frame, label),
  };
}

function calculate(operator: Arithmetic, a: unknown, b: unknown, frame: Frame, label: string): unknown {
  if (typeof a === "number" && typeof b === "number") return finite(numbers(operator, a, b), label);
  if (operator === "+") {
    if (typeof a === "string" && typeof b === "string") {
      spend(frame.meter, textUnits(a.length + b.length));
      return a + b;
    }
    if (Array.isArray(a) && Array.isArray(b)) {
      spend(frame.meter, a.length + b.length);
      return [...a, ...b];
    }
  }
  const sign = operator === "-" ? -1 : 1;
  if (operator === "+" || operator === "-") {
    if (a instanceof Date && b instanceof Duration)
      return instant(a.getTime() + sign * b.milliseconds, label);
    if (a instanceof Duration && b instanceof Duration)
      return new Duration(a.milliseconds + sign * b.milliseconds);
    if (a instanceof Duration && b instanceof Date && sign === 1)
      return instant(b.getTime() + a.milliseconds, label);
    if (a instanceof Date && b instanceof Date && sign === -1) return new Duration(a.getTime() - b.getTime());
  }
  const message = `in ${label}: ${kindName(kindOf(a))} ${operator} ${kindName(kindOf(b))} has no meaning`;
  throw new Indeterminate("ill_typed", message);
}

function numbers(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    default:
      return operator satisfies never;
  }
}

function finite(result: number, label: string): number {
  if (Number.isFinite(result)) return result;
  throw new Indeterminate("ill_typed", `${label} is not a finite number`);
}

function instant(time: number, label: string): Date {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) throw new Indeterminate("ill_typed", `${label} is out of range`);
  return date;
}
