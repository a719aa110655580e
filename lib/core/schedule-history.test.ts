/** Edited schedules: the past answers as it was, the future as the newest edit has it, and calendars among the layers. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { handoffs, onCall, type Schedule, timeline, versionAt } from "./schedule";
import { editSchedule, type ScheduleVersion, scheduleOfEdits } from "./schedule-edit";
import { at, handoffTimes, rotation, scheduleOf, timelineOf } from "./schedule-fixtures";
import type { Span } from "./spans";

const zone = "Europe/Madrid";
const weekly = (...participants: string[]) => ({
  rotation: rotation("weekly", 1, "2026-11-02T09:00", ...participants),
});
const daily = (...participants: string[]) => ({
  rotation: rotation("daily", 1, "2026-11-02T18:00", ...participants),
});

type Edit = { readonly at: Date; readonly written: Schedule };

/** As the product does it: each edit starts from the version in force when it is made. */
function lived(first: Edit, ...edits: readonly Edit[]): Schedule {
  const history: (readonly ScheduleVersion[])[] = [[{ from: first.at, schedule: first.written }]];
  for (const { at: now, written } of edits) {
    const known = scheduleOfEdits(history) ?? first.written;
    history.push(editSchedule(versionAt(known, now), written, now));
  }
  return scheduleOfEdits(history) ?? first.written;
}

const created = {
  at: new Date("2026-11-03T00:00:00Z"),
  written: scheduleOf(zone, [weekly("ana", "bo", "cy")]),
};
const editAt = new Date("2026-11-11T12:00:00Z");

test("an edit takes effect at the next hand-off, and the past stays as it was", () => {
  const edited = lived(created, {
    at: editAt,
    written: scheduleOf(zone, [daily("ana", "bo", "dee", "cy")]),
  });
  expect(timelineOf(edited, "2026-10-26T08:00:00Z", "2026-11-18T08:00:00Z")).toEqual([
    "2026-10-26T08:00Z/2026-11-02T08:00Z cy",
    "2026-11-02T08:00Z/2026-11-09T08:00Z ana",
    "2026-11-09T08:00Z/2026-11-16T08:00Z bo",
    "2026-11-16T08:00Z/2026-11-16T17:00Z dee",
    "2026-11-16T17:00Z/2026-11-17T17:00Z cy",
    "2026-11-17T17:00Z/2026-11-18T08:00Z ana",
  ]);
  expect(at(edited, "2026-11-16T07:59:59Z")).toBe("bo");
  expect(handoffTimes(edited, "2026-11-09T08:00:00Z", "2026-11-17T18:00:00Z")).toEqual([
    "2026-11-09T08:00Z bo",
    "2026-11-16T08:00Z dee",
    "2026-11-16T17:00Z cy",
    "2026-11-17T17:00Z ana",
  ]);
  expect(handoffTimes(edited, "2026-11-16T08:00:00Z", "2026-11-16T09:00:00Z")).toEqual([
    "2026-11-16T08:00Z dee",
  ]);
});

test("an override made later for a time that is over changes nothing before it was made", () => {
  const span = { start: "2026-11-10T00:00:00Z", end: "2026-11-13T00:00:00Z" };
  const overrides = [{ type: "replace" as const, person: "bo", with: "dee", ...span }];
  const edited = lived(created, { at: editAt, written: { ...created.written, overrides } });
  expect(timelineOf(edited, "2026-11-09T08:00:00Z", "2026-11-16T08:00:00Z")).toEqual([
    "2026-11-09T08:00Z/2026-11-11T12:00Z bo",
    "2026-11-11T12:00Z/2026-11-13T00:00Z dee",
    "2026-11-13T00:00Z/2026-11-16T08:00Z bo",
  ]);
});

test("a version keeps of the exceptions only those that are not over when it begins", () => {
  const span = (day: number) => ({ start: `2026-11-${day}T00:00:00Z`, end: `2026-11-${day + 1}T00:00:00Z` });
  const overrides = [10, 11, 12].map((day) => ({ type: "add" as const, person: "dee", ...span(day) }));
  const temporary = [
    { ...span(10), shifts: [] },
    { ...span(14), shifts: [] },
  ];
  const written = { ...created.written, overrides, temporary };
  const [version] = editSchedule(created.written, written, editAt);
  expect(version?.schedule.overrides).toEqual(overrides.slice(1));
  expect(version?.schedule.temporary).toEqual(temporary.slice(1));
});

test("a later edit ends what an earlier one had planned, and goes on after the same person", () => {
  const toDaily = { at: editAt, written: scheduleOf(zone, [daily("ana", "bo", "dee", "cy")]) };
  const back = { at: new Date("2026-11-12T12:00:00Z"), written: created.written };
  const edited = lived(created, toDaily, back);
  expect(timelineOf(edited, "2026-11-02T08:00:00Z", "2026-12-07T08:00:00Z")).toEqual(
    timelineOf(created.written, "2026-11-02T08:00:00Z", "2026-12-07T08:00:00Z"),
  );
});

test("what a schedule was before it was first written is what it was first written as", () => {
  const edited = lived(created, { at: editAt, written: scheduleOf(zone, [daily("eve")]) });
  for (const instant of ["2020-01-01T00:00:00Z", "2026-11-02T08:00:00Z", "2026-11-11T11:59:59Z"])
    expect(at(edited, instant)).toBe(at(created.written, instant));
  expect(scheduleOfEdits([])).toBeUndefined();
});

