import type { Clock } from "../environment";

/** A clock for tests: a pause takes no time, moves the clock, and is written down. */
export type TestClock = Clock & { readonly pauses: number[] };

export function createTestClock(): TestClock {
  const pauses: number[] = [];
  let now = 0;
  return {
    pauses,
    elapsed: () => now,
    pause: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      pauses.push(milliseconds);
      now += milliseconds;
    },
  };
}
