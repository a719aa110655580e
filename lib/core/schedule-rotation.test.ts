import { expect, test } from "vitest";
import { handoffs, type Rotation } from "./schedule";
import { at, handoffTimes, rotation, scheduleOf, timelineOf } from "./schedule-fixtures";

test("a shift starts with its hand-off and ends just before the next", () => {
  const schedule = scheduleOf("UTC", [{ rotation: rotation("weekly", 1, "2026-11-02T09:00", "ana", "bo") }]);
  expect(at(schedule, "2026-11-02T09:00:00Z")).toBe("ana");
  expect(at(schedule, "2026-11-09T08:59:59.999Z")).toBe("ana");
  expect(at(schedule, "2026-11-09T09:00:00Z")).toBe("bo");
  expect(at(schedule, "2026-11-16T09:00:00Z")).toBe("ana");
});

test("the grid extends before its start", () => {
  const schedule = scheduleOf("UTC", [
    { rotation: rotation("daily", 2, "2026-11-02T09:00", "ana", "bo", "cy") },
  ]);
  expect(at(schedule, "2026-11-02T08:59:59Z")).toBe("cy");
  expect(at(schedule, "2026-10-31T08:59:59Z")).toBe("bo");
  expect(at(schedule, "2026-10-27T09:00:00Z")).toBe("ana");
  // 73,048 days earlier are 36,524 shifts: two more than whole rounds of three.
  expect(at(schedule, "1826-11-03T09:00:00Z")).toBe("bo");
});

test("a participant may take several turns of a round", () => {
  const schedule = scheduleOf("UTC", [
    { rotation: rotation("hourly", 8, "2026-11-02T00:00", "ana", "ana", "bo") },
  ]);
  expect(timelineOf(schedule, "2026-11-02T00:00:00Z", "2026-11-03T04:00:00Z")).toEqual([
    "2026-11-02T00:00Z/2026-11-02T16:00Z ana",
    "2026-11-02T16:00Z/2026-11-03T00:00Z bo",
    "2026-11-03T00:00Z/2026-11-03T04:00Z ana",
  ]);
});