test("a schedule that was removed has nobody on call until it is written again", () => {
  const removed = { at: editAt, written: scheduleOf(zone, []) };
  const again = { at: new Date("2026-11-12T12:00:00Z"), written: scheduleOf(zone, [daily("eve")]) };
  expect(timelineOf(lived(created, removed, again), "2026-11-10T00:00:00Z", "2026-11-14T00:00:00Z")).toEqual([
    "2026-11-10T00:00Z/2026-11-11T12:00Z bo",
    "2026-11-11T12:00Z/2026-11-12T12:00Z",
    "2026-11-12T12:00Z/2026-11-14T00:00Z eve",
  ]);
});

const people = ["ana", "bo", "cy", "dee"];
const aWritten = fc
  .record({
    type: fc.constantFrom("hourly", "daily", "weekly", "monthly"),
    shiftLength: fc.integer({ min: 1, max: 3 }),
    start: fc.constantFrom("2026-11-02T09:00", "2026-10-31T02:30", "2026-11-05T18:15"),
    participants: fc.uniqueArray(fc.constantFrom(...people), { minLength: 1 }),
  })
  .map((one) => scheduleOf(zone, [{ rotation: one }]));
const someEdits = fc
  .array(fc.record({ hours: fc.integer({ min: 1, max: 24 * 40 }), written: aWritten }), { maxLength: 6 })
  .map((edits) => {
    let now = created.at.getTime();
    return edits.map(({ hours, written }): Edit => {
      now += hours * 3_600_000;
      return { at: new Date(now), written };
    });
  });

test("whatever is edited when, what an edit finds before it stays, and one remaining person keeps the shift", () => {
  fc.assert(
    fc.property(aWritten, someEdits, (written, edits) => {
      let before: Schedule = written;
      edits.forEach((edit, index) => {
        const after = lived({ at: created.at, written }, ...edits.slice(0, index + 1));
        const from = new Date(edit.at.getTime() - 60 * 86_400_000);
        expect(timeline(after, from, edit.at)).toEqual(timeline(before, from, edit.at));
        const [holder = ""] = onCall(before, edit.at);
        const isKept = edit.written.layers[0]?.rotation?.participants.includes(holder);
        if (isKept) expect(onCall(after, edit.at)).toEqual([holder]);
        before = after;
      });
    }),
    { numRuns: 100 },
  );
});

test("timeline, on-call and hand-offs of an edited schedule tell one story", () => {
  fc.assert(
    fc.property(aWritten, someEdits, (written, edits) => {
      const schedule = lived({ at: created.at, written }, ...edits);
      const [from, to] = [new Date("2026-10-20T00:00:00Z"), new Date("2027-01-20T00:00:00Z")];
      const shifts = timeline(schedule, from, to);
      const given = new Set(handoffs(schedule, from, to).map(({ at: when }) => when.getTime()));
      shifts.forEach(({ start, end, people: told }, index) => {
        expect(onCall(schedule, start)).toEqual(told);
        expect(onCall(schedule, new Date(end.getTime() - 1))).toEqual(told);
        expect(start).toEqual(index === 0 ? from : shifts[index - 1]?.end);
        if (index > 0) expect(given.has(start.getTime())).toBe(true);
      });
    }),
    { numRuns: 100 },
  );
});

const shift = (value: string, start: string, end: string): Span<string> => ({
  value,
  start: Date.parse(start),
  end: Date.parse(end),
});

test("a layer of fixed shifts puts on call whoever has one, and where none runs a lower layer counts", () => {
  const shifts = [
    shift("dee", "2026-11-10T00:00:00Z", "2026-11-12T00:00:00Z"),
    shift("eve", "2026-11-11T00:00:00Z", "2026-11-13T00:00:00Z"),
  ];
  const schedule = scheduleOf(zone, [
    { ...weekly("ana", "bo"), priority: 0 },
    { shifts, priority: 1 },
  ]);
  expect(timelineOf(schedule, "2026-11-09T08:00:00Z", "2026-11-14T00:00:00Z")).toEqual([
    "2026-11-09T08:00Z/2026-11-10T00:00Z bo",
    "2026-11-10T00:00Z/2026-11-11T00:00Z dee",
    "2026-11-11T00:00Z/2026-11-12T00:00Z dee eve",
    "2026-11-12T00:00Z/2026-11-13T00:00Z eve",
    "2026-11-13T00:00Z/2026-11-14T00:00Z bo",
  ]);
  expect(at(schedule, "2026-11-11T12:00:00Z")).toBe("dee eve");
  expect(handoffTimes(schedule, "2026-11-10T00:00:00Z", "2026-11-12T00:00:00Z")).toEqual([
    "2026-11-10T00:00Z dee",
    "2026-11-11T00:00Z eve",
  ]);
  const within = { weekdays: ["we" as const], start: "00:00", end: "12:00" };
  const windowed = scheduleOf("UTC", [{ shifts, windows: [within] }]);
  expect(timelineOf(windowed, "2026-11-10T00:00:00Z", "2026-11-12T00:00:00Z")).toEqual([
    "2026-11-10T00:00Z/2026-11-11T00:00Z",
    "2026-11-11T00:00Z/2026-11-11T12:00Z dee eve",
    "2026-11-11T12:00Z/2026-11-12T00:00Z",
  ]);
});

test("a calendar layer changes as it is edited, and lets the rotations beside it be", () => {
  const before = scheduleOf(zone, [weekly("ana", "bo"), { shifts: [] }]);
  const shifts = [shift("dee", "2026-11-10T00:00:00Z", "2026-11-12T00:00:00Z")];
  const after = scheduleOf(zone, [weekly("bo", "ana"), { shifts }]);
  expect(
    editSchedule(before, after, editAt).map(({ schedule }) => at(schedule, "2026-11-11T13:00:00Z")),
  ).toEqual(["bo dee"]);
});
