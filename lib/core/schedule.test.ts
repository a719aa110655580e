import { expect, test } from "vitest";
import { onCall, timeline, type Window } from "./schedule";
import { always, rotation, scheduleOf, timelineOf, within } from "./schedule-fixtures";

test("layers of the highest active priority are united, in the order of the layers", () => {
  const working: Window = { weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "18:00" };
  const schedule = scheduleOf("UTC", [
    always("ana", -1),
    { ...within("bo", working), priority: 1 },
    { ...within("cy", { weekdays: ["mo"], start: "12:00", end: "14:00" }), priority: 1 },
    { rotation: rotation("daily", 1, "2026-01-01T00:00"), priority: 9 },
    always("eve"),
  ]);
  expect(timelineOf(schedule, "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z")).toEqual([
    "2026-11-02T00:00Z/2026-11-02T09:00Z eve",
    "2026-11-02T09:00Z/2026-11-02T12:00Z bo",
    "2026-11-02T12:00Z/2026-11-02T14:00Z bo cy",
    "2026-11-02T14:00Z/2026-11-02T18:00Z bo",
    "2026-11-02T18:00Z/2026-11-03T00:00Z eve",
  ]);
});

const christmas = { start: "2026-12-24T00:00:00Z", end: "2026-12-26T00:00:00Z" };

test("an override holds from its start until just before its end", () => {
  const overrides = [{ type: "replace" as const, person: "ana", with: "bo", ...christmas }];
  const schedule = scheduleOf("UTC", [{ rotation: rotation("daily", 1, "2026-12-23T12:00", "ana", "cy") }], {
    overrides,
  });
  expect(timelineOf(schedule, "2026-12-23T12:00:00Z", "2026-12-27T12:00:00Z")).toEqual([
    "2026-12-23T12:00Z/2026-12-24T00:00Z ana",
    "2026-12-24T00:00Z/2026-12-24T12:00Z bo",
    "2026-12-24T12:00Z/2026-12-25T12:00Z cy",
    "2026-12-25T12:00Z/2026-12-26T00:00Z bo",
    "2026-12-26T00:00Z/2026-12-26T12:00Z ana",
    "2026-12-26T12:00Z/2026-12-27T12:00Z cy",
  ]);
});

test("overrides apply to the union of the layers, also where it is empty", () => {
  const evening: Window = { weekdays: ["th"], start: "18:00", end: "20:00" };
  const overrides = [
    { type: "add" as const, person: "bo", start: "2026-12-24T19:00:00Z", end: "2026-12-24T21:00:00Z" },
    { type: "remove" as const, person: "ana", start: "2026-12-24T19:30:00Z", end: "2026-12-24T21:00:00Z" },
  ];
  const schedule = scheduleOf("UTC", [within("ana", evening)], { overrides });
  expect(timelineOf(schedule, "2026-12-24T17:00:00Z", "2026-12-24T22:00:00Z")).toEqual([
    "2026-12-24T17:00Z/2026-12-24T18:00Z",
    "2026-12-24T18:00Z/2026-12-24T19:00Z ana",
    "2026-12-24T19:00Z/2026-12-24T19:30Z ana bo",
    "2026-12-24T19:30Z/2026-12-24T21:00Z bo",
    "2026-12-24T21:00Z/2026-12-24T22:00Z",
  ]);
});

test("temporary schedules replace everything for their time, add up, cut their shifts, and know no override", () => {
  const shift = (person: string, start: string, end: string) => ({
    person,
    start: `2026-12-${start}:00:00Z`,
    end: `2026-12-${end}:00:00Z`,
  });
  const schedule = scheduleOf("UTC", [always("ana")], {
    overrides: [{ type: "add", person: "eve", start: "2026-12-23T12:00:00Z", end: "2026-12-26T12:00:00Z" }],
    temporary: [
      { ...christmas, shifts: [shift("bo", "23T00", "24T06"), shift("cy", "25T00", "27T00")] },
      {
        start: "2026-12-25T12:00:00Z",
        end: "2026-12-26T06:00:00Z",
        shifts: [shift("dee", "25T00", "26T03"), shift("cy", "25T12", "26T03")],
      },
    ],
  });
  expect(timelineOf(schedule, "2026-12-23T18:00:00Z", "2026-12-26T18:00:00Z")).toEqual([
    "2026-12-23T18:00Z/2026-12-24T00:00Z ana eve",
    "2026-12-24T00:00Z/2026-12-24T06:00Z bo",
    "2026-12-24T06:00Z/2026-12-25T00:00Z",
    "2026-12-25T00:00Z/2026-12-25T12:00Z cy",
    "2026-12-25T12:00Z/2026-12-26T03:00Z cy dee",
    "2026-12-26T03:00Z/2026-12-26T06:00Z",
    "2026-12-26T06:00Z/2026-12-26T12:00Z ana eve",
    "2026-12-26T12:00Z/2026-12-26T18:00Z ana",
  ]);
});

test("a schedule without layers is a gap, and a time without length has no shifts", () => {
  const schedule = scheduleOf("UTC", []);
  expect(timelineOf(schedule, "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z")).toEqual([
    "2026-11-02T00:00Z/2026-11-03T00:00Z",
  ]);
  expect(timelineOf(schedule, "2026-11-03T00:00:00Z", "2026-11-02T00:00:00Z")).toEqual([]);
  expect(() => onCall(schedule, new Date(Number.NaN))).toThrow(RangeError);
});

test("the ends of time are answered like any other", () => {
  for (const type of ["hourly", "daily", "weekly", "monthly"] as const) {
    const layer = { rotation: rotation(type, 1, "2026-11-02T09:00", "ana", "bo"), windows: [] };
    const schedule = scheduleOf("Australia/Lord_Howe", [layer]);
    expect(onCall(schedule, new Date(8.64e15))).toHaveLength(1);
    expect(onCall(schedule, new Date(-8.64e15))).toHaveLength(1);
    expect(timeline(schedule, new Date(8.64e15 - 1), new Date(8.64e15))).toHaveLength(1);
  }
  const whole = {
    weekdays: ["mo", "tu", "we", "th", "fr", "sa", "su"] as const,
    start: "00:00",
    end: "00:00",
  };
  expect(onCall(scheduleOf("Pacific/Apia", [within("ana", whole)]), new Date(8.64e15))).toEqual(["ana"]);
  expect(onCall(scheduleOf("Pacific/Apia", [within("ana", whole)]), new Date(-8.64e15))).toEqual(["ana"]);
});
