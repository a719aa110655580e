import { describe, expect, it } from "vitest";
import { isWornOut, type RetryPolicy, retryDelay } from "./back-off";
import { TOPICS } from "./topics";

const policyOf = (name: string): RetryPolicy => {
  const topic = TOPICS.find((candidate) => candidate.name === name);
  if (!topic) throw new Error(`there is no topic ${name}`);
  return topic.retry;
};

/** The instants, in seconds after the first attempt, at which a job that always fails is tried. */
function attemptsOf(policy: RetryPolicy, chance: number): readonly number[] {
  const times: number[] = [0];
  for (;;) {
    const ageSeconds = times.at(-1) ?? 0;
    const delay = retryDelay(policy, { attempts: times.length, ageSeconds }, chance);
    if (delay === null || times.length > 1_000) return times;
    times.push(ageSeconds + delay);
  }
}

describe("trying again", () => {
  it.each([0, 0.5, 1])("calls back from 30 s on, for exactly three days (chance %d)", (chance) => {
    const times = attemptsOf(policyOf("callback"), chance);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses[0]).toBeGreaterThanOrEqual(30);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(24 * 3600);
    expect(times.at(-1)).toBe(3 * 24 * 3600);
  });

  it("never gives up a tick, because a deadline must be decided", () => {
    const tick = policyOf("request.tick");
    for (const attempts of [1, 10, 1_000_000]) {
      expect(retryDelay(tick, { attempts, ageSeconds: 1e9 }, 1)).toBeLessThanOrEqual(30);
      expect(isWornOut(tick, { attempts, ageSeconds: 1e9 })).toBe(false);
    }
  });

  it("gives up a page within three minutes: later it is the next step's business", () => {
    expect(attemptsOf(policyOf("page"), 1).at(-1)).toBeLessThan(180);
  });

  it("spreads failures that began together", () => {
    const tick = policyOf("request.tick");
    const delays = [0, 0.5, 1].map((chance) => retryDelay(tick, { attempts: 2, ageSeconds: 1 }, chance));
    expect(new Set(delays).size).toBe(3);
  });
});
