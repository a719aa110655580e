import { describe, expect, test } from "vitest";
import { type ConditionResult, compileCondition, evaluateCondition } from "./condition";

const CONTEXT = {
  agent: { id: "support-bot", owner: "bo" },
  action: {
    surface: "payments.refund",
    tool: "refund.create",
    tool_version: null,
    tier: "approval",
    reversibility: "irreversible",
  },
  surface: "payments.refund",
  tool: "refund.create",
  args: {
    amount_cents: 15_000,
    currency: "EUR",
    note: null,
    lines: [{ sku: "A-1", cents: 9_000 }, { sku: "B-2" }],
    labels: { team: "north" },
    discount: 0.2,
    text: "Please refund order 8812",
  },
  facts: { account_verified: true, score: 1, tags: ["vip", 7] },
  path: {
    tools: ["crm.lookup"],
    steps: [{ tool: "crm.lookup", at: "2026-11-20T12:00:01Z", summary: "account verified" }],
    length: 1,
  },
  run: { id: "run_01", task: "Resolve ticket 5521", step: 7 },
  subject: null,
  delegation: [{ agent: "orchestrator" }],
  org: { id: "acme", time: new Date("2026-11-20T12:00:00Z"), hour: 13, weekday: "fr" },
};

function evaluate(source: string, context: Readonly<Record<string, unknown>> = CONTEXT): ConditionResult {
  const compiled = compileCondition(source);
  if (!compiled.ok) throw new Error(`${source}: ${JSON.stringify(compiled.errors)}`);
  return evaluateCondition(compiled.condition, context);
}

describe("a condition that holds", () => {
  test.each([
    "args.amount_cents <= 20000 && facts.account_verified && !('notes.unrelated' in path.tools)",
    "surface == 'payments.refund' && tool == 'refund.create'",
    "action.tier == 'approval' && action.reversibility in ['irreversible', 'externally_reversible']",
    "agent.id == 'support-bot' && agent.owner == 'bo'",
    "run.step >= 7 && run.task.contains('5521')",
    "delegation.exists(link, link.agent == 'orchestrator') && delegation.size() == 1",
    "path.length == 1 && path.steps[0].tool == 'crm.lookup'",
    "path.steps.all(step, timestamp(step.at) > org.time)",
    "subject == null && subject != 'user:maria'",
    "org.hour == 13 && org.weekday == 'fr' && !(org.weekday in ['sa', 'su'])",
    "args['amount_cents'] == 15000",
    "has(args.amount_cents) && !has(args.nothing)",
    "size(args.lines) == 2 && size(args.text) == 24 && size(args.labels) == 1",
    "args.lines.filter(line, has(line.cents)).map(line, line.cents) == [9000]",
    "args.lines.map(line, has(line.cents), line.sku) == ['A-1']",
    "args.lines.exists_one(line, line.sku == 'A-1')",
    "args.labels.exists(name, args.labels[name] == 'north') && 'team' in args.labels",
    "args.text.matches('order [0-9]{4}$') && args.text.lowerAscii().startsWith('please')",
    "args.text.split(' ').size() == 4 && args.text.split(' ').join('-').endsWith('order-8812')",
    "args.text.substring(0, 6) == 'Please' && args.text.indexOf('refund') == 7",
    "{'EUR': 20000, 'USD': 22000}[args.currency] > args.amount_cents",
    "cel.bind(euros, args.amount_cents / 100, euros > 100 && euros < 200)",
    "args.amount_cents > 10000 ? facts.account_verified : false",
    "int('42') + int(1.9) == 43 && double('0.5') < 1 && string(7) == '7' && bool('true')",
    "org.time.getHours('Europe/Madrid') == 13 && org.time.getHours() == 12 && org.time.getDayOfWeek() == 5",
    "org.time - timestamp('2026-11-20T10:30:00Z') == duration('1h30m')",
    "org.time + duration('12h') > timestamp('2026-11-20T23:59:59Z') && duration('90m').getHours() == 1",
    "args.note == null",
  ])("%s", (source) => {
    expect(evaluate(source)).toEqual({ result: true });
  });
});

describe("numbers are numbers, however they are written", () => {
  test.each([
    "args.amount_cents == 15000.0 && 15000 == args.amount_cents",
    "args.discount < 1 && 0.2 < 1 && args.discount <= 0.2 && 1 > 0.2",
    "args.amount_cents * 2 == 30000 && args.amount_cents % 2 == 0 && args.amount_cents - 1 == 14999",
    "args.amount_cents / 2 == 7500 && 5 / 2 == 2.5",
    "size(args.lines) * 0.5 == 1",
    "1u == 1 && 0x10 == 16 && 1e3 == 1000 && -5 < 0",
    "args.amount_cents in [15000] && !(args.amount_cents in [0.2, 1])",
  ])("%s", (source) => {
    expect(evaluate(source)).toEqual({ result: true });
  });
});

