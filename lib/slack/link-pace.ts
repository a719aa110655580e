/** When the next link may be opened. Pure. */

export type Pace = {
  readonly firstMs: number;
  readonly longestMs: number;
  /** After a token that Slack does not accept: somebody has to put it right, and then it should work by itself. */
  readonly slowMs: number;
};

/** Slack refreshes a link every few hours. More openings than this in a minute are a loop, however each one went. */
const MOST_PER_MINUTE = 10;

export type Attempts = {
  /** In a row, without a hello. */
  readonly failures: number;
  /** In the last minute. */
  readonly recent: number;
};

/** Half to all of the doubled time: links that were lost together do not come back together. `chance` is in 0…1. */
export function backOffMs(pace: Pace, attempts: Attempts, chance: number): number {
  const steps = Math.max(attempts.failures, attempts.recent - MOST_PER_MINUTE);
  if (steps <= 0) return 0;
  const doubled = Math.min(pace.firstMs * 2 ** Math.min(steps - 1, 30), pace.longestMs);
  return doubled * (0.5 + 0.5 * chance);
}
