import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_LIMITS,
  effectiveLimits,
  MAXIMUM_LIMIT,
  openRequestsVerdict,
  rateVerdict,
  windowVerdict,
} from "./limits";

const ALLOWED = { allowed: true, retryAfterSeconds: null };

describe("a limit a minute", () => {
  const at = (previousCount: number, currentCount: number, secondsIntoMinute: number, limitPerMinute = 60) =>
    rateVerdict({ limitPerMinute, previousCount, currentCount, secondsIntoMinute });

  test("the request that makes the count equal to the limit is the last one", () => {
    expect(at(0, 59, 30)).toEqual(ALLOWED);
    expect(at(0, 60, 30).allowed).toBe(false);
  });

  test("600 searches an hour are 600, and the 601st waits", () => {
    const hour = { limit: 600, windowSeconds: 3_600, previousCount: 0, elapsedSeconds: 1_800 };
    expect(windowVerdict({ ...hour, currentCount: 599 })).toEqual(ALLOWED);
    expect(windowVerdict({ ...hour, currentCount: 600 })).toEqual({
      allowed: false,
      retryAfterSeconds: 1_801,
    });
  });

  test("a full minute does not reset at the turn of the minute", () => {
    expect(at(60, 0, 0).allowed).toBe(false);
    expect(at(60, 29, 30)).toEqual(ALLOWED);
    expect(at(60, 30, 30)).toEqual({ allowed: false, retryAfterSeconds: 1 });
  });

  test("a limit of zero allows nothing, ever", () => {
    expect(at(0, 0, 0, 0)).toEqual({ allowed: false, retryAfterSeconds: 60 });
    expect(openRequestsVerdict({ limit: 0, openCount: 0 }).allowed).toBe(false);
  });

  test("a limit nobody can read allows nothing", () => {
    for (const limit of [Number.NaN, Number.POSITIVE_INFINITY, -1])
      expect(at(0, 0, 0, limit).allowed).toBe(false);
  });

  const counts = fc.record({
    limitPerMinute: fc.integer({ min: 1, max: 200 }),
    previousCount: fc.integer({ min: 0, max: 400 }),
    currentCount: fc.integer({ min: 0, max: 400 }),
    secondsIntoMinute: fc.integer({ min: 0, max: 59_999 }).map((milliseconds) => milliseconds / 1_000),
  });

  test("whoever waits as long as told is allowed, and whoever waits a second less is not", () => {
    fc.assert(
      fc.property(counts, (given) => {
        const { retryAfterSeconds } = rateVerdict(given);
        if (retryAfterSeconds === null) return;
        expect(rateVerdict(later(given, retryAfterSeconds)).allowed).toBe(true);
        if (retryAfterSeconds > 1)
          expect(rateVerdict(later(given, retryAfterSeconds - 1)).allowed).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  /** The same counters some seconds on, with nothing asked meanwhile. */
  function later(given: Parameters<typeof rateVerdict>[0], seconds: number): typeof given {
    const end = given.secondsIntoMinute + seconds;
    const minutes = Math.floor(end / 60);
    const counters = [given.previousCount, given.currentCount, 0, 0, 0];
    return {
      ...given,
      previousCount: counters[minutes] ?? 0,
      currentCount: counters[minutes + 1] ?? 0,
      secondsIntoMinute: end - minutes * 60,
    };
  }

  test("no bucket lets more through than the limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.nat(119), { maxLength: 300 }),
        (limit, instants) => {
          const allowed = [0, 0];
          for (const second of instants.toSorted((left, right) => left - right)) {
            const bucket = Math.floor(second / 60);
            const verdict = rateVerdict({
              limitPerMinute: limit,
              previousCount: bucket === 0 ? 0 : (allowed[0] ?? 0),
              currentCount: allowed[bucket] ?? 0,
              secondsIntoMinute: second % 60,
            });
            if (verdict.allowed) allowed[bucket] = (allowed[bucket] ?? 0) + 1;
          }
          for (const count of allowed) expect(count).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});

describe("a limit of open requests", () => {
  test("the hundredth opens, the hundred and first waits", () => {
    expect(openRequestsVerdict({ limit: 100, openCount: 99 })).toEqual(ALLOWED);
    expect(openRequestsVerdict({ limit: 100, openCount: 100 })).toMatchObject({ allowed: false });
  });
});

describe("which limit holds", () => {
  test("the agent's own, else the organisation's, else ours; each by itself", () => {
    expect(effectiveLimits(null, null)).toEqual(DEFAULT_LIMITS);
    expect(effectiveLimits({ perMinute: 5 }, { perMinute: 10, openRequests: 20 })).toEqual({
      denialsInRun: 5,
      perMinute: 5,
      openRequests: 20,
    });
    expect(effectiveLimits({ perMinute: null }, undefined)).toEqual(DEFAULT_LIMITS);
  });

  test("a limit of zero is a limit, not a missing one", () => {
    expect(effectiveLimits({ perMinute: 0 }, { perMinute: 10 }).perMinute).toBe(0);
  });

  test("no limit is larger than a million", () => {
    expect(effectiveLimits({ perMinute: 10_000_000 }, null).perMinute).toBe(MAXIMUM_LIMIT);
  });
});
