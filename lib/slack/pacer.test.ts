import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePacer, type PacedCall, type Pacer, type PacerClock, PRIORITIES } from "./pacer";

class Limited extends Error {
  constructor(readonly seconds: number) {
    super("limited");
  }
}

/** A clock that moves only when told, and then visits every timer in order. */
function testClock(): PacerClock & { readonly advance: (ms: number) => Promise<void> } {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    nowMs: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: async (ms) => {
      const end = now + ms;
      for (;;) {
        await settle();
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}

type Made = {
  readonly at: number;
  readonly name: string;
  readonly method: string;
  readonly channel: string | null;
};

function scene() {
  const clock = testClock();
  const pacer = makePacer({
    clock,
    retryAfterSeconds: (error) => (error instanceof Limited ? error.seconds : null),
  });
  const made: Made[] = [];
  const run = (
    name: string,
    task: Partial<PacedCall<string>>,
    outcome: () => Promise<string> = async () => name,
  ) => {
    const { method = "chat.update", channel = "C1", priority = "new" } = task;
    const call = () => {
      made.push({ at: clock.nowMs(), name, method, channel });
      return outcome();
    };
    const asked = pacer.run({ ...task, method, channel, priority, call });
    asked.catch(() => {});
    return asked;
  };
  return { clock, pacer, made, run, names: () => made.map(({ name }) => name) };
}

const takeUntilEmpty = async (clock: ReturnType<typeof testClock>, pacer: Pacer) => {
  for (let round = 0; round < 500 && pacer.waitingCount() > 0; round++) await clock.advance(1_000);
};

describe("the pace", () => {
  it("of messages is three at once in a channel and then one a second, each channel for itself", async () => {
    const { clock, made, run } = scene();
    for (let index = 0; index < 5; index++) {
      run(`a${index}`, { method: "chat.postMessage", channel: "A" });
      run(`b${index}`, { method: "chat.postMessage", channel: "B" });
    }
    await clock.advance(2_000);
    const of = (channel: string) => made.filter((call) => call.channel === channel).map(({ at }) => at);
    expect(of("A")).toEqual([0, 0, 0, 1_000, 2_000]);
    expect(of("B")).toEqual([0, 0, 0, 1_000, 2_000]);
  });

  it("of repaints is twenty at once and then five a second, whatever the channel: a hundred take 16 seconds", async () => {
    const { clock, made, run } = scene();
    for (let index = 0; index < 100; index++) run(`${index}`, { channel: `C${index}` });
    await clock.advance(0);
    expect(made).toHaveLength(20);
    await clock.advance(16_000);
    expect(made).toHaveLength(100);
    expect(made.at(-1)?.at).toBe(16_000);
  });

  it("never has more calls on their way than a hanging Slack may hold", async () => {
    const { clock, made, run } = scene();
    for (let index = 0; index < 60; index++)
      run(`${index}`, { method: "views.publish" }, () => new Promise(() => {}));
    await clock.advance(60_000);
    expect(made).toHaveLength(20);
  });
});

describe("what comes first", () => {
  it("is what was decided, then what is new, reminders, homes; and of equals the oldest", async () => {
    const { clock, pacer, names, run } = scene();
    for (let index = 0; index < 20; index++) run("fill", {});
    for (const priority of ["home", "reminder", "new", "decided", "home", "decided"] as const)
      run(priority, { priority });
    await takeUntilEmpty(clock, pacer);
    expect(names().slice(20)).toEqual(["decided", "decided", "new", "reminder", "home", "home"]);
  });

  it("does not wait for what is urgent but may not go yet", async () => {
    const { clock, names, run } = scene();
    for (let index = 0; index < 3; index++) run("fill", { method: "chat.postMessage", channel: "A" });
    run("urgent", { method: "chat.postMessage", channel: "A", priority: "decided" });
    run("other", { method: "chat.postMessage", channel: "B", priority: "home" });
    await clock.advance(0);
    expect(names()).toEqual(["fill", "fill", "fill", "other"]);
  });
});

describe("two paintings of one copy", () => {
  it("that wait are one: the later is made, at the more urgent's place, and both are told its outcome", async () => {
    const { clock, pacer, names, run } = scene();
    for (let index = 0; index < 20; index++) run("fill", {});
    const earlier = run("pending", { key: "copy", priority: "decided" });
    run("between", {});
    const later = run("decided", { key: "copy", priority: "home" });
    await takeUntilEmpty(clock, pacer);
    expect(names().slice(20)).toEqual(["decided", "between"]);
    expect(await Promise.all([earlier, later])).toEqual(["decided", "decided"]);
  });

  it("are never on their way at the same time", async () => {
    const { clock, names, run } = scene();
    let finish = () => {};
    const hanging = () =>
      new Promise<string>((resolve) => {
        finish = () => resolve("first");
      });
    run("first", { key: "copy" }, hanging);
    run("second", { key: "copy" });
    run("third", { key: "copy" });
    await clock.advance(5_000);
    expect(names()).toEqual(["first"]);
    finish();
    await clock.advance(0);
    expect(names()).toEqual(["first", "third"]);
  });
});

describe("a Slack that asks for patience", () => {
  it("is left alone in that channel only, where the method is limited per channel", async () => {
    const { clock, made, run } = scene();
    const refused = run("refused", { method: "chat.postMessage", channel: "A" }, () =>
      Promise.reject(new Limited(30)),
    );
    await expect(refused).rejects.toThrow("limited");
    run("same", { method: "chat.postMessage", channel: "A", priority: "decided" });
    run("other channel", { method: "chat.postMessage", channel: "B" });
    run("other method", { method: "chat.update", channel: "A" });
    await clock.advance(60_000);
    expect(made.map(({ name, at }) => [name, at])).toEqual([
      ["refused", 0],
      ["other channel", 0],
      ["other method", 0],
      ["same", 30_000],
    ]);
  });

  it("is left alone by the whole method where that is what is limited", async () => {
    const { clock, made, run } = scene();
    await expect(run("refused", { channel: "A" }, () => Promise.reject(new Limited(7)))).rejects.toThrow();
    run("other channel", { channel: "B" });
    run("other method", { method: "views.publish", channel: null });
    await clock.advance(7_000);
    expect(made.map(({ name, at }) => [name, at])).toEqual([
      ["refused", 0],
      ["other method", 0],
      ["other channel", 7_000],
    ]);
  });

  it("any other failure pauses nothing, and a call that throws at once is a failure too", async () => {
    const { clock, names, run } = scene();
    await expect(run("broken", {}, () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    const thrown = run("thrown", {}, () => {
      throw new Error("at once");
    });
    await expect(thrown).rejects.toThrow("at once");
    run("next", {});
    await clock.advance(0);
    expect(names()).toEqual(["broken", "thrown", "next"]);
  });
});

const METHODS = ["chat.postMessage", "chat.update", "views.publish"] as const;
const BUDGETS: Record<(typeof METHODS)[number], { perSecond: number; burst: number; perChannel: boolean }> = {
  "chat.postMessage": { perSecond: 1, burst: 3, perChannel: true },
  "chat.update": { perSecond: 5, burst: 20, perChannel: false },
  "views.publish": { perSecond: 20, burst: 50, perChannel: false },
};
const arrivals = fc.array(
  fc.record({
    afterMs: fc.nat(400),
    method: fc.constantFrom(...METHODS),
    channel: fc.constantFrom("A", "B", "C"),
    priority: fc.constantFrom(...PRIORITIES),
    key: fc.option(fc.constantFrom("k1", "k2", "k3"), { nil: undefined }),
    takesMs: fc.nat(300),
    limitedSeconds: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null, freq: 8 }),
  }),
  { maxLength: 80 },
);

describe("whatever arrives, and however Slack answers", () => {
  it("nothing is lost, no budget is exceeded, and every pause is kept", async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (tasks) => {
        const { clock, pacer, made, run } = scene();
        const pauses: { scope: string; from: number; until: number }[] = [];
        const scopeOf = (call: { method: string; channel: string | null }) =>
          call.method === "chat.postMessage" ? `${call.method} ${call.channel}` : call.method;
        let settledCount = 0;
        for (const [index, { afterMs, takesMs, limitedSeconds, ...task }] of tasks.entries()) {
          await clock.advance(afterMs);
          const outcome = () =>
            new Promise<string>((resolve, reject) => {
              clock.after(takesMs, () => {
                if (limitedSeconds === null) return resolve(`${index}`);
                const from = clock.nowMs();
                pauses.push({ scope: scopeOf(task), from, until: from + limitedSeconds * 1_000 });
                reject(new Limited(limitedSeconds));
              });
            });
          run(`${index}`, { ...task, key: task.key && `${task.method} ${task.channel} ${task.key}` }, outcome)
            .catch(() => {})
            .finally(() => {
              settledCount += 1;
            });
        }
        await takeUntilEmpty(clock, pacer);
        await clock.advance(1_000);

        expect(settledCount).toBe(tasks.length);
        expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
        for (const { scope, from, until } of pauses) {
          const during = made.filter((call) => scopeOf(call) === scope && call.at > from && call.at < until);
          expect(during).toEqual([]);
        }
        for (const method of METHODS) {
          const { perSecond, burst, perChannel } = BUDGETS[method];
          const scopes = perChannel ? ["A", "B", "C"] : [null];
          for (const scope of scopes) {
            const at = made
              .filter((call) => call.method === method && (scope === null || call.channel === scope))
              .map((call) => call.at);
            // In no window are there more calls than a full bucket and what flowed in meanwhile.
            for (const [index, start] of at.entries()) {
              for (let end = index; end < at.length; end++) {
                const flowed = (((at[end] ?? 0) - start) / 1_000) * perSecond;
                expect(end - index + 1).toBeLessThanOrEqual(burst + flowed + 1e-9);
              }
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("where only the bucket is in the way, what is more urgent is never overtaken", async () => {
    const priorities = fc.array(fc.constantFrom(...PRIORITIES), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(priorities, async (list) => {
        const { clock, pacer, names, run } = scene();
        for (let index = 0; index < 20; index++) run("fill", {});
        for (const [index, priority] of list.entries()) run(`${index}`, { priority });
        await takeUntilEmpty(clock, pacer);
        const ranks = list.map((priority, index) => [PRIORITIES.indexOf(priority), index] as const);
        const expected = [...ranks].sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, index]) => `${index}`);
        expect(names().slice(20)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
