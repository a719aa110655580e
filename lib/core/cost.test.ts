import { describe, expect, it } from "vitest";
import { baselineOf, budgetFinding, costAlerts, exhausted, isUnusual, NO_COST_LIMITS } from "./cost";

const LIMITS = { task: 20, hour: 200, day: 1000 };
const spent = (task: number, hour: number, day: number) => ({ task, hour, day });

describe("an envelope", () => {
  it("is spent at its last cent, the narrowest first; without a limit never", () => {
    expect(exhausted(LIMITS, spent(19.99, 199, 999))).toBeNull();
    expect(exhausted(LIMITS, spent(20, 200, 1000))).toBe("task");
    expect(exhausted(LIMITS, spent(0, 200, 1000))).toBe("hour");
    expect(exhausted(LIMITS, spent(0, 0, 1001))).toBe("day");
    expect(exhausted(NO_COST_LIMITS, spent(1e9, 1e9, 1e9))).toBeNull();
    expect(exhausted({ ...NO_COST_LIMITS, day: 0 }, spent(0, 0, 0))).toBe("day");
  });

  it("halts: a block that says which, and how much it was", () => {
    expect(budgetFinding("hour", LIMITS)).toMatchObject({
      verdict: "block",
      reasonCode: "budget_exhausted",
      reason: "The agent may spend 200 cents an hour, and has spent it.",
    });
  });
});

describe("what an hour usually costs", () => {
  it("is the median of the hours in which anything was spent, once there are three", () => {
    expect(baselineOf([10, 20])).toBeNull();
    expect(baselineOf([0, 0, 10, 20])).toBeNull();
    expect(baselineOf([30, 10, 20])).toBe(20);
    expect(baselineOf([10, 40, 20, 30, 0])).toBe(25);
  });

  it("is left at more than one and a half of it, not at it", () => {
    expect([isUnusual(30, 20), isUnusual(30.01, 20), isUnusual(1e6, null)]).toEqual([false, true, false]);
  });
});

describe("a report of costs", () => {
  const known = { limits: LIMITS, baseline: 100 };
  it("says a line once, when it is crossed", () => {
    expect(costAlerts(spent(0, 0, 0), 5, known)).toEqual([]);
    expect(costAlerts(spent(15, 149, 149), 5, known)).toEqual([
      { level: "exhausted", span: "task", spent: 20, limit: 20 },
      { level: "warning", span: "hour", spent: 154, baseline: 100 },
    ]);
    expect(costAlerts(spent(20, 154, 154), 5, known)).toEqual([]);
  });
});
