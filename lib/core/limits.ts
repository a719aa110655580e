/**
 * How much of anything an agent may ask for at once. Pure arithmetic over counters that the caller reads: two fixed
 * buckets stand for a sliding window, the previous one weighed by how much of it the window still covers. Exact for
 * an even stream, and never more than one bucket's limit away from exact; it costs two counters instead of a log.
 */
export type LimitVerdict = {
  readonly allowed: boolean;
  /** When asking again makes sense, if nothing else is asked meanwhile. Null when allowed. */
  readonly retryAfterSeconds: number | null;
};

export type Limits = {
  readonly perMinute: number;
  readonly openRequests: number;
  /** So many denials in one run look like a loop, and people are offered to end it. */
  readonly denialsInRun: number;
};

/** An organisation's limits, where it sets none: a busy agent is well below, a runaway loop is not. */
export const DEFAULT_LIMITS: Limits = { perMinute: 60, openRequests: 100, denialsInRun: 5 };

/** No limit may be larger; beyond it there is none, and that should not be said by a number. */
export const MAXIMUM_LIMIT = 1_000_000;

/** Open requests close when people answer; an agent that asks again sooner only asks again. */
const OPEN_RETRY_SECONDS = 30;

type PartialLimits = { readonly [Name in keyof Limits]?: number | null };

/** The agent's own limits, else the organisation's, else ours. */
export function effectiveLimits(
  agent: PartialLimits | null | undefined,
  organisation: PartialLimits | null | undefined,
): Limits {
  const limit = (name: keyof Limits): number =>
    bounded(agent?.[name] ?? organisation?.[name] ?? DEFAULT_LIMITS[name]);
  return {
    perMinute: limit("perMinute"),
    openRequests: limit("openRequests"),
    denialsInRun: limit("denialsInRun"),
  };
}

/** A limit that is no whole number allows nothing: a setting we cannot read is not a licence. */
const bounded = (limit: number): number =>
  Number.isFinite(limit) ? Math.min(MAXIMUM_LIMIT, Math.max(0, Math.floor(limit))) : 0;

export type WindowCounts = {
  readonly limit: number;
  readonly windowSeconds: number;
  /** Allowed in the whole previous bucket. */
  readonly previousCount: number;
  /** Allowed in the current bucket so far, this one not included. */
  readonly currentCount: number;
  /** How far the current bucket is, in [0, windowSeconds). */
  readonly elapsedSeconds: number;
};

/** Whether one more fits. The request that makes the count equal to the limit is the last one allowed. */
export function windowVerdict(counts: WindowCounts): LimitVerdict {
  const limit = bounded(counts.limit);
  const { windowSeconds } = counts;
  const elapsed = Math.min(Math.max(counts.elapsedSeconds, 0), windowSeconds);
  const left = windowSeconds - elapsed;
  if (counts.previousCount * left + counts.currentCount * windowSeconds < limit * windowSeconds) {
    return { allowed: true, retryAfterSeconds: null };
  }
  if (limit === 0) return { allowed: false, retryAfterSeconds: windowSeconds };
  // In this bucket the previous one fades until there is room; else the current one has to, in the next.
  const room = limit - counts.currentCount;
  const wait =
    room > 0
      ? left - (room * windowSeconds) / counts.previousCount
      : left + windowSeconds - (limit * windowSeconds) / counts.currentCount;
  return { allowed: false, retryAfterSeconds: Math.floor(wait) + 1 };
}

export function rateVerdict(counts: {
  readonly limitPerMinute: number;
  readonly previousCount: number;
  readonly currentCount: number;
  readonly secondsIntoMinute: number;
}): LimitVerdict {
  return windowVerdict({
    limit: counts.limitPerMinute,
    windowSeconds: 60,
    previousCount: counts.previousCount,
    currentCount: counts.currentCount,
    elapsedSeconds: counts.secondsIntoMinute,
  });
}

/** `openCount` are the agent's requests that wait for a decision, the one asked for not included. */
export function openRequestsVerdict(counts: {
  readonly limit: number;
  readonly openCount: number;
}): LimitVerdict {
  if (counts.openCount < bounded(counts.limit)) return { allowed: true, retryAfterSeconds: null };
  return { allowed: false, retryAfterSeconds: OPEN_RETRY_SECONDS };
}
