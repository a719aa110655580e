import type { AgentView } from "@/lib/contract/people";
import { baselineOf, type CostLimits, exhausted, isUnusual, type Spent } from "@/lib/core/cost";
import { readCostHours, readDearestRuns, readSpent } from "@/lib/db/costs";
import { statements } from "@/lib/db/pipeline";
import { readNow } from "@/lib/db/request-reader";
import type { AgentFacts } from "../config/snapshot";

/** What agents have spent against what they may, as people read it. */

type Costs = AgentView["costs"];

const NOTHING: Spent = { task: 0, hour: 0, day: 0 };

export const costsView = (
  limits: CostLimits,
  spent: Spent = NOTHING,
  baseline: number | null = null,
): Costs => ({
  task: { spent: spent.task, limit: limits.task },
  hour: { spent: spent.hour, limit: limits.hour },
  day: { spent: spent.day, limit: limits.day },
  usual_hour: baseline,
  unusual: isUnusual(spent.hour, baseline),
  // A task's envelope halts that task, and not the agent.
  exhausted: exhausted({ ...limits, task: limits.task === 0 ? 0 : null }, spent),
});

export async function costsOf(
  organisation: string,
  agents: readonly AgentFacts[],
): Promise<ReadonlyMap<string, Costs>> {
  const ids = agents.map(({ id }) => id);
  const now = await readNow();
  const [spent, hours, dearest] = await Promise.all([
    readSpent(
      statements(),
      organisation,
      now,
      ids.map((agent) => ({ agent, run: null })),
    ),
    readCostHours(statements(), organisation, now, ids),
    readDearestRuns(statements(), organisation, now, ids),
  ]);
  return new Map(
    agents.map(({ id, limits }, index) => {
      const sums = { ...NOTHING, ...spent[index], task: dearest.get(id) ?? 0 };
      return [id, costsView(limits.cost, sums, baselineOf(hours.get(id) ?? []))];
    }),
  );
}
