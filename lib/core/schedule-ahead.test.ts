import { describe, expect, it } from "vitest";
import type { Layer } from "./schedule";
import { changeAfter, isTooMuch, onCallNext } from "./schedule-ahead";
import { always, rotation, scheduleOf } from "./schedule-fixtures";

const NOON = new Date("2026-11-20T12:00:00Z");
const turns = (type: "hourly" | "daily" | "weekly" | "monthly", ...people: string[]): Layer => ({
  rotation: rotation(type, 1, "2026-11-01T00:00", ...people),
});
const changes = (schedule: ReturnType<typeof scheduleOf>) => {
  const change = changeAfter(schedule, NOON);
  return change && `${change.start.toISOString()} ${change.people.join(" ")}`.trim();
};

describe("what comes next on a schedule", () => {
  it("is found an hour, a day, a week or a month away", () => {
    const next = (type: "hourly" | "daily" | "weekly" | "monthly") =>
      changes(scheduleOf("UTC", [turns(type, "ana", "bo")]))?.slice(0, 16);
    expect(["hourly", "daily", "weekly", "monthly"].map((type) => next(type as "daily"))).toEqual([
      "2026-11-20T13:00",
      "2026-11-21T00:00",
      "2026-11-22T00:00",
      "2026-12-01T00:00",
    ]);
  });

  it("may be a gap; whoever takes over is looked for beyond it", () => {
    const untilOne = {
      type: "remove",
      person: "ana",
      start: "2026-11-20T13:00:00Z",
      end: "2026-11-20T14:00:00Z",
    } as const;
    const later = {
      type: "replace",
      person: "ana",
      with: "bo",
      start: "2026-11-27T00:00:00Z",
      end: "2026-11-28T00:00:00Z",
    } as const;
    const schedule = scheduleOf("UTC", [always("ana")], { overrides: [untilOne, later] });
    expect(changes(schedule)).toBe("2026-11-20T13:00:00.000Z");
    expect(onCallNext(schedule, NOON)).toEqual(["bo"]);
  });

  it("is nobody where nothing changes as far ahead as anybody plans", () => {
    const alone = scheduleOf("UTC", [always("ana")]);
    expect([changes(alone), onCallNext(alone, NOON)]).toEqual([null, []]);
  });

  it("is not looked for where that would hold everybody else up", () => {
    const busy = scheduleOf(
      "UTC",
      Array.from({ length: 400 }, () => turns("hourly", "ana")),
    );
    const month = { from: NOON, to: new Date("2026-12-25T12:00:00Z") };
    expect(isTooMuch(busy, month)).toBe(true);
    expect([changes(busy), onCallNext(busy, NOON)]).toEqual([null, []]);
    expect(isTooMuch(scheduleOf("UTC", [turns("hourly", "ana")]), month)).toBe(false);
  });
});
