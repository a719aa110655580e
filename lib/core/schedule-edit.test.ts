import fc from "fast-check";
import { expect, test } from "vitest";
import { handoffs, type Layer, onCall, type Rotation, type Schedule } from "./schedule";
import { continueRotation, editSchedule, type ScheduleVersion } from "./schedule-edit";
import { rotation, scheduleOf, timelineOf } from "./schedule-fixtures";

const zone = "Europe/Madrid";
const weekly = (...participants: string[]) => rotation("weekly", 1, "2026-11-02T09:00", ...participants);

/** Who holds the three shifts from Wednesday 11 November on; the first of them runs since Monday the 9th. */
function turns(edited: Rotation): string {
  const instants = ["2026-11-11T12:00:00Z", "2026-11-18T12:00:00Z", "2026-11-25T12:00:00Z"];
  return instants
    .map((instant) => onCall(scheduleOf(zone, [{ rotation: edited }]), new Date(instant)))
    .join(" ");
}

const edit = new Date("2026-11-11T12:00:00Z");

test.each<[string, string[], string[], string]>([
  ["an edit that changes nothing changes nothing", ["ana", "bo", "cy"], ["ana", "bo", "cy"], "bo cy ana"],
  [
    "removing someone not on call leaves the running shift alone",
    ["ana", "bo", "cy"],
    ["bo", "cy"],
    "bo cy bo",
  ],
  ["removing the next leaves the running shift alone", ["ana", "bo", "cy"], ["ana", "bo"], "bo ana bo"],
  ["adding in front leaves the running shift alone", ["ana", "bo"], ["dee", "ana", "bo"], "bo dee ana"],
  ["adding after the holder comes next", ["ana", "bo", "cy"], ["ana", "bo", "dee", "cy"], "bo dee cy"],
  ["reordering continues after the holder", ["ana", "bo", "cy"], ["cy", "bo", "ana"], "bo ana cy"],
  ["the next takes over from a removed holder", ["ana", "bo", "cy"], ["ana", "cy"], "cy ana cy"],
  ["and the one after them if both are removed", ["ana", "bo", "cy"], ["dee", "ana"], "ana dee ana"],
  ["with everybody new, the first begins", ["ana", "bo"], ["cy", "dee"], "dee cy dee"],
  [
    "someone with several turns goes on from the same one",
    ["cy", "ana", "bo", "ana"],
    ["eve", "cy", "ana", "bo", "ana"],
    "ana bo ana",
  ],
  [
    "the same one is the one before the same people",
    ["bo", "ana", "cy", "ana"],
    ["dee", "ana", "bo", "eve", "ana", "cy"],
    "ana cy dee",
  ],
  [
    "or after the same people",
    ["bo", "ana", "cy", "ana"],
    ["dee", "ana", "eve", "bo", "ana", "flo"],
    "ana flo dee",
  ],
  ["a rotation of nobody starts as written", [], ["ana", "bo"], "bo ana bo"],
])("%s", (_name, before, after, expected) => {
  expect(turns(continueRotation(weekly(...before), weekly(...after), zone, edit))).toBe(expected);
});

test("a rotation left without participants has nobody on call", () => {
  const edited = continueRotation(weekly("ana"), weekly(), zone, edit);
  expect(onCall(scheduleOf(zone, [{ rotation: edited }]), edit)).toEqual([]);
});

const people = ["ana", "bo", "cy", "dee", "eve", "flo"];
const participants = fc.uniqueArray(fc.constantFrom(...people), { minLength: 1 });
const aGrid = fc.constantFrom(
  weekly(),
  rotation("hourly", 5, "2026-11-02T09:00"),
  rotation("hourly", 36, "2026-10-25T02:30"),
  rotation("daily", 1, "2026-03-29T02:30"),
  rotation("monthly", 1, "2026-01-31T00:00"),
);
const anInstant = fc.date({
  min: new Date("2024-01-01"),
  max: new Date("2028-01-01"),
  noInvalidDate: true,
});

const holderAt = (one: Rotation, at: Date) => onCall(scheduleOf(zone, [{ rotation: one }]), at)[0];

function following(one: Rotation, at: Date, count: number): readonly string[] {
  const from = new Date(at.getTime() + 1);
  const to = new Date(at.getTime() + 400 * 86_400_000);
  return handoffs(scheduleOf(zone, [{ rotation: one }]), from, to)
    .slice(0, count)
    .map(({ person }) => person);
}

test("whatever the edit, who is on call stays until the next hand-off, and those after them follow in turn", () => {
  fc.assert(
    fc.property(aGrid, participants, aGrid, participants, anInstant, (grid, before, newGrid, after, at) => {
      const previous = { ...grid, participants: before };
      const edited = continueRotation(previous, { ...newGrid, participants: after }, zone, at);
      const holder = holderAt(previous, at) ?? "";
      const round = [...before, ...before].slice(before.indexOf(holder));
      const expected = round.find((person) => after.includes(person));
      if (expected === undefined) return;
      expect(holderAt(edited, at)).toBe(expected);
      const place = after.indexOf(expected);
      expect(following(edited, at, 3)).toEqual([1, 2, 3].map((step) => after[(place + step) % after.length]));
      expect([...edited.participants].sort()).toEqual([...after].sort());
    }),
    { numRuns: 300 },
  );
});

function lived(versions: readonly ScheduleVersion[], from: string, to: string): readonly string[] {
  return versions.flatMap((version, index) => {
    const end = versions[index + 1]?.from.toISOString() ?? to;
    const start = index === 0 ? from : version.from.toISOString();
    return start < end ? timelineOf(version.schedule, start, end) : [];
  });
}

