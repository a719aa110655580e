import { describe, expect, it } from "vitest";
import { compilePolicies } from "./policy";
import { INPUT, policy, ruled, SURFACES } from "./policy.fixture";
import { throttleLogs } from "./rule";
import { countIn, scopeKey, type ThrottleLog, type ThrottleUse } from "./throttle";

const now = new Date("2026-11-20T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const LOG: ThrottleLog = { policy: "p", scope: { agent: "bot" }, max: 3, windowSeconds: 60 };
const searches = policy("searches", "throttle", null, {
  surface: "crm.read",
  limit: { max: 600, windowSeconds: 3600, per: ["agent"] },
});
const search = (use: ThrottleUse | null, more = {}, policies = [searches]) =>
  ruled(policies, { tool: "crm.search", args: {}, uses: () => use, ...more });

describe("counting in a window", () => {
  it("the limit's own number is the last let through", () => {
    expect(countIn(LOG, { count: 2, blockedBy: null }, now).retryAfterSeconds).toBeNull();
    expect(countIn(LOG, { count: 3, blockedBy: ago(10) }, now).retryAfterSeconds).toBe(50);
  });

  it("the answer names the first whole second at which one more fits", () => {
    const wait = (seconds: number) =>
      countIn(LOG, { count: 3, blockedBy: ago(seconds) }, now).retryAfterSeconds;
    expect([wait(0), wait(10.001), wait(10), wait(59.999)]).toEqual([60, 50, 50, 1]);
  });

  it("a limit of zero lets nothing through, and waits a window", () => {
    expect(countIn({ ...LOG, max: 0 }, null, now).retryAfterSeconds).toBe(60);
  });

  it("a scope has one spelling, and what is not counted apart differs from what is null", () => {
    expect(scopeKey({ scope: { tool: "a", agent: "b" } })).toBe(
      scopeKey({ scope: { agent: "b", tool: "a" } }),
    );
    expect(scopeKey({ scope: { agent: "b" } })).not.toBe(scopeKey({ scope: { agent: "b", tool: null } }));
  });
});

describe("a throttle with a limit", () => {
  it("says nothing below it: the surface's own tier speaks", () => {
    const ruling = search({ count: 599, blockedBy: null });
    expect(ruling).toMatchObject({ verdict: "allow", reasonCode: "tier_autonomous", rules: [] });
    expect(ruling.counted).toEqual([
      {
        policy: "searches",
        scope: { agent: "support-bot" },
        max: 600,
        windowSeconds: 3600,
        used: 599,
        retryAfterSeconds: null,
      },
    ]);
  });

  it("throttles the 601st of 600, with the second from which one more fits", () => {
    const ruling = search({ count: 600, blockedBy: new Date(INPUT.organisation.time.getTime() - 1_800_000) });
    expect(ruling).toMatchObject({
      verdict: "throttle",
      reasonCode: "rule_throttle",
      reason: "Rule searches lets 600 through in 3600 s.",
      rules: ["searches"],
      retryAfterSeconds: 1800,
    });
  });

  it("gives way to what is stricter and beats what lets through", () => {
    const full = { count: 600, blockedBy: INPUT.organisation.time };
    const ask = policy("ask", "escalate", null, { surface: "crm.read" });
    const let_ = policy("let", "allow", null, { surface: "crm.read" });
    expect(search(full, {}, [searches, ask]).verdict).toBe("escalate");
    expect(search(full, {}, [searches, let_]).verdict).toBe("throttle");
  });

  it("counts only where its condition holds, and asks a person where that has no answer", () => {
    const full = { count: 600, blockedBy: INPUT.organisation.time };
    const bulk = { ...searches, when: "args.n > 10" };
    expect(search(full, { args: { n: 1 } }, [bulk]).counted).toBeUndefined();
    expect(search(full, { args: { n: 11 } }, [bulk]).verdict).toBe("throttle");
    expect(search(full, { args: {} }, [bulk])).toMatchObject({
      verdict: "escalate",
      reasonCode: "condition_indeterminate",
    });
  });

  it("in shadow throttles nobody, and is recorded with what it counted", () => {
    const tried = { ...searches, mode: "shadow" as const };
    const ruling = search({ count: 600, blockedBy: INPUT.organisation.time }, {}, [tried]);
    expect(ruling.verdict).toBe("allow");
    expect(ruling.shadow).toMatchObject([{ policy: "searches", verdict: "throttle" }]);
    expect(ruling.counted).toMatchObject([{ policy: "searches", used: 600 }]);
  });

  it("without a limit throttles every one, as ever", () => {
    expect(search(null, {}, [{ ...searches, limit: null }])).toMatchObject({
      verdict: "throttle",
      retryAfterSeconds: 60,
    });
  });

  it("changes the version of its policies, and no other policy's version changes for it", () => {
    const version = (limit: typeof searches.limit) =>
      compilePolicies([{ ...searches, limit }], SURFACES).compiled.bySurface.get("crm.read")?.version;
    expect(version({ max: 1, windowSeconds: 60, per: [] })).not.toBe(
      version({ max: 2, windowSeconds: 60, per: [] }),
    );
    const { limit: _, ...plain } = searches;
    const before = compilePolicies([plain], SURFACES).compiled.bySurface.get("crm.read")?.version;
    expect(version(null)).toBe(before);
  });

  it("names the logs to read: its own surface's and those for all, apart for whom it counts", () => {
    const all = policy("all", "throttle", null, {
      surface: null,
      limit: { max: 5, windowSeconds: 60, per: ["agent", "tool", "surface"] },
    });
    const { compiled } = compilePolicies([searches, all], SURFACES);
    const logs = throttleLogs(compiled, { agent: "bot", surface: null, tool: "crm.search" });
    expect(logs.map(({ policy: id, scope }) => [id, scope])).toEqual([
      ["searches", { agent: "bot" }],
      ["all", { agent: "bot", tool: "crm.search", surface: "crm.read" }],
    ]);
  });
});
