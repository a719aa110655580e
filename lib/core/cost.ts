import { type Finding, finding, LEAD } from "./finding";

/**
 * A **cost envelope** is how much an agent may spend, in cents, from the costs its outcomes report: in one task (a run), in
 * an hour and in a day. Hours and days slide. Once one is spent the agent is halted: nothing more of it is let through or
 * asked about until the window has moved on, another task begins, or somebody raises the limit.
 *
 * Spending is a fact of the past, so the action that spends the last cent is never stopped: the next one is.
 */
export const COST_SPANS = ["task", "hour", "day"] as const;
export type CostSpan = (typeof COST_SPANS)[number];

/** Cents; null: no limit. */
export type CostLimits = Readonly<Record<CostSpan, number | null>>;
export type Spent = Readonly<Record<CostSpan, number>>;

export const NO_COST_LIMITS: CostLimits = { task: null, hour: null, day: null };

export const hasCostLimit = (limits: CostLimits): boolean => COST_SPANS.some((span) => limits[span] !== null);

/** The narrowest envelope that is spent; null: none. An envelope of nothing is spent from the start. */
export function exhausted(limits: CostLimits, spent: Spent): CostSpan | null {
  return COST_SPANS.find((span) => isSpent(limits[span], spent[span])) ?? null;
}

const isSpent = (limit: number | null, spent: number): boolean => limit !== null && spent >= limit;

/** How many hours of spending make a baseline: of fewer, nobody can say what is usual. */
const FEWEST_HOURS = 3;
export const WARNING_FACTOR = 1.5;

/** What an hour usually costs: the median of the hours in which anything was spent. Null: not known yet. */
export function baselineOf(hours: readonly number[]): number | null {
  const spent = hours.filter((cents) => cents > 0).sort((one, other) => one - other);
  if (spent.length < FEWEST_HOURS) return null;
  const middle = spent.length >> 1;
  const upper = spent[middle] ?? 0;
  return spent.length % 2 === 1 ? upper : ((spent[middle - 1] ?? 0) + upper) / 2;
}

export const isUnusual = (hour: number, baseline: number | null): boolean =>
  baseline !== null && hour > WARNING_FACTOR * baseline;

/** What a report of costs brought about, each said once: when the line is crossed. */
export type CostAlert =
  | { readonly level: "exhausted"; readonly span: CostSpan; readonly spent: number; readonly limit: number }
  | { readonly level: "warning"; readonly span: "hour"; readonly spent: number; readonly baseline: number };

export function costAlerts(
  before: Spent,
  cents: number,
  { limits, baseline }: { readonly limits: CostLimits; readonly baseline: number | null },
): readonly CostAlert[] {
  const alerts: CostAlert[] = COST_SPANS.flatMap((span) => {
    const limit = limits[span];
    const spent = before[span] + cents;
    return limit !== null && before[span] < limit && spent >= limit
      ? [{ level: "exhausted" as const, span, spent, limit }]
      : [];
  });
  const hour = before.hour + cents;
  if (baseline !== null && isUnusual(hour, baseline) && !isUnusual(before.hour, baseline))
    alerts.push({ level: "warning", span: "hour", spent: hour, baseline });
  return alerts;
}

const SAID: Readonly<Record<CostSpan, string>> = { task: "for one task", hour: "an hour", day: "a day" };

export const budgetFinding = (span: CostSpan, limits: CostLimits): Finding =>
  finding(
    "block",
    "budget_exhausted",
    `The agent may spend ${limits[span] ?? 0} cents ${SAID[span]}, and has spent it.`,
    LEAD.registry,
  );
