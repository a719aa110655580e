import { baselineOf, type CostAlert, costAlerts, NO_COST_LIMITS } from "@/lib/core/cost";
import type { Tx } from "@/lib/db/client";
import { type CostRow, readCostHours, readSpent } from "@/lib/db/costs";
import type { LedgerDraft } from "../requests/drafts";
import type { Moment } from "../requests/transact";

type Cost = {
  readonly agentId: string;
  readonly runId: string | null;
  readonly cents: number | null;
};

/** What an outcome's cost adds, and the lines it crosses; read under the ledger's lock, so that of two reports both count. */
export async function costOf(
  tx: Tx,
  { organisation, now, current }: Moment,
  { agentId, runId, cents }: Cost,
): Promise<{ readonly costs?: readonly CostRow[]; readonly notes?: readonly LedgerDraft[] }> {
  if (cents === null || cents === 0) return {};
  const [before] = await readSpent(tx, organisation, now, [{ agent: agentId, run: runId }]);
  const hours = (await readCostHours(tx, organisation, now, [agentId])).get(agentId) ?? [];
  const limits = current.agents.get(agentId)?.limits.cost ?? NO_COST_LIMITS;
  const task = runId === null ? { task: null } : {};
  const alerts = before
    ? costAlerts(before, cents, { limits: { ...limits, ...task }, baseline: baselineOf(hours) })
    : [];
  return {
    costs: [{ agent_id: agentId, run_id: runId, cents }],
    notes: alerts.map((alert) => note(agentId, runId, alert)),
  };
}

const note = (agent: string, run: string | null, alert: CostAlert): LedgerDraft => ({
  agent_id: agent,
  people: [],
  surface: null,
  action_id: null,
  request_id: null,
  verdict: null,
  reason_code: alert.level === "exhausted" ? "budget_exhausted" : "budget_unusual",
  entry: {
    kind: "budget",
    agent,
    run,
    level: alert.level,
    span: alert.span,
    spentCents: alert.spent,
    limitCents: alert.level === "exhausted" ? alert.limit : null,
    baselineCents: alert.level === "warning" ? alert.baseline : null,
  },
});
