import type { AgentView } from "@/lib/contract/people";
import { NO_COST_LIMITS } from "@/lib/core/cost";
import type { Freeze } from "@/lib/core/freeze";
import { readAgentActivity, readAgentKeys } from "@/lib/db/agents";
import { readFreezes } from "@/lib/db/freezes";
import { statements } from "@/lib/db/pipeline";
import { refuseNoun } from "../config/collections";
import { type PageQuery, pageOf } from "../config/page";
import type { AgentFacts } from "../config/snapshot";
import type { Context } from "../context";
import { freezeView } from "../freezes/change";
import { keyView } from "../identity/key-changes";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";
import { costsOf, costsView } from "./costs";

/** Every agent with what it has open, when it last asked, and its keys. Errors: forbidden (a member), invalid. */
export async function listAgents(
  ctx: Context,
  page: PageQuery = { limit: Number.POSITIVE_INFINITY },
): Promise<{ readonly agents: AgentView[]; readonly next_cursor: string | null }> {
  refuseNoun(ctx, "agents");
  const { organisation } = ctx.actor;
  const { agents } = await snapshotInForce(organisation);
  const { items, next_cursor } = pageOf([...agents.values()], page);
  return { agents: await viewsOf(organisation, items), next_cursor };
}

/** One agent. Errors: forbidden (a member), not_found. */
export async function readAgent(ctx: Context, { id }: { readonly id: string }): Promise<AgentView> {
  refuseNoun(ctx, "agents");
  const { organisation } = ctx.actor;
  const agent = (await snapshotInForce(organisation)).agents.get(id);
  const [view] = agent ? await viewsOf(organisation, [agent]) : [];
  if (!view) throw notFound("agent");
  return view;
}

const freezeViewOf = (freeze: Freeze | undefined) => (freeze ? freezeView(freeze) : null);

async function viewsOf(organisation: string, agents: readonly AgentFacts[]): Promise<AgentView[]> {
  const ids = agents.map(({ id }) => id);
  const [activity, keys, freezes, costs] = await Promise.all([
    readAgentActivity(organisation, ids),
    readAgentKeys(organisation, ids),
    readFreezes(statements(), organisation),
    costsOf(organisation, agents),
  ]);
  const frozen = new Map(freezes.filter(({ kind }) => kind === "agent").map((one) => [one.id, one]));
  const activityOf = new Map(activity.map((facts) => [facts.agentId, facts]));
  return agents.map(({ id, name, owner, limits }) => ({
    id,
    name,
    owner,
    open_requests: activityOf.get(id)?.openRequests ?? 0,
    last_action_at: activityOf.get(id)?.lastActionAt?.toISOString() ?? null,
    limits: { per_minute: limits.perMinute, open_requests: limits.openRequests },
    frozen: freezeViewOf(frozen.get(id)),
    costs: costs.get(id) ?? costsView(NO_COST_LIMITS),
    keys: keys.filter((key) => key.agentId === id).map(keyView),
  }));
}
