import fc from "fast-check";
import { expect, test } from "vitest";
import type { Window } from "./schedule";
import { rotation, scheduleOf } from "./schedule-fixtures";
import { quality } from "./schedule-quality";

const from = new Date("2026-11-02T00:00:00Z");
const weeks = (count: number) => new Date(from.getTime() + count * 7 * 86_400_000);
const daily = (...participants: string[]) => ({
  rotation: rotation("daily", 1, "2026-11-02T00:00", ...participants),
});
const workdays: Window = { weekdays: ["mo", "tu", "we", "th", "fr"], start: "00:00", end: "00:00" };

test("a schedule without gaps that everybody shares alike is perfect", () => {
  expect(quality(scheduleOf("UTC", [daily("ana", "bo")]), from, weeks(2))).toEqual({
    score: 100,
    coverageRatio: 1,
    gaps: [],
    balance: [
      { person: "ana", seconds: 604_800, share: 0.5, overloadedBy: null },
      { person: "bo", seconds: 604_800, share: 0.5, overloadedBy: null },
    ],
    comments: [
      { kind: "info", text: "Somebody is on call at every moment." },
      { kind: "info", text: "The load is shared perfectly." },
    ],
  });
});

test("gaps are named, and cost half of what they are", () => {
  const schedule = scheduleOf("UTC", [{ ...daily("ana"), windows: [workdays] }]);
  const { score, coverageRatio, gaps, comments } = quality(schedule, from, weeks(1));
  expect(coverageRatio).toBeCloseTo(5 / 7);
  expect(score).toBe(Math.round(50 * (5 / 7) + 50));
  expect(gaps).toEqual([{ start: new Date("2026-11-07T00:00:00Z"), end: new Date("2026-11-09T00:00:00Z") }]);
  expect(comments.map(({ text }) => text)).toEqual([
    "Nobody is on call for 29 % of the time.",
    "One person carries the whole schedule: nobody takes over.",
  ]);
});

test("whoever is on call much longer than the average is named", () => {
  const { score, balance, comments } = quality(
    scheduleOf("UTC", [daily("ana", "ana", "bo")]),
    from,
    weeks(3),
  );
  expect(balance.map(({ person, overloadedBy }) => [person, overloadedBy])).toEqual([
    ["ana", 33],
    ["bo", null],
  ]);
  expect(score).toBe(75);
  expect(comments.at(-1)?.kind).toBe("warning");
});

test("a schedule of nobody is worth nothing, and an empty time has no gap", () => {
  expect(quality(scheduleOf("UTC", []), from, weeks(1))).toMatchObject({
    score: 0,
    coverageRatio: 0,
    balance: [],
  });
  expect(quality(scheduleOf("UTC", [daily("ana")]), from, from)).toMatchObject({
    coverageRatio: 1,
    gaps: [],
  });
});

test("the balance is the mean, over all pairs of people, of the smaller load by the larger", () => {
  const loads = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(loads, (turns) => {
      const participants = turns.flatMap((count, index) => Array<string>(count).fill(`person-${index}`));
      const to = new Date(from.getTime() + participants.length * 86_400_000);
      const ratios = turns.flatMap((one, index) =>
        turns.slice(index + 1).map((other) => Math.min(one, other) / Math.max(one, other)),
      );
      const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
      const { score } = quality(scheduleOf("UTC", [daily(...participants)]), from, to);
      expect(Math.abs(score - (50 + 50 * mean))).toBeLessThanOrEqual(0.5 + 1e-9);
    }),
    { numRuns: 100 },
  );
});
