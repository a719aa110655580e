import { expect, test } from "vitest";
import type { Window } from "./schedule";
import { at, scheduleOf, timelineOf, within } from "./schedule-fixtures";

test.each<[string, string, Window, string, string, string[]]>([
  [
    "a window may wrap past midnight and belongs to the weekday on which it starts",
    "UTC",
    { weekdays: ["fr"], start: "22:00", end: "06:00" },
    "2026-11-06T00:00:00Z",
    "2026-11-08T00:00:00Z",
    [
      "2026-11-06T00:00Z/2026-11-06T22:00Z",
      "2026-11-06T22:00Z/2026-11-07T06:00Z ana",
      "2026-11-07T06:00Z/2026-11-08T00:00Z",
    ],
  ],
  [
    "00:00 to 00:00 is the whole day",
    "Europe/Madrid",
    { weekdays: ["su"], start: "00:00", end: "00:00" },
    "2026-10-24T00:00:00Z",
    "2026-10-26T12:00:00Z",
    [
      "2026-10-24T00:00Z/2026-10-24T22:00Z",
      "2026-10-24T22:00Z/2026-10-25T23:00Z ana",
      "2026-10-25T23:00Z/2026-10-26T12:00Z",
    ],
  ],
  [
    "a window opens at the first showing of its start and closes at the last of its end",
    "Europe/Madrid",
    { weekdays: ["su"], start: "02:10", end: "02:40" },
    "2026-10-25T00:00:00Z",
    "2026-10-25T03:00:00Z",
    [
      "2026-10-25T00:00Z/2026-10-25T00:10Z",
      "2026-10-25T00:10Z/2026-10-25T01:40Z ana",
      "2026-10-25T01:40Z/2026-10-25T03:00Z",
    ],
  ],
  [
    "a window whose start does not exist opens at the first instant after the gap",
    "Europe/Madrid",
    { weekdays: ["su"], start: "02:30", end: "05:00" },
    "2026-03-29T00:00:00Z",
    "2026-03-29T04:00:00Z",
    [
      "2026-03-29T00:00Z/2026-03-29T01:00Z",
      "2026-03-29T01:00Z/2026-03-29T03:00Z ana",
      "2026-03-29T03:00Z/2026-03-29T04:00Z",
    ],
  ],
  [
    "a window lost in a gap does not open",
    "Europe/Madrid",
    { weekdays: ["su"], start: "02:10", end: "02:50" },
    "2026-03-29T00:00:00Z",
    "2026-03-29T04:00:00Z",
    ["2026-03-29T00:00Z/2026-03-29T04:00Z"],
  ],
  [
    "a window of equal times lasts until that time of the next day",
    "UTC",
    { weekdays: ["sa"], start: "09:00", end: "09:00" },
    "2026-11-07T00:00:00Z",
    "2026-11-09T00:00:00Z",
    [
      "2026-11-07T00:00Z/2026-11-07T09:00Z",
      "2026-11-07T09:00Z/2026-11-08T09:00Z ana",
      "2026-11-08T09:00Z/2026-11-09T00:00Z",
    ],
  ],
])("%s", (_name, timeZone, window, from, to, expected) => {
  expect(timelineOf(scheduleOf(timeZone, [within("ana", window)]), from, to)).toEqual(expected);
});

test("no windows is always", () => {
  const schedule = scheduleOf("UTC", [within("ana")]);
  expect(timelineOf(schedule, "2026-11-02T00:00:00Z", "2026-11-09T00:00:00Z")).toEqual([
    "2026-11-02T00:00Z/2026-11-09T00:00Z ana",
  ]);
});

test("a window that opened stays open while the clocks go back to the day before", () => {
  const schedule = scheduleOf("America/St_Johns", [
    within("ana", { weekdays: ["su"], start: "00:00", end: "06:00" }),
  ]);
  // One minute into Sunday 29 October 2006 it was 23:01 on Saturday again.
  expect(at(schedule, "2006-10-29T02:29:59Z")).toBe("");
  expect(at(schedule, "2006-10-29T02:30:00Z")).toBe("ana");
  expect(at(schedule, "2006-10-29T03:00:00Z")).toBe("ana");
});
