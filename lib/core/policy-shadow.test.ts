import { describe, expect, test } from "vitest";
import { recordedIn } from "./condition-reads";
import { compilePolicies } from "./policy";
import { INPUT, OVER_LIMIT, POLICIES, policy, ruled, SURFACES, WITHIN_LIMIT } from "./policy.fixture";
import { rule } from "./rule";

const from = new Date("2026-11-20T12:00:00Z");
const at = (time: string) => ({ organisation: { ...INPUT.organisation, time: new Date(time) } });

describe("a rule with a start", () => {
  const dated = policy("stop", "block", null, { from });

  test("is in shadow until then, and says what the ruling would have been", () => {
    expect(ruled([...POLICIES, dated], at("2026-11-20T11:59:59.999Z"))).toMatchObject({
      verdict: "allow",
      shadow: [{ policy: "stop", verdict: "block", reasonCode: "rule_block", wouldBe: "block" }],
    });
  });

  test("is in force from that instant on", () => {
    expect(ruled([...POLICIES, dated], at("2026-11-20T12:00:00Z"))).toMatchObject({
      verdict: "block",
      rules: ["stop"],
      shadow: [],
    });
  });

  test("has another version than one without, and what has none keeps the version it had", () => {
    const version = (more: Parameters<typeof policy>[3]) =>
      ruled([policy("a", "block", null, more)]).policyVersion;
    expect(version({})).toBe(version({ from: null, owner: null }));
    expect(new Set([version({}), version({ from }), version({ owner: "team:payments" })]).size).toBe(3);
  });
});

describe("what the ruling would have been with a rule in shadow in force", () => {
  const shadow = (verdict: Parameters<typeof policy>[1], when: string | null = null) =>
    policy("trial", verdict, when, { mode: "shadow" });

  test.each([
    ["an allow replaces the tier's default", [shadow("allow")], "escalate", "allow"],
    ["an allow does not outweigh a rule in force", [OVER_LIMIT, shadow("allow")], "escalate", "escalate"],
    ["a block outweighs what is in force", [WITHIN_LIMIT, shadow("block")], "allow", "block"],
    [
      "a rule without an answer would ask",
      [WITHIN_LIMIT, shadow("block", "facts.nothing")],
      "allow",
      "escalate",
    ],
  ] as const)("%s", (_name, policies, now, wouldBe) => {
    const args = { amount_cents: policies.some(({ id }) => id === OVER_LIMIT.id) ? 90_000 : 15_000 };
    const ruling = ruled(policies, { args });
    expect(ruling.verdict).toBe(now);
    expect(ruling.shadow.map((finding) => finding.wouldBe)).toEqual([wouldBe]);
    // The same as when it is in force.
    expect(
      ruled(
        policies.map((each) => ({ ...each, mode: "enforce" })),
        { args },
      ).verdict,
    ).toBe(wouldBe);
  });

  test("nothing loosens a prohibited surface", () => {
    const trial = policy("trial", "allow", null, { mode: "shadow", surface: "disk.wipe" });
    expect(ruled([trial], { tool: "disk.wipe.create" }).shadow).toMatchObject([
      { verdict: "allow", wouldBe: "block" },
    ]);
  });
});

describe("a tool that no surface covers", () => {
  test("is asked about, or refused where the organisation says so; no rule loosens that", () => {
    const allow = policy("any", "allow", null, { surface: null });
    const ruledWith = (unregistered: "ask" | "deny") =>
      rule(compilePolicies([allow], SURFACES, unregistered).compiled, { ...INPUT, tool: "unheard.of" });
    expect(ruledWith("ask")).toMatchObject({ verdict: "escalate", reasonCode: "unregistered_tool" });
    expect(ruledWith("deny")).toMatchObject({ verdict: "block", reasonCode: "unregistered_tool" });
    expect(ruledWith("ask").policyVersion).not.toBe(ruledWith("deny").policyVersion);
  });
});

describe("what only the record knows", () => {
  test("is asked for only when a condition names it", () => {
    expect([...recordedIn(["args.amount_cents > 1", ""])]).toEqual([]);
    expect([...recordedIn(["org.counters.pending > 1", "history.tool_day > 2"])]).toEqual([
      "counters",
      "history",
    ]);
    expect([...recordedIn(["path['denials'].size() > 2"])]).toEqual(["denials"]);
  });

  test("escalates where it is not there, and is typed", () => {
    const busy = policy("busy", "allow", "history.tool_day < 3");
    expect(ruled([busy])).toMatchObject({ verdict: "escalate", reasonCode: "condition_indeterminate" });
    const { problems } = compilePolicies(
      [policy("a", "block", "history.tool_dya > 1"), policy("b", "block", "org.counters.pending == 'many'")],
      SURFACES,
    );
    expect(problems.map(({ message }) => message)).toEqual([
      "history.tool_dya does not exist; did you mean tool_day?",
      expect.stringContaining("a number"),
    ]);
  });

  test("sources of a path are each named once, in order, and a step without one has none", () => {
    const path = [
      { tool: "a", source: "web" },
      { tool: "b" },
      { tool: "c", source: "crm" },
      { tool: "d", source: "web" },
    ];
    const run = { ...INPUT.run, path };
    expect(ruled([policy("a", "block", "path.sources == ['web', 'crm']")], { run }).verdict).toBe("block");
  });
});