test.each<[string, string, Rotation, string, string, string[]]>([
  [
    "a week across the change of clocks keeps 09:00 and lasts 169 hours",
    "America/New_York",
    rotation("weekly", 1, "2026-10-26T09:00", "ana", "bo"),
    "2026-10-26T00:00:00Z",
    "2026-11-10T00:00:00Z",
    ["2026-10-26T13:00Z ana", "2026-11-02T14:00Z bo", "2026-11-09T14:00Z ana"],
  ],
  [
    "hourly shifts of a day keep the wall time",
    "Europe/Madrid",
    rotation("hourly", 24, "2026-10-24T09:00", "ana", "bo"),
    "2026-10-24T00:00:00Z",
    "2026-10-27T00:00:00Z",
    ["2026-10-24T07:00Z ana", "2026-10-25T08:00Z bo", "2026-10-26T08:00Z ana"],
  ],
  [
    "hourly shifts of a day and a half keep the wall time",
    "Europe/Madrid",
    rotation("hourly", 36, "2026-10-24T09:00", "ana", "bo"),
    "2026-10-24T00:00:00Z",
    "2026-10-28T00:00:00Z",
    ["2026-10-24T07:00Z ana", "2026-10-25T20:00Z bo", "2026-10-27T08:00Z ana"],
  ],
  [
    "hourly shifts under a day count elapsed time",
    "Europe/Madrid",
    rotation("hourly", 12, "2026-10-24T09:00", "ana", "bo"),
    "2026-10-24T07:00:00Z",
    "2026-10-26T00:00:00Z",
    ["2026-10-24T07:00Z ana", "2026-10-24T19:00Z bo", "2026-10-25T07:00Z ana", "2026-10-25T19:00Z bo"],
  ],
  [
    "a hand-off whose wall time does not exist happens at the first instant after the gap",
    "Europe/Madrid",
    rotation("daily", 1, "2026-03-28T02:30", "ana", "bo"),
    "2026-03-28T00:00:00Z",
    "2026-03-31T00:00:00Z",
    ["2026-03-28T01:30Z ana", "2026-03-29T01:00Z bo", "2026-03-30T00:30Z ana"],
  ],
  [
    "so it does where midnight does not exist",
    "America/Sao_Paulo",
    rotation("daily", 1, "2018-11-03T00:00", "ana", "bo"),
    "2018-11-03T00:00:00Z",
    "2018-11-06T00:00:00Z",
    ["2018-11-03T03:00Z ana", "2018-11-04T03:00Z bo", "2018-11-05T02:00Z ana"],
  ],
  [
    "so it does where the gap is half an hour",
    "Australia/Lord_Howe",
    rotation("daily", 1, "2026-10-03T02:15", "ana", "bo"),
    "2026-10-02T00:00:00Z",
    "2026-10-05T00:00:00Z",
    ["2026-10-02T15:45Z ana", "2026-10-03T15:30Z bo", "2026-10-04T15:15Z ana"],
  ],
  [
    "elapsed shifts are counted from the first instant after the gap their start falls into",
    "Europe/Madrid",
    rotation("hourly", 6, "2026-03-29T02:30", "ana", "bo"),
    "2026-03-29T00:00:00Z",
    "2026-03-29T10:00:00Z",
    ["2026-03-29T01:00Z ana", "2026-03-29T07:00Z bo"],
  ],
  [
    "a hand-off whose wall time happens twice happens at the first",
    "Europe/Madrid",
    rotation("daily", 1, "2026-10-24T02:30", "ana", "bo"),
    "2026-10-24T00:00:00Z",
    "2026-10-27T00:00:00Z",
    ["2026-10-24T00:30Z ana", "2026-10-25T00:30Z bo", "2026-10-26T01:30Z ana"],
  ],
  [
    "a month started on the 31st hands off on the last day of shorter months",
    "UTC",
    rotation("monthly", 1, "2027-12-31T09:00", "ana", "bo"),
    "2027-12-01T00:00:00Z",
    "2028-06-01T00:00:00Z",
    [
      "2027-12-31T09:00Z ana",
      "2028-01-31T09:00Z bo",
      "2028-02-29T09:00Z ana",
      "2028-03-31T09:00Z bo",
      "2028-04-30T09:00Z ana",
      "2028-05-31T09:00Z bo",
    ],
  ],
  [
    "so it does before its start",
    "UTC",
    rotation("monthly", 2, "2026-08-31T09:00", "ana", "bo", "cy"),
    "2026-01-01T00:00:00Z",
    "2026-07-01T00:00:00Z",
    ["2026-02-28T09:00Z ana", "2026-04-30T09:00Z bo", "2026-06-30T09:00Z cy"],
  ],
  [
    "a shift that would start on a skipped day starts at the first instant after the gap",
    "Pacific/Apia",
    rotation("daily", 1, "2011-12-28T09:00", "ana", "bo", "cy", "dee"),
    "2011-12-28T12:00:00Z",
    "2011-12-31T12:00:00Z",
    ["2011-12-28T19:00Z ana", "2011-12-29T19:00Z bo", "2011-12-30T10:00Z cy", "2011-12-30T19:00Z dee"],
  ],
  [
    "a shift of which the skipped day leaves nothing is skipped",
    "Pacific/Apia",
    rotation("daily", 1, "2011-12-28T00:00", "ana", "bo", "cy", "dee"),
    "2011-12-28T00:00:00Z",
    "2012-01-01T00:00:00Z",
    ["2011-12-28T10:00Z ana", "2011-12-29T10:00Z bo", "2011-12-30T10:00Z dee", "2011-12-31T10:00Z ana"],
  ],
])("%s", (_name, timeZone, one, from, to, expected) => {
  expect(handoffTimes(scheduleOf(timeZone, [{ rotation: one }]), from, to)).toEqual(expected);
});

test("a hand-off that happened in a repeated hour is not taken back when the hour repeats", () => {
  const schedule = scheduleOf("Europe/Madrid", [
    { rotation: rotation("daily", 1, "2026-10-24T02:30", "ana", "bo") },
  ]);
  expect(at(schedule, "2026-10-25T00:29:59Z")).toBe("ana");
  expect(at(schedule, "2026-10-25T00:30:00Z")).toBe("bo");
  expect(at(schedule, "2026-10-25T01:10:00Z")).toBe("bo");
  expect(at(schedule, "2026-10-25T01:30:00Z")).toBe("bo");
});

test("a hand-off is listed although the same person goes on, and whatever windows and overrides say", () => {
  const layers = [
    { rotation: rotation("daily", 1, "2026-11-02T09:00", "ana") },
    {
      rotation: rotation("hourly", 12, "2026-11-02T09:00", "bo", "cy"),
      windows: [{ weekdays: ["su" as const], start: "00:00", end: "00:00" }],
    },
    { rotation: rotation("daily", 1, "2026-11-02T09:00") },
  ];
  const found = handoffs(
    scheduleOf("UTC", layers),
    new Date("2026-11-02T09:00:00Z"),
    new Date("2026-11-03T09:00:00Z"),
  );
  expect(found).toEqual([
    { layer: 0, at: new Date("2026-11-02T09:00:00Z"), person: "ana" },
    { layer: 1, at: new Date("2026-11-02T09:00:00Z"), person: "bo" },
    { layer: 1, at: new Date("2026-11-02T21:00:00Z"), person: "cy" },
  ]);
});