test("an edit of the participants takes effect at once, with the running shift as it was", () => {
  const previous = scheduleOf(zone, [{ rotation: weekly("ana", "bo", "cy") }]);
  const versions = editSchedule(previous, scheduleOf(zone, [{ rotation: weekly("bo", "cy") }]), edit);
  expect(versions.map(({ from }) => from)).toEqual([edit]);
  expect(lived(versions, edit.toISOString(), "2026-11-24T08:00:00Z")).toEqual([
    "2026-11-11T12:00Z/2026-11-16T08:00Z bo",
    "2026-11-16T08:00Z/2026-11-23T08:00Z cy",
    "2026-11-23T08:00Z/2026-11-24T08:00Z bo",
  ]);
});

test("an edit of the hand-offs takes effect at the next one, continuing after the current person", () => {
  const previous = scheduleOf(zone, [{ rotation: weekly("ana", "bo", "cy") }]);
  const daily = rotation("daily", 1, "2026-11-02T18:00", "ana", "bo", "dee", "cy");
  const versions = editSchedule(previous, scheduleOf(zone, [{ rotation: daily }]), edit);
  expect(lived(versions, edit.toISOString(), "2026-11-18T08:00:00Z")).toEqual([
    "2026-11-11T12:00Z/2026-11-16T08:00Z bo",
    "2026-11-16T08:00Z/2026-11-16T17:00Z dee",
    "2026-11-16T17:00Z/2026-11-17T17:00Z cy",
    "2026-11-17T17:00Z/2026-11-18T08:00Z ana",
  ]);
});

test("each layer moves at its own next hand-off, and is known by its id wherever it stands", () => {
  const layer = (id: string, one: Rotation): Layer => ({ id, rotation: one });
  const days = (...names: string[]) => rotation("daily", 1, "2026-11-02T09:00", ...names);
  const previous = scheduleOf(zone, [
    layer("first", weekly("ana", "bo")),
    layer("second", days("cy", "dee")),
  ]);
  const edited: Schedule = scheduleOf(zone, [
    layer("second", rotation("daily", 2, "2026-11-02T09:00", "cy", "dee")),
    layer("first", rotation("weekly", 2, "2026-11-02T09:00", "ana", "bo")),
    layer("third", days("eve")),
  ]);
  const versions = editSchedule(previous, edited, edit);
  expect(versions.map(({ from }) => from.toISOString())).toEqual([
    "2026-11-11T12:00:00.000Z",
    "2026-11-12T08:00:00.000Z",
    "2026-11-16T08:00:00.000Z",
  ]);
  expect(lived(versions, edit.toISOString(), "2026-11-17T08:00:00Z")).toEqual([
    "2026-11-11T12:00Z/2026-11-12T08:00Z dee bo eve",
    "2026-11-12T08:00Z/2026-11-14T08:00Z cy bo eve",
    "2026-11-14T08:00Z/2026-11-16T08:00Z dee bo eve",
    "2026-11-16T08:00Z/2026-11-17T08:00Z cy ana eve",
  ]);
});

test("a removed holder is replaced at once even if the hand-offs move too", () => {
  const previous = scheduleOf(zone, [{ rotation: weekly("ana", "bo", "cy") }]);
  const edited = scheduleOf(zone, [{ rotation: rotation("daily", 7, "2026-11-06T09:00", "ana", "cy") }]);
  expect(lived(editSchedule(previous, edited, edit), edit.toISOString(), "2026-11-21T08:00:00Z")).toEqual([
    "2026-11-11T12:00Z/2026-11-16T08:00Z cy",
    "2026-11-16T08:00Z/2026-11-20T08:00Z ana",
    "2026-11-20T08:00Z/2026-11-21T08:00Z cy",
  ]);
});

test("where nobody is on call there is no hand-off to wait for", () => {
  const nobody = scheduleOf(zone, [{ rotation: weekly() }]);
  const daily = scheduleOf(zone, [{ rotation: rotation("daily", 1, "2026-11-02T18:00", "ana", "bo") }]);
  expect(editSchedule(nobody, daily, edit)).toEqual([{ from: edit, schedule: daily }]);
  expect(editSchedule(daily, nobody, edit)).toEqual([{ from: edit, schedule: nobody }]);
});

test("a change of zone takes effect at once, with the same person on call", () => {
  const previous = scheduleOf(zone, [{ rotation: weekly("ana", "bo", "cy") }]);
  const versions = editSchedule(previous, { ...previous, timeZone: "Asia/Kathmandu" }, edit);
  expect(lived(versions, edit.toISOString(), "2026-11-17T00:00:00Z")).toEqual([
    "2026-11-11T12:00Z/2026-11-16T03:15Z bo",
    "2026-11-16T03:15Z/2026-11-17T00:00Z cy",
  ]);
});

test("editing what an edit left, back to what people see, changes nobody's shift", () => {
  const written = scheduleOf(zone, [{ rotation: weekly("dee", "ana", "bo") }]);
  const first = editSchedule(scheduleOf(zone, [{ rotation: weekly("ana", "bo") }]), written, edit);
  const last = first.at(-1)?.schedule ?? written;
  const later = new Date("2026-11-19T12:00:00Z");
  const [from, to] = ["2026-11-19T12:00:00Z", "2027-02-01T00:00:00Z"];
  expect(lived(editSchedule(last, written, later), from, to)).toEqual(timelineOf(last, from, to));
});
