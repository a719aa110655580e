/** When a job that failed is tried again, and when it has been enough. Pure. */
export type RetryPolicy = {
  readonly firstSeconds: number;
  readonly longestSeconds: number;
  /** After so many attempts, or so long after it was written, a person has to look. Null: it is tried for ever. */
  readonly budget: { readonly attempts: number } | { readonly seconds: number } | null;
};

export type Tried = { readonly attempts: number; readonly ageSeconds: number };

/** Failures that began together must not come back together. */
const MOST_JITTER = 0.25;

/** Seconds until the next attempt; null when the budget is spent. `chance` is between 0 and 1. */
export function retryDelay(policy: RetryPolicy, tried: Tried, chance: number): number | null {
  if (isSpent(policy, tried)) return null;
  const doubled = policy.firstSeconds * 2 ** Math.min(tried.attempts - 1, 40);
  const delay = Math.min(doubled * (1 + MOST_JITTER * chance), policy.longestSeconds);
  // The last attempt of a budget of time is at its end, not somewhere before.
  return policy.budget !== null && "seconds" in policy.budget
    ? Math.min(delay, policy.budget.seconds - tried.ageSeconds)
    : delay;
}

function isSpent({ budget }: RetryPolicy, tried: Tried): boolean {
  if (budget === null) return false;
  return "attempts" in budget ? tried.attempts >= budget.attempts : tried.ageSeconds >= budget.seconds;
}

/** Begun more often than it may fail: the earlier attempts ended with their process. */
export const isWornOut = ({ budget }: RetryPolicy, { attempts }: Tried): boolean =>
  budget !== null && "attempts" in budget && attempts > budget.attempts;
