import { describe, expect, it } from "vitest";
import { clockOf, shareAfter } from "./clock";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 10, minutes)).toISOString();
const step = (
  minutes: number,
  index: number,
  people: string[],
  why: "nobody" | "deadline" | null = null,
) => ({
  at: at(minutes),
  index,
  round: 1,
  people,
  skipped: why !== null,
  why,
});
const ladder = {
  opened_at: at(0),
  deadline_at: at(10),
  steps: [step(0, 0, [], "nobody"), step(0, 1, ["ana"]), step(6, 2, ["bo"]), step(20, 3, [], "deadline")],
  reminders: [
    { at: at(5), people: ["ana"] },
    { at: at(8), people: [] },
  ],
  fallback: null,
  approvers: [],
  excluded: [],
  problems: [],
};

describe("the clock of a route", () => {
  it("puts pages and reminders in order of time, and ends with the deadline", () => {
    const { ticks } = clockOf(ladder);
    expect(ticks.map(({ kind, seconds }) => [kind, seconds / 60])).toEqual([
      ["skipped", 0],
      ["step", 0],
      ["reminder", 5],
      ["step", 6],
      ["deadline", 10],
      ["late", 20],
    ]);
  });

  it("leaves out a reminder that reaches nobody, and shows the fallback when it is paged", () => {
    const kinds = clockOf({ ...ladder, fallback: { at: at(0), people: ["di"] } }).ticks.map(
      ({ kind }) => kind,
    );
    expect(kinds.filter((kind) => kind === "reminder")).toHaveLength(1);
    expect(kinds).toContain("fallback");
  });

  it("draws time to scale: half the deadline is half the line", () => {
    const clock = clockOf({ ...ladder, steps: [step(0, 0, ["ana"]), step(5, 1, ["bo"])], reminders: [] });
    expect([0, 1, 2].map((index) => shareAfter(clock, index))).toEqual([0.5, 0.5, 0]);
  });
});
