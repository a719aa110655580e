import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import {
  dateOf,
  daysInMonth,
  daysOf,
  readInstant,
  readTimeOfDay,
  readWall,
  weekdayOf,
  weekdays,
} from "./wall-time";

const epoch = Temporal.PlainDate.from("1970-01-01");

test("dates, weekdays and lengths of months are those of the Gregorian calendar, for ever", () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), (days) => {
      const date = epoch.add({ days });
      expect(dateOf(days)).toEqual({ year: date.year, month: date.month, day: date.day });
      expect(daysOf(date)).toBe(days);
      expect(weekdayOf(days)).toBe(weekdays[date.dayOfWeek - 1]);
      expect(daysInMonth(date.year, date.month)).toBe(date.daysInMonth);
    }),
    { numRuns: 2_000 },
  );
});

test("a wall time is read as the clock shows it, or not at all", () => {
  expect(readWall("2026-11-02T09:00")).toBe(Date.UTC(2026, 10, 2, 9));
  expect(readWall("2028-02-29T23:59:58")).toBe(Date.UTC(2028, 1, 29, 23, 59, 58));
  const refused = [
    "2026-02-29T09:00",
    "2026-13-01T09:00",
    "2026-11-02T24:00",
    "2026-11-02T09:60",
    "2026-11-02T09:00Z",
    "2026-11-02",
    "2026-11-02 09:00",
    " 2026-11-02T09:00",
    "",
  ];
  expect(refused.filter((text) => readWall(text) !== undefined)).toEqual([]);
});

test("a time of day is read in hours and minutes, or not at all", () => {
  expect(readTimeOfDay("00:00")).toBe(0);
  expect(readTimeOfDay("23:59")).toBe(86_340_000);
  const refused = ["24:00", "9:00", "09:60", "09:00:00", "0900", ""];
  expect(refused.filter((text) => readTimeOfDay(text) !== undefined)).toEqual([]);
});

test("an instant is read to the millisecond, with any offset, or not at all", () => {
  expect(readInstant("2026-12-24T00:00:00Z")).toBe(Date.UTC(2026, 11, 24));
  expect(readInstant("2026-12-24T00:00:00.0019Z")).toBe(Date.UTC(2026, 11, 24) + 1);
  expect(readInstant("2026-12-24T01:30:00+01:30")).toBe(Date.UTC(2026, 11, 24));
  expect(readInstant("2026-12-23T23:30:00-00:30")).toBe(Date.UTC(2026, 11, 24));
  const refused = [
    "2026-02-30T00:00:00Z",
    "2026-12-24T00:00Z",
    "2026-12-24T00:00:00",
    "2026-12-24",
    "2026-12-24T00:00:60Z",
    "2026-12-24T00:00:00+24:00",
    "tomorrow",
    "",
  ];
  expect(refused.filter((text) => readInstant(text) !== undefined)).toEqual([]);
});
