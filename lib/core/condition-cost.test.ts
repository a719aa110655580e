import { describe, expect, test } from "vitest";
import { type ConditionResult, compileCondition, evaluateCondition } from "./condition";
import { newMeter } from "./condition-values";

function evaluate(source: string, context: Readonly<Record<string, unknown>>): ConditionResult {
  const compiled = compileCondition(source);
  if (!compiled.ok) throw new Error(`${source}: ${JSON.stringify(compiled.errors)}`);
  return evaluateCondition(compiled.condition, context);
}

describe("hostile arguments cannot take the process with them", () => {
  const limit = { result: "indeterminate", failure: "limit" };
  const numbers = { args: { list: Array.from({ length: 9_000 }, (_, index) => index) } };

  test("one pass over the largest arguments is fine", () => {
    expect(evaluate("args.list.all(n, n >= 0 && n < 9000)", numbers)).toEqual({ result: true });
    expect(evaluate("args.list.map(n, n * 2).filter(n, n > 5).size() == 8997", numbers)).toEqual({
      result: true,
    });
    expect(evaluate("!(9001 in args.list)", numbers)).toEqual({ result: true });
    expect(evaluate("args.list.exists(n, n.nothing)", numbers)).toMatchObject({ failure: "ill_typed" });
  });

  test.each([
    "args.list.all(a, args.list.all(b, a + b >= 0))",
    "args.list.exists(a, args.list.exists(b, args.list.exists(c, a + b + c < 0)))",
    "args.list.map(a, args.list.map(b, a)).size() > 1",
    "args.list.filter(a, a in args.list).size() > 1",
    "args.list.all(a, args.list == args.list)",
    "args.list.all(a, size(args.list + args.list) > 1)",
    `${Array.from({ length: 26 }, (_, i) => `cel.bind(v${i}, ${i === 0 ? "args.list" : `v${i - 1} + v${i - 1}`}, `).join("")}size(v25) > 1${")".repeat(26)}`,
  ])("loops in loops run out of units: %s", (source) => {
    expect(evaluate(source, numbers)).toMatchObject(limit);
  });

  test("running out of units is never outweighed by another operand", () => {
    const costly = "args.list.all(a, args.list.all(b, a + b >= 0))";
    for (const source of [`${costly} || true`, `!(${costly}) && false`, `[1].exists(x, ${costly}) || true`]) {
      expect(evaluate(source, numbers)).toMatchObject(limit);
    }
  });

  const half = "a".repeat(65_536);
  const quarter = "a".repeat(32_768);

  test.each([
    ["a search that compares every character at every place", "args.text.contains(args.needle)"],
    ["the same from the end", "args.text.lastIndexOf(args.needle) > 0"],
    ["the same by splitting", "args.text.split(args.needle).size() > 1"],
    ["strings that double", `${doubling("args.text", 20)}`],
    ["a pattern whose slow path is text times pattern", "args.text.matches('a[ab]{0,200}[cd]')"],
  ])("%s", (_name, source) => {
    const args = { text: `${half}${half}`, needle: `${quarter}b${quarter}` };
    expect(evaluate(source, { args })).toMatchObject(limit);
  });

  test("catastrophic patterns are linear here", () => {
    const args = { text: `${"a".repeat(50_000)}!` };
    expect(evaluate("args.text.matches('^(a+)+$')", { args })).toEqual({ result: false });
    expect(evaluate("args.text.matches('(a|aa)+$')", { args })).toEqual({ result: false });
  });

  test("conditions that share a meter share its limit", () => {
    const compiled = compileCondition("args.list.all(n, n >= 0)");
    if (!compiled.ok) throw new Error("it compiles");
    const meter = newMeter(60_000);
    const results = [1, 2, 3].map(() => evaluateCondition(compiled.condition, numbers, meter).result);
    expect(results).toEqual([true, "indeterminate", "indeterminate"]);
  });
});

function doubling(start: string, times: number): string {
  const binds = Array.from({ length: times }, (_, i) => {
    const previous = i === 0 ? start : `s${i - 1}`;
    return `cel.bind(s${i}, ${previous} + ${previous}, `;
  });
  return `${binds.join("")}s${times - 1}.contains('b')${")".repeat(times)}`;
}
