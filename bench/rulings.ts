import { compilePolicies, type Policy } from "@/lib/core/policy";
import { type PolicyInput, rule } from "@/lib/core/rule";
import type { Surface } from "@/lib/core/surface";

/**
 * One question, put to each engine: a verified refund, under so many rules of which each compares an amount and a fact and
 * the last alone holds. `elsewhere` are further rules of the same shape about other kinds of action.
 */
export type Scene = { readonly rules: number; readonly elsewhere: number };

/** Asks once; answers whether it was allowed, which it must be. */
export type Ask = () => boolean;
export type Engine = (scene: Scene) => Promise<Ask>;

const AMOUNT = 15_000;
const ROOM = 4;

/** Amounts of which the last alone is enough. */
const limits = ({ rules }: Scene): number[] =>
  Array.from({ length: rules }, (_, index) => (index === rules - 1 ? 20_000 : 100 + index));
const others = ({ elsewhere }: Scene): number[] => Array.from({ length: elsewhere }, (_, index) => index);

const countersign: Engine = async (scene) => {
  const when = (limit: number) => `args.amount_cents <= ${limit} && facts.account_verified`;
  const policy = (id: string, surface: string, limit: number): Policy => ({
    id,
    surface,
    when: when(limit),
    verdict: "allow",
    mode: "enforce",
  });
  const surface = (id: string): Surface => ({
    id,
    tools: [`${id}.create`],
    tier: "approval",
    reversibility: "irreversible",
    owner: null,
    authors: [],
    inputSchema: { type: "object", properties: { amount_cents: { type: "integer" } } },
  });
  const place = (index: number) => `other.${Math.floor(index / ROOM)}`;
  const surfaces = ["refund", ...new Set(others(scene).map(place))].map(surface);
  const policies = [
    ...others(scene).map((index) => policy(`other-${index}`, place(index), 100 + index)),
    ...limits(scene).map((limit, index) => policy(`refund-${index}`, "refund", limit)),
  ];
  const { compiled, problems } = compilePolicies(policies, surfaces);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const input: PolicyInput = {
    agent: { id: "support-bot", owner: "bo" },
    surface: null,
    tool: "refund.create",
    toolVersion: null,
    args: { amount_cents: AMOUNT },
    facts: { account_verified: true },
    run: { id: "run_01", task: null, step: 7, path: [{ tool: "crm.lookup" }] },
    onBehalfOf: "user:maria",
    delegation: [],
    organisation: { id: "acme", time: new Date("2026-11-20T12:00:00Z"), hour: 13, weekday: "fr" },
  };
  return () => rule(compiled, input).verdict === "allow";
};

const governance: Engine = async (scene) => {
  const { PolicyEngine } = await import("@microsoft/agent-governance-sdk");
  const engine = new PolicyEngine();
  const ruleOf = (name: string, condition: string) => ({ name, condition, ruleAction: "allow" as const });
  engine.loadPolicy({
    name: "refunds",
    default_action: "deny",
    rules: [
      ...others(scene).map((index) =>
        ruleOf(`other-${index}`, `tool == 'other.${index}' and amount_cents <= ${100 + index}`),
      ),
      ...limits(scene).map((limit, index) =>
        ruleOf(`refund-${index}`, `amount_cents <= ${limit} and account_verified == true`),
      ),
    ],
  });
  const context = { tool: "refund.create", amount_cents: AMOUNT, account_verified: true };
  return () => engine.evaluatePolicy("did:bench:support-bot", context).allowed;
};

const cedar: Engine = async (scene) => {
  const { preparsePolicySet, statefulIsAuthorized } = await import("@cedar-policy/cedar-wasm/nodejs");
  const permit = (action: string, when: string) =>
    `permit(principal, action == Action::"${action}", resource) when { ${when} };`;
  const text = [
    ...others(scene).map((index) => permit(`other.${index}`, `context.amount_cents <= ${100 + index}`)),
    ...limits(scene).map((limit) =>
      permit("refund.create", `context.amount_cents <= ${limit} && context.account_verified`),
    ),
  ].join("\n");
  const id = `bench-${scene.rules}-${scene.elsewhere}`;
  const parsed = preparsePolicySet(id, { staticPolicies: text });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
  const call = {
    principal: { type: "Agent", id: "support-bot" },
    action: { type: "Action", id: "refund.create" },
    resource: { type: "Order", id: "8812" },
    context: { amount_cents: AMOUNT, account_verified: true },
    preparsedPolicySetId: id,
    entities: [],
  };
  return () => {
    const answer = statefulIsAuthorized(call);
    return answer.type === "success" && answer.response.decision === "allow";
  };
};

export const ENGINES = { countersign, governance, cedar } as const satisfies Record<string, Engine>;
export type EngineName = keyof typeof ENGINES;
