import { compilePolicies, type Policy, type Verdict } from "./policy";
import { type PolicyInput, rule } from "./rule";
import type { Ruling } from "./ruling";
import type { Surface, Tier } from "./surface";

/** A small company for the tests of policies: four surfaces, one of each tier, and the two rules of its refunds. */
const surface = (id: string, tier: Tier, more: Partial<Surface> = {}): Surface => ({
  id,
  tools: [`${id}.create`],
  tier,
  reversibility: "irreversible",
  owner: null,
  authors: [],
  inputSchema: null,
  ...more,
});

export const REFUND = surface("payments.refund", "approval", {
  tools: ["refund.create"],
  inputSchema: {
    type: "object",
    required: ["amount_cents"],
    properties: { amount_cents: { type: "integer", minimum: 0 } },
  },
});
const READ = surface("crm.read", "autonomous", { tools: ["crm.*"] });
const DEPLOY = surface("deploy", "preapproved");
const WIPE = surface("disk.wipe", "prohibited");
export const SURFACES = [REFUND, READ, DEPLOY, WIPE];

export const policy = (
  id: string,
  verdict: Verdict,
  when: string | null,
  more: Partial<Policy> = {},
): Policy => ({
  id,
  surface: "payments.refund",
  when,
  verdict,
  mode: "enforce",
  ...more,
});

export const WITHIN_LIMIT = policy(
  "refund-autonomous",
  "allow",
  "args.amount_cents <= 20000 && facts.account_verified && !('notes.unrelated' in path.tools)",
  { reasonCode: "refund_within_limit" },
);
export const OVER_LIMIT = policy("refund-large", "escalate", "args.amount_cents > 20000", {
  reasonCode: "refund_over_limit",
  route: "payments",
});
export const POLICIES = [WITHIN_LIMIT, OVER_LIMIT];

export const INPUT: PolicyInput = {
  agent: { id: "support-bot", owner: "bo" },
  surface: null,
  tool: "refund.create",
  toolVersion: null,
  args: { amount_cents: 15_000 },
  facts: { account_verified: true },
  run: { id: "run_01", task: null, step: null, path: [{ tool: "crm.lookup" }] },
  onBehalfOf: null,
  delegation: [],
  organisation: { id: "acme", time: new Date("2026-11-20T12:00:00Z"), hour: 13, weekday: "fr" },
};

export function ruled(policies: readonly Policy[], input: Partial<PolicyInput> = {}): Ruling {
  return rule(compilePolicies(policies, SURFACES).compiled, { ...INPUT, ...input });
}
