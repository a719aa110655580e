import { describe, expect, test } from "vitest";
import { sha256 } from "./canonical-json";
import { compilePolicies, type Policy } from "./policy";
import { INPUT, OVER_LIMIT, POLICIES, policy, REFUND, ruled, SURFACES, WITHIN_LIMIT } from "./policy.fixture";
import { rule } from "./rule";
import type { Surface } from "./surface";

describe("rules in shadow", () => {
  test("are recorded and never enforced", () => {
    const rules = [
      WITHIN_LIMIT,
      policy("stricter", "block", "args.amount_cents > 10000", { mode: "shadow", reasonCode: "tighter" }),
      policy("doubtful", "allow", "facts.nothing", { mode: "shadow" }),
      policy("quiet", "block", "false", { mode: "shadow" }),
    ];
    expect(ruled(rules)).toMatchObject({
      verdict: "allow",
      rules: ["refund-autonomous"],
      shadow: [
        { policy: "stricter", verdict: "block", reasonCode: "tighter" },
        { policy: "doubtful", verdict: "escalate", reasonCode: "condition_indeterminate" },
      ],
    });
  });

  test("do not take the work that the rules in force need", () => {
    const list = Array.from({ length: 9_000 }, (_, index) => index);
    const costly = "args.list.all(a, args.list.all(b, a + b >= 0))";
    const rules = [
      policy("costly", "block", costly, { surface: "crm.read", mode: "shadow" }),
      policy("fine", "sandbox", "args.list.all(n, n >= 0)", { surface: "crm.read" }),
    ];
    expect(ruled(rules, { tool: "crm.lookup", args: { list } })).toMatchObject({ verdict: "sandbox" });
  });
});

describe("what goes wrong while ruling goes to a person", () => {
  const broken = {
    get amount_cents(): number {
      throw new Error("boom");
    },
  };

  test("an exception in a condition escalates with evaluation_error and keeps the defect for the log", () => {
    const ruling = ruled(POLICIES, { args: broken });
    expect(ruling).toMatchObject({ verdict: "escalate", reasonCode: "evaluation_error" });
    expect(ruling.defect).toEqual(new Error("boom"));
  });

  test("another rule that blocks still blocks", () => {
    const ruling = ruled([...POLICIES, policy("freeze", "block", null)], { args: broken });
    expect(ruling).toMatchObject({ verdict: "block", rules: ["freeze"] });
  });

  test("an exception anywhere else escalates too, and blocks where agents may not act", () => {
    const run = {
      id: null,
      task: null,
      step: null,
      get path(): never {
        throw new Error("boom");
      },
    };
    expect(ruled(POLICIES, { run })).toMatchObject({ verdict: "escalate", reasonCode: "evaluation_error" });
    expect(ruled(POLICIES, { run, tool: "crm.lookup" }).verdict).toBe("escalate");
    expect(ruled(POLICIES, { run, tool: "disk.wipe.create" }).verdict).toBe("block");
  });

  test("a policy that does not compile escalates until it is mended", () => {
    const { compiled, problems } = compilePolicies([policy("typo", "allow", "arg.x > 1")], SURFACES);
    expect(problems).toMatchObject([{ policy: "typo", identifier: "arg" }]);
    expect(rule(compiled, INPUT)).toMatchObject({
      verdict: "escalate",
      reasonCode: "evaluation_error",
      rules: ["typo"],
    });
  });

  test("arguments that are too much work for the rules escalate", () => {
    const list = Array.from({ length: 9_000 }, (_, index) => index);
    const rules = Array.from({ length: 100 }, (_, index) =>
      policy(`rule-${index}`, "allow", `args.list.all(n, n + ${index} >= 0)`, { surface: "crm.read" }),
    );
    const ruling = ruled(rules, { tool: "crm.lookup", args: { list } });
    expect(ruling).toMatchObject({ verdict: "escalate", reasonCode: "condition_indeterminate" });
  });
});

describe("policies are refused when they are saved", () => {
  test("for an argument outside the surface's schema, a surface that does not exist, an id used twice", () => {
    const { problems } = compilePolicies(
      [
        policy("a", "allow", "args.amout_cents > 1"),
        policy("b", "allow", null, { surface: "payments.refunds" }),
        policy("b", "allow", null),
      ],
      SURFACES,
    );
    expect(problems.map(({ policy: id, message }) => `${id}: ${message}`)).toEqual([
      "a: args.amout_cents is not in the input_schema of payments.refund; did you mean amount_cents?",
      "b: there is no surface payments.refunds; did you mean payments.refund?",
      "b: this id is used twice",
    ]);
  });
});

describe("the policy version", () => {
  const versionOf = (policies: readonly Policy[], surfaces: readonly Surface[] = SURFACES): string =>
    rule(compilePolicies(policies, surfaces).compiled, INPUT).policyVersion;

  test("is the hash of content that can be kept", () => {
    const { compiled } = compilePolicies(POLICIES, SURFACES);
    const set = compiled.bySurface.get("payments.refund");
    expect(rule(compiled, INPUT).policyVersion).toBe(set?.version);
    expect(set && sha256(set.content)).toBe(set?.version);
  });

  test("changes with anything that could change the ruling, and with nothing else", () => {
    const version = versionOf(POLICIES);
    expect(version).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(versionOf([...POLICIES, policy("elsewhere", "block", null, { surface: "deploy" })])).toBe(version);
    expect(versionOf([{ ...WITHIN_LIMIT, verdict: "block" }, OVER_LIMIT])).not.toBe(version);
    expect(versionOf([{ ...WITHIN_LIMIT, when: "true" }, OVER_LIMIT])).not.toBe(version);
    expect(versionOf([WITHIN_LIMIT])).not.toBe(version);
    expect(versionOf(POLICIES, [{ ...REFUND, tier: "autonomous" }])).not.toBe(version);
  });
});
