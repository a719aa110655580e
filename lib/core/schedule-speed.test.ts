import { expect, test } from "vitest";
import { timeline } from "./schedule";
import { rotation, scheduleOf } from "./schedule-fixtures";
import { quality } from "./schedule-quality";
import type { Weekday } from "./wall-time";

/** A company that follows the sun in three layers with working hours, backed by a fourth, with a hundred overrides. */
const names = Array.from({ length: 12 }, (_, index) => `person-${index}`);
const workdays: readonly Weekday[] = ["mo", "tu", "we", "th", "fr"];
const following = (start: string, end: string, from: number) => ({
  rotation: rotation("daily", 1, "2026-01-01T09:00", ...names.slice(from, from + 4)),
  windows: [{ weekdays: workdays, start, end }],
  priority: 1,
});
const overrides = Array.from({ length: 100 }, (_, index) => {
  const start = Date.UTC(2026, 0, 1 + index * 3);
  const end = new Date(start + 43_200_000).toISOString();
  return { type: "add" as const, person: `person-${index % 12}`, start: new Date(start).toISOString(), end };
});
const believable = scheduleOf(
  "Europe/Madrid",
  [
    following("00:00", "08:00", 0),
    following("08:00", "16:00", 4),
    following("16:00", "00:00", 8),
    { rotation: rotation("weekly", 1, "2026-01-01T09:00", ...names) },
  ],
  { overrides },
);

const year = [new Date("2026-01-01T00:00:00Z"), new Date("2027-01-01T00:00:00Z")] as const;

/** The best of some runs: what it takes, and not what else this machine does. */
function bestMs(work: () => unknown): number {
  const runs = Array.from({ length: 10 }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return Math.min(...runs);
}

test("a year of a believable schedule takes a few milliseconds, and so does its quality", () => {
  expect(timeline(believable, ...year).length).toBeGreaterThan(1_000);

  expect(bestMs(() => timeline(believable, ...year))).toBeLessThan(20);
  expect(bestMs(() => quality(believable, ...year))).toBeLessThan(20);
});

test("ten times the time is about ten times the work", () => {
  const decade = [year[0], new Date("2036-01-01T00:00:00Z")] as const;
  const ratio = bestMs(() => timeline(believable, ...decade)) / bestMs(() => timeline(believable, ...year));
  expect(ratio).toBeLessThan(30);
});
