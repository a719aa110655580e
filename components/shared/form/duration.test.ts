import { describe, expect, it } from "vitest";
import { configuredDuration, durationOf } from "./duration";

describe("a duration as people type it", () => {
  it.each([
    ["15m", "15m"],
    ["90s", "90s"],
    ["2d", "2d"],
    ["15", "15m"],
    [" 15 min ", "15m"],
    ["1h 30m", "90m"],
    ["1h30m", "90m"],
    ["1.5 hours", "90m"],
    ["2 hours and 5 minutes", "125m"],
    ["1 day", "24h"],
    ["0", "0m"],
  ])("%s is %s", (typed, configured) => {
    expect(configuredDuration(typed)).toBe(configured);
  });

  it.each(["", "soon", "15 apples", "m", "-5m", "1h and a bit", "0.3s"])("%j is none", (typed) => {
    expect(configuredDuration(typed)).toBeNull();
  });

  it("is written in the largest unit that says it exactly", () => {
    expect([90, 120, 5400, 7200, 0].map(durationOf)).toEqual(["90s", "2m", "90m", "2h", "0s"]);
  });
});