describe("no answer is never false", () => {
  test.each([
    ["args.nothing > 1", "missing", "args.nothing is missing"],
    ["!args.nothing", "missing", "args.nothing is missing"],
    ["!(args.nothing > 1)", "missing", "args.nothing is missing"],
    ["args.nothing == null", "missing", "args.nothing is missing"],
    ["facts.account_verified && facts.nothing", "missing", "facts.nothing is missing"],
    ["facts.nothing && facts.account_verified", "missing", "facts.nothing is missing"],
    ["!facts.account_verified || facts.nothing", "missing", "facts.nothing is missing"],
    ["facts.nothing || !facts.account_verified", "missing", "facts.nothing is missing"],
    ["facts.nothing ? true : true", "missing", "facts.nothing is missing"],
    ["args.lines.all(line, line.cents > 0)", "missing", "line.cents is missing"],
    ["args.lines.exists(line, line.cents > 99999)", "missing", "line.cents is missing"],
    ["args.lines.exists_one(line, line.cents > 0)", "missing", "line.cents is missing"],
    ["args.lines.filter(line, line.cents > 0) == []", "missing", "line.cents is missing"],
    ["args.lines.map(line, line.cents) == []", "missing", "line.cents is missing"],
    ["args.lines[7].cents > 0", "missing", "args.lines[7] is missing"],
    ["args.lines[-1].cents > 0", "missing", "args.lines[-1] is missing"],
    ["args.labels['south'] == 'x'", "missing", "args.labels['south'] is missing"],
    ["has(args.nothing.inner)", "missing", "args.nothing is missing"],
    ["args.constructor == 'x'", "missing", "args.constructor is missing"],
    ["args.__proto__.constructor == 'x'", "missing", "args.__proto__ is missing"],
    ["args.amount_cents", "ill_typed", "the condition is a number, not true or false"],
    ["args.amount_cents && true", "ill_typed", "args.amount_cents is a number, not true or false"],
    ["args.amount_cents == '15000'", "ill_typed", "a number is compared with a string"],
    ["args.amount_cents != '15000'", "ill_typed", "a number is compared with a string"],
    ["args.text > 5", "ill_typed", "5 is a number, not a string"],
    ["args.text + 1 > 0", "ill_typed", "a string + a number has no meaning"],
    ["args.amount_cents.startsWith('1')", "ill_typed", "does not take (a number, a string)"],
    ["args.note.startsWith('1')", "ill_typed", "does not take (null, a string)"],
    ["args.note == 'x'", "ill_typed", "null is compared with a string"],
    ["'gold' in facts.tags", "ill_typed", "a string is compared with a number"],
    ["!('gold' in facts.tags)", "ill_typed", "a string is compared with a number"],
    ["facts.tags == ['vip', 'x']", "ill_typed", "a number is compared with a string"],
    ["'a' in args.amount_cents", "ill_typed", "args.amount_cents is a number, not a list or an object"],
    ["args.amount_cents.inner == 1", "ill_typed", "args.amount_cents is a number, not an object"],
    ["args.lines[0.5].cents > 0", "missing", "args.lines[0.5] is missing"],
    ["args.amount_cents / 0 > 1", "ill_typed", "is not a finite number"],
    ["args.amount_cents % 0 == 1", "ill_typed", "is not a finite number"],
    ["args.amount_cents * 1e308 > 1", "ill_typed", "is not a finite number"],
    ["int(args.text) > 1", "ill_typed", "is not an integer"],
    ["timestamp(args.text) > org.time", "ill_typed", "is not an RFC 3339 instant"],
    ["timestamp('2026-02-30T00:00:00Z') < org.time", "ill_typed", "is not an RFC 3339 instant"],
    ["duration('1 hour') > duration('1s')", "ill_typed", "is not a duration"],
    ["args.text.substring(5, 2) == ''", "ill_typed", "is out of range"],
  ])("%s", (source, failure, why) => {
    const result = evaluate(source);
    expect(result).toMatchObject({ result: "indeterminate", failure });
    expect(result.result === "indeterminate" && result.why).toContain(why);
  });

  test.each([
    ["false && facts.nothing", false],
    ["facts.nothing && false", false],
    ["true || facts.nothing", true],
    ["facts.nothing || true", true],
    ["args.lines.exists(line, line.cents > 0)", true],
    ["args.lines.all(line, line.cents < 0)", false],
    ["'vip' in facts.tags", true],
    ["facts.tags == ['standard', 7]", false],
    ["false ? facts.nothing : true", true],
  ])("an operand that decides outweighs a missing one, as in CEL: %s", (source, result) => {
    expect(evaluate(source)).toEqual({ result });
  });

  test("a whole variable that is missing is missing", () => {
    expect(evaluate("subject == null", {})).toMatchObject({ result: "indeterminate", failure: "missing" });
    expect(evaluate("args.a == 1", { args: undefined })).toMatchObject({ result: "indeterminate" });
  });

  test.each([
    ["a number that is none", { amount_cents: Number.NaN }],
    ["an infinite number", { amount_cents: Number.POSITIVE_INFINITY }],
    ["a bigint", { amount_cents: 1n }],
    ["a function", { amount_cents: () => 1 }],
    ["an instance of a class", { amount_cents: new (class Amount {})() }],
  ])("%s is not a value", (_name, args) => {
    for (const source of ["args.amount_cents < 1", "args.amount_cents == 1", "args.amount_cents != 1"]) {
      expect(evaluate(source, { args })).toMatchObject({ result: "indeterminate" });
    }
  });

  test("a getter that throws is an evaluation error, with what it threw for the log", () => {
    const defect = new Error("boom");
    const args = {
      get amount_cents() {
        throw defect;
      },
    };
    expect(evaluate("args.amount_cents < 1", { args })).toEqual({
      result: "indeterminate",
      failure: "error",
      why: "the evaluation failed",
      defect,
    });
  });

  test("why names what the author wrote and never a value the agent sent", () => {
    const args = { amount_cents: "s3cret-canary" };
    for (const source of [
      "args.amount_cents > 1",
      "args.amount_cents == 1",
      "args[args.amount_cents] == 1",
    ]) {
      expect(JSON.stringify(evaluate(source, { args }))).not.toContain("canary");
    }
  });
});
