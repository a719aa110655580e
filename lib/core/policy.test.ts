import { describe, expect, test } from "vitest";
import { INPUT, POLICIES, policy, ruled, WITHIN_LIMIT } from "./policy.fixture";
import { VERDICTS } from "./ruling";

describe("a rule", () => {
  test("that holds gives its verdict, its reason code and its name", () => {
    expect(ruled(POLICIES)).toMatchObject({
      verdict: "allow",
      reasonCode: "refund_within_limit",
      reason: "Rule refund-autonomous allows this.",
      rules: ["refund-autonomous"],
      route: null,
      retryAfterSeconds: null,
      constraints: {},
      shadow: [],
    });
  });

  test("that escalates names the route", () => {
    expect(ruled(POLICIES, { args: { amount_cents: 25_000 } })).toMatchObject({
      verdict: "escalate",
      reasonCode: "refund_over_limit",
      rules: ["refund-large"],
      route: "payments",
    });
  });

  test("that reads the path rules on the path", () => {
    const run = { ...INPUT.run, path: [{ tool: "notes.unrelated" }] };
    expect(ruled(POLICIES, { run })).toMatchObject({ verdict: "escalate", reasonCode: "tier_approval" });
  });

  test("without an answer escalates, whatever its verdict, and says why", () => {
    for (const verdict of VERDICTS) {
      const ruling = ruled([policy("doubtful", verdict, "args.amount_cents > 1 && facts.nothing")]);
      expect(ruling).toMatchObject({
        verdict: "escalate",
        reasonCode: "condition_indeterminate",
        rules: ["doubtful"],
      });
      expect(ruling.reason).toContain("facts.nothing is missing");
    }
  });

  test("without an answer outweighs one that allows, and goes to its own route", () => {
    const ruling = ruled([WITHIN_LIMIT, policy("doubtful", "escalate", "facts.nothing", { route: "fraud" })]);
    expect(ruling).toMatchObject({ verdict: "escalate", rules: ["doubtful"], route: "fraud" });
  });

  test("that throttles says when to come back, and the longest wait counts", () => {
    const rules = [
      policy("short", "throttle", null, { retryAfterSeconds: 5 }),
      policy("long", "throttle", null, { retryAfterSeconds: 90 }),
    ];
    expect(ruled(rules)).toMatchObject({
      verdict: "throttle",
      retryAfterSeconds: 90,
      rules: ["short", "long"],
    });
    expect(ruled([policy("plain", "throttle", null)])).toMatchObject({ retryAfterSeconds: 60 });
  });

  test("that sandboxes gives its constraints; two of them give both", () => {
    const rules = [
      policy("rows", "sandbox", null, { constraints: { row_cap: 100 } }),
      policy("net", "sandbox", null, { constraints: { egress: false } }),
    ];
    expect(ruled(rules)).toMatchObject({
      verdict: "sandbox",
      constraints: { row_cap: 100, egress: false },
      rules: ["rows", "net"],
    });
  });

  test("that sandboxes otherwise than another one does not win: a person decides", () => {
    const rules = [
      policy("rows", "sandbox", null, { constraints: { row_cap: 100 } }),
      policy("fewer", "sandbox", null, { constraints: { row_cap: 10 } }),
    ];
    expect(ruled(rules)).toMatchObject({
      verdict: "escalate",
      reasonCode: "constraint_conflict",
      rules: ["rows", "fewer"],
      constraints: {},
    });
  });

  test("without a surface applies to every one", () => {
    const freeze = policy("freeze", "block", "agent.id == 'support-bot'", { surface: null });
    for (const tool of ["refund.create", "crm.lookup", "nobody.knows"]) {
      expect(ruled([...POLICIES, freeze], { tool })).toMatchObject({ verdict: "block", rules: ["freeze"] });
    }
  });

  test("of another surface is not asked", () => {
    const other = policy("other", "block", null, { surface: "crm.read" });
    expect(ruled([WITHIN_LIMIT, other]).verdict).toBe("allow");
  });
});

