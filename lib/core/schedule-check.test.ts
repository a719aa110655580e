import { expect, test } from "vitest";
import type { Override, Rotation, Schedule, Window } from "./schedule";
import { checkSchedule } from "./schedule-check";

const rotation: Rotation = {
  type: "weekly",
  shiftLength: 1,
  start: "2026-11-02T09:00",
  participants: ["ana", "bo", "ana"],
};
const window: Window = { weekdays: ["mo", "fr"], start: "22:00", end: "06:00" };
const christmas = { start: "2026-12-24T00:00:00Z", end: "2026-12-26T00:00:00Z" };
const replacement: Override = { type: "replace", person: "ana", with: "bo", ...christmas };
const fine: Schedule = {
  id: "on-call",
  timeZone: "Europe/Madrid",
  layers: [
    { id: "night", priority: -1, rotation, windows: [window] },
    { rotation: { ...rotation, participants: [] } },
  ],
  overrides: [replacement, { type: "add", person: "ana", ...christmas }],
  temporary: [{ ...christmas, shifts: [{ person: "bo", ...christmas }] }],
};

const withRotation = (change: Partial<Record<keyof Rotation, unknown>>): Schedule => ({
  ...fine,
  // safe because these are the mistakes that types would refuse and a document can hold
  layers: [{ rotation: { ...rotation, ...change } as Rotation }],
});
const withWindow = (change: Partial<Record<keyof Window, unknown>>): Schedule => ({
  ...fine,
  // safe because of the same
  layers: [{ rotation, windows: [{ ...window, ...change } as Window] }],
});
const withOverride = (change: Partial<Override>): Schedule => ({
  ...fine,
  overrides: [{ ...replacement, ...change }],
});

test("a schedule with nothing wrong has no problems", () => {
  expect(checkSchedule(fine)).toEqual([]);
  expect(checkSchedule({ ...fine, layers: [], overrides: [], temporary: [] })).toEqual([]);
});

test.each<[string, Schedule, string]>([
  ["an unknown zone", { ...fine, timeZone: "Europe/Atlantis" }, "timeZone"],
  ["an offset instead of a zone", { ...fine, timeZone: "+01:00" }, "timeZone"],
  ["a layer id used twice", { ...fine, layers: [...fine.layers, ...fine.layers] }, "layers.2.id"],
  [
    "a priority that is not a number",
    { ...fine, layers: [{ rotation, priority: Number.NaN }] },
    "layers.0.priority",
  ],
  ["an unknown type", withRotation({ type: "yearly" }), "layers.0.rotation.type"],
  ["a shift length of 0", withRotation({ shiftLength: 0 }), "layers.0.rotation.shiftLength"],
  ["a shift length of 1.5", withRotation({ shiftLength: 1.5 }), "layers.0.rotation.shiftLength"],
  ["an impossible start", withRotation({ start: "2026-02-30T09:00" }), "layers.0.rotation.start"],
  ["a start with a zone", withRotation({ start: "2026-11-02T09:00Z" }), "layers.0.rotation.start"],
  ["a nameless participant", withRotation({ participants: ["ana", ""] }), "layers.0.rotation.participants.1"],
  ["a window of no weekday", withWindow({ weekdays: [] }), "layers.0.windows.0.weekdays"],
  ["an unknown weekday", withWindow({ weekdays: ["mon"] }), "layers.0.windows.0.weekdays"],
  ["an impossible time of day", withWindow({ end: "24:00" }), "layers.0.windows.0.end"],
  ["a replace without a stand-in", withOverride({ with: undefined }), "overrides.0.with"],
  ["standing in for oneself", withOverride({ with: "ana" }), "overrides.0.with"],
  ["a stand-in nobody asked for", withOverride({ type: "add" }), "overrides.0.with"],
  ["an override of nobody", withOverride({ person: "" }), "overrides.0.person"],
  ["an override without length", withOverride({ end: christmas.start }), "overrides.0.end"],
  ["an impossible instant", withOverride({ start: "2026-12-24" }), "overrides.0.start"],
  [
    "a temporary schedule without length",
    { ...fine, temporary: [{ ...christmas, end: christmas.start, shifts: [] }] },
    "temporary.0.end",
  ],
  [
    "a temporary shift that ends before it starts",
    {
      ...fine,
      temporary: [{ ...christmas, shifts: [{ person: "bo", start: christmas.end, end: christmas.start }] }],
    },
    "temporary.0.shifts.0.end",
  ],
])("%s is named with its path, and is the only problem", (_name, schedule, path) => {
  expect(checkSchedule(schedule).map((problem) => problem.path)).toEqual([path]);
});
