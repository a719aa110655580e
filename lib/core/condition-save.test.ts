import { describe, expect, test } from "vitest";
import { type ConditionSubject, compileCondition } from "./condition";

const REFUND: ConditionSubject = {
  surface: "payments.refund",
  inputSchema: {
    type: "object",
    required: ["amount_cents"],
    properties: {
      amount_cents: { type: "integer", minimum: 0 },
      currency: { enum: ["EUR", "USD"] },
      note: { type: ["string", "null"] },
      lines: {
        type: "array",
        items: { type: "object", properties: { sku: { type: "string" }, cents: { type: "number" } } },
      },
      labels: { type: "object", additionalProperties: { type: "string" } },
    },
  },
};

function errorsOf(source: string, subject: ConditionSubject | null = null) {
  const compiled = compileCondition(source, subject);
  return compiled.ok ? [] : compiled.errors;
}

const messageOf = (source: string, subject: ConditionSubject | null = null): string =>
  errorsOf(source, subject)[0]?.message ?? "(it compiles)";

describe("a condition is refused when it is saved", () => {
  test.each([
    ["arg.amount_cents > 1", "unknown name arg; did you mean args?"],
    ["agents.id == 'x'", "unknown name agents; did you mean agent?"],
    ["agent.ids == 'x'", "agent.ids does not exist; did you mean id?"],
    ["path.tool == []", "path.tool does not exist; did you mean tools?"],
    ["path.steps.exists(s, s.tol == 'x')", "s.tol does not exist; did you mean tool?"],
    ["args.text.startWith('x')", "unknown function startWith; did you mean startsWith?"],
    ["sise(args) > 1", "unknown function sise; did you mean size?"],
    ["contains(args.text, 'x')", "contains is written after its subject"],
    ["action.tier == 'aproval'", 'action.tier is never "aproval"; did you mean "approval"?'],
    ["org.weekday in ['sat', 'su']", 'org.weekday is never "sat"; did you mean "sa"?'],
    ["org.hour == '8'", "org.hour is a number: it cannot equal a string"],
    ["org.hour && true", "org.hour is a number, not true or false"],
    ["org.hour", "the condition gives a number, not true or false"],
    ["'x'", "the condition gives a string, not true or false"],
    ["path.tools.all(t, size(t))", "size(t) is a number, not true or false"],
    ["path.length + 'x' == 'y'", "a number + a string has no meaning"],
    ["true < false", "true or false < true or false has no meaning"],
    ["surface.contains(5)", "contains does not take (a string, a number)"],
    ["'a' in surface", "use surface.contains(…)"],
    ["surface.id == 'x'", "surface is a string and has no fields"],
    ["path.tools['x'] == 'y'", "path.tools takes a number as its index, not a string"],
    ["path.tools.exists(x)", "exists takes a name and a condition"],
    ["path.tools.exists('x', true)", "invalid"],
    ["path.tools.exists(args, true)", "args already has a meaning here"],
    ["path.tools.all(t, path.tools.all(t, true))", "t already has a meaning here"],
    ["has(args)", "has(…) takes one field"],
    ["surface.matches('(a')", "not a pattern we accept"],
    ["surface.matches('(?=a)b')", "not a pattern we accept"],
    ["surface.matches(agent.id)", "the last argument must be spelled out"],
    ["org.time.getHours('Madrid') == 1", '"Madrid" is not a time zone'],
    ["b'abc' == b'abc'", "bytes are not available"],
    ["args.?x == 1", "expected IDENTIFIER"],
    ["args.amount_cents >", "unexpected token"],
    ["", "unexpected token"],
    ["true true", "unexpected character"],
    ["args.x === 1", "unexpected"],
    ["args.amount_cents < 9007199254740993", "beyond ±(2^53−1)"],
  ])("%s", (source, message) => {
    expect(messageOf(source)).toContain(message);
  });

  test("an argument that the surface's schema does not name", () => {
    expect(errorsOf("args.amout_cents <= 20000", REFUND)).toEqual([
      {
        message: "args.amout_cents is not in the input_schema of payments.refund; did you mean amount_cents?",
        identifier: "args.amout_cents",
        line: 1,
        column: 6,
      },
    ]);
    expect(messageOf("has(args.amout_cents)", REFUND)).toContain("did you mean amount_cents?");
    expect(messageOf("args['amout_cents'] == 1", REFUND)).toContain("did you mean amount_cents?");
    expect(messageOf("args.lines.exists(l, l.skus == 'x')", REFUND)).toContain("did you mean sku?");
  });

  test("an argument compared with what it can never be", () => {
    expect(messageOf("args.amount_cents == '1'", REFUND)).toContain("cannot equal a string");
    expect(messageOf("args.amount_cents.startsWith('1')", REFUND)).toContain("does not take (a number");
    expect(messageOf("args.currency == 'GBP'", REFUND)).toBe(
      'args.currency is never "GBP"; it is one of EUR, USD',
    );
    expect(messageOf("args.labels.team > 5", REFUND)).toContain("has no meaning");
  });

  test("every problem is told at once, each with its place", () => {
    const errors = errorsOf("arg.x > 1 &&\n  agnt.id == 'x'");
    expect(errors).toMatchObject([
      { identifier: "arg", line: 1, column: 1 },
      { identifier: "agnt", line: 2, column: 3 },
    ]);
  });

  test("and one that the schema allows is not", () => {
    for (const source of [
      "args.amount_cents <= 20000 && args.currency == 'EUR'",
      "args.note == null || args.note.contains('x')",
      "args.lines.all(line, line.cents > 0 && line.sku != '')",
      "args.labels.anything == 'x'",
    ]) {
      expect(errorsOf(source, REFUND)).toEqual([]);
    }
  });

  test("where the schema leaves it open, anything goes", () => {
    for (const inputSchema of [
      {},
      { type: "object" },
      { type: "object", properties: { a: {} }, additionalProperties: true },
      { properties: { a: { type: "string" } }, anyOf: [{ required: ["b"] }] },
      { $ref: "#/$defs/x" },
      "not a schema",
      null,
    ]) {
      expect(errorsOf("args.b == 1", { surface: "s", inputSchema })).toEqual([]);
    }
  });
});

describe("hostile sources end at once", () => {
  test.each([
    ["long", `surface == '${"x".repeat(5_000)}'`],
    ["long in bytes, not in characters", `surface == '${"€".repeat(1_500)}'`],
    ["deep parentheses", `${"(".repeat(2_000)}true${")".repeat(2_000)}`],
    ["deep negation", `${"!".repeat(4_000)}true`],
    ["deep minus", `${"-".repeat(4_000)}1 < 2`],
    ["deep lists", `${"[".repeat(2_000)}${"]".repeat(2_000)} == []`],
    ["a chain of 500 operands", Array.from({ length: 500 }, () => "true").join("&&")],
    ["deep loops", `${"path.tools.all(a,".repeat(200)}true${")".repeat(200)}`],
  ])("%s", (_name, source) => {
    expect(errorsOf(source)).not.toEqual([]);
  });

  test("200 operands are fine", () => {
    expect(errorsOf(Array.from({ length: 200 }, () => "true").join(" && "))).toEqual([]);
  });
});