describe("precedence is block, escalate, throttle, sandbox, allow", () => {
  test.each([
    [["allow", "sandbox"], "sandbox"],
    [["sandbox", "throttle"], "throttle"],
    [["throttle", "escalate"], "escalate"],
    [["escalate", "block"], "block"],
    [["allow", "block", "allow"], "block"],
  ] as const)("%j is %s", (verdicts, expected) => {
    const rules = verdicts.map((verdict, index) => policy(`rule-${index}`, verdict, "true"));
    expect(ruled(rules).verdict).toBe(expected);
    expect(ruled(rules.toReversed()).verdict).toBe(expected);
  });

  test("all rules with the winning verdict are named, and no other", () => {
    const rules = [
      policy("a", "allow", null),
      policy("b", "block", null),
      policy("c", "escalate", null),
      policy("d", "block", null),
    ];
    expect(ruled(rules)).toMatchObject({ rules: ["b", "d"], reasonCode: "rule_block" });
    expect(ruled(rules).reason).toBe("Rule b forbids this. 1 more rule to the same effect.");
  });

  test("a rule that holds speaks before one without an answer", () => {
    const rules = [
      policy("doubtful", "allow", "facts.nothing"),
      policy("sure", "escalate", null, { route: "r" }),
    ];
    expect(ruled(rules)).toMatchObject({
      reasonCode: "rule_escalate",
      rules: ["doubtful", "sure"],
      route: "r",
    });
  });
});

describe("where no rule applies the tier decides", () => {
  test.each([
    ["crm.lookup", "allow", "tier_autonomous"],
    ["deploy.create", "escalate", "tier_preapproved"],
    ["refund.create", "escalate", "tier_approval"],
    ["disk.wipe.create", "block", "tier_prohibited"],
  ])("%s: %s", (tool, verdict, reasonCode) => {
    expect(ruled([], { tool })).toMatchObject({ verdict, reasonCode, rules: [], route: null });
  });

  test("a prohibited surface stays prohibited whatever its rules say", () => {
    for (const verdict of VERDICTS) {
      for (const when of ["true", "facts.nothing"]) {
        const rules = [policy("loophole", verdict, when, { surface: "disk.wipe" })];
        expect(ruled(rules, { tool: "disk.wipe.create" }).verdict).toBe("block");
      }
    }
  });
});

describe("a claim the registry does not bear out", () => {
  test("a tool no surface knows goes to a person", () => {
    expect(ruled(POLICIES, { tool: "shell.exec" })).toMatchObject({
      verdict: "escalate",
      reasonCode: "unregistered_tool",
      route: null,
    });
  });

  test("a surface that does not exist is no surface", () => {
    expect(ruled(POLICIES, { surface: "no.such", tool: null })).toMatchObject({
      verdict: "escalate",
      reasonCode: "unregistered_tool",
    });
  });

  test("not even a rule for everything allows what no surface covers", () => {
    const everything = policy("yes", "allow", null, { surface: null });
    expect(ruled([everything], { tool: "shell.exec" }).verdict).toBe("escalate");
    expect(ruled([everything], { tool: null, surface: "no.such" }).verdict).toBe("escalate");
  });

  test("a harmless surface named with a risky tool is not harmless", () => {
    const claim = { surface: "crm.read", tool: "refund.create" };
    expect(ruled(POLICIES, claim)).toMatchObject({ verdict: "escalate", reasonCode: "surface_mismatch" });
    expect(ruled([policy("fraud", "block", null)], claim)).toMatchObject({
      verdict: "block",
      rules: ["fraud"],
    });
  });

  test("a prohibited surface is blocked from either side of a mismatch", () => {
    expect(ruled([], { surface: "crm.read", tool: "disk.wipe.create" }).verdict).toBe("block");
    expect(ruled([], { surface: "disk.wipe", tool: "crm.lookup" }).verdict).toBe("block");
    expect(ruled([], { surface: "disk.wipe", tool: "shell.exec" }).verdict).toBe("block");
    expect(ruled([], { surface: "no.such", tool: "disk.wipe.create" }).verdict).toBe("block");
  });

  test("a tool that the named surface does not list is not covered by it, and does not get its route", () => {
    const claim = { surface: "payments.refund", tool: "refund.created", args: { amount_cents: 25_000 } };
    expect(ruled(POLICIES, claim)).toMatchObject({
      verdict: "escalate",
      reasonCode: "unregistered_tool",
      route: null,
    });
  });
});
