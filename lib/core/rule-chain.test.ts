import { describe, expect, it } from "vitest";
import { compilePolicies, type Policy } from "./policy";
import { INPUT, policy, SURFACES } from "./policy.fixture";
import { conditionContext, type PolicyInput } from "./rule";
import { type ChainLink, ruleInChain } from "./rule-chain";
import { highestImpact } from "./surface";

const BOSS: ChainLink = { agent: "boss", known: { owner: "eve" } };
const CHIEF: ChainLink = { agent: "chief", known: { owner: "eve" } };
/** Only of one agent. */
const of = (agent: string, verdict: Policy["verdict"], more: Partial<Policy> = {}) =>
  policy(`${agent}-${verdict}`, verdict, `agent.id == '${agent}'`, { surface: "crm.read", ...more });
const ruled = (policies: readonly Policy[], chain: readonly ChainLink[], more: Partial<PolicyInput> = {}) =>
  ruleInChain(
    compilePolicies(policies, SURFACES).compiled,
    { ...INPUT, tool: "crm.search", args: {}, delegation: chain.map(({ agent }) => ({ agent })), ...more },
    chain,
  );

describe("the strictest ruling of a chain governs", () => {
  it.each([
    ["allow", "sandbox", "sandbox"],
    ["sandbox", "throttle", "throttle"],
    ["allow", "escalate", "escalate"],
    ["escalate", "block", "block"],
    ["block", "allow", "block"],
  ] as const)("%s of the agent and %s of its delegator are %s", (own, other, verdict) => {
    const policies = [of("support-bot", own), of("boss", other)];
    expect(ruled(policies, [BOSS]).verdict).toBe(verdict);
    // Wherever in the chain it stands.
    expect(ruled(policies, [CHIEF, BOSS]).verdict).toBe(verdict);
  });

  it("in the name of whom it is about, with every rule that determined it", () => {
    const ruling = ruled([of("boss", "escalate", { reason: "Boss asks.", route: "payments" })], [BOSS]);
    expect(ruling).toMatchObject({
      verdict: "escalate",
      reason: "Of boss, for which it acts: Boss asks.",
      rules: ["boss-escalate"],
      route: "payments",
    });
    const both = ruled([of("support-bot", "block"), of("boss", "block")], [BOSS]);
    expect(both.rules).toEqual(["support-bot-block", "boss-block"]);
    expect(both.reason).toBe("Rule support-bot-block forbids this.");
  });

  it("an agent in its own chain is one agent, and no chain changes nothing", () => {
    const policies = [of("support-bot", "allow")];
    expect(ruled(policies, [{ agent: "support-bot", known: null }])).toEqual(
      ruled(policies, [], { delegation: [{ agent: "support-bot" }] }),
    );
  });

  it("an agent nobody knows lets nothing through by itself, and weakens no refusal", () => {
    const stranger: ChainLink = { agent: "ghost", known: null };
    expect(ruled([], [stranger])).toMatchObject({ verdict: "escalate", reasonCode: "delegation_unknown" });
    expect(ruled([of("support-bot", "block")], [stranger])).toMatchObject({
      verdict: "block",
      reasonCode: "rule_block",
    });
  });

  it("each is judged with the chain in view", () => {
    const lone = policy("lone", "block", "!('boss' in delegation.map(d, d.agent))", { surface: "crm.read" });
    expect(ruled([lone], [BOSS]).verdict).toBe("allow");
    expect(ruled([lone], [CHIEF]).verdict).toBe("block");
  });
});

describe("the terms of a chain", () => {
  const sandboxed = (agent: string, constraints: object) =>
    of(agent, "sandbox", { constraints: { ...constraints } });

  it("are everybody's, the lowest cap of them", () => {
    const policies = [
      sandboxed("support-bot", { row_cap: 100, no_egress: true }),
      sandboxed("boss", { row_cap: 10, read_only: true }),
    ];
    expect(ruled(policies, [BOSS])).toMatchObject({
      verdict: "sandbox",
      constraints: { row_cap: 10, no_egress: true, read_only: true },
    });
  });

  it("bind an approval too: a delegator's sandbox is not lost where the agent's own rule asks a person", () => {
    const policies = [of("support-bot", "escalate"), sandboxed("boss", { read_only: true })];
    expect(ruled(policies, [BOSS])).toMatchObject({ verdict: "escalate", constraints: { read_only: true } });
  });

  it("that conflict go to a person, who gets what they agree on", () => {
    const policies = [
      sandboxed("support-bot", { hosts: ["a.test"], read_only: true }),
      sandboxed("boss", { hosts: ["b.test"], read_only: true }),
    ];
    expect(ruled(policies, [BOSS])).toMatchObject({
      verdict: "escalate",
      reasonCode: "constraint_conflict",
      constraints: { read_only: true },
    });
  });
});

describe("the highest-impact class of a chain", () => {
  it("governs what rules and routes see", () => {
    const surface = SURFACES[1] ?? null;
    const seen = (chainReversibility: PolicyInput["chainReversibility"]) =>
      conditionContext(
        { ...INPUT, chainReversibility: chainReversibility ?? null },
        surface && { ...surface, reversibility: "reversible" },
      ).action.reversibility;
    expect([seen(null), seen("read_only"), seen("irreversible")]).toEqual([
      "reversible",
      "reversible",
      "irreversible",
    ]);
    expect(highestImpact([null, "read_only", "externally_reversible", "reversible"])).toBe(
      "externally_reversible",
    );
    expect(highestImpact([null])).toBeNull();
  });
});
