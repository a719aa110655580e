import { expect, test } from "vitest";
import { type CalendarEntry, type CalendarTime, shiftsOfCalendar } from "./calendar-shifts";

const people = [
  { id: "ana", name: "Ana Ruiz", email: "ana@acme.test" },
  { id: "bo", name: "Bo Lind", email: "Bo@acme.test" },
  { id: "cy", name: "Sam Same", email: null },
  { id: "di", name: "Sam Same", email: null },
];
const utc = (text: string): CalendarTime => ({
  wall: Date.parse(text),
  zone: "UTC",
  instant: Date.parse(text),
});
const [nine, ten] = ["2026-11-10T09:00:00Z", "2026-11-10T10:00:00Z"];
const event = (more: Partial<CalendarEntry>): CalendarEntry => ({
  ...{ summary: "", attendees: [], organizer: null, start: utc(nine), end: utc(ten) },
  ...more,
});
const range = { start: Date.parse("2026-11-01T00:00:00Z"), end: Date.parse("2026-12-01T00:00:00Z") };
const read = (...entries: CalendarEntry[]) =>
  shiftsOfCalendar(entries, { people, timeZone: "Europe/Madrid", range });
const holders = (more: Partial<CalendarEntry>) => read(event(more)).shifts.map(({ value }) => value);

test.each<[string, Partial<CalendarEntry>, string[]]>([
  ["by id", { summary: " ana " }, ["ana"]],
  ["by name, in whatever case", { summary: "ANA RUIZ" }, ["ana"]],
  ["by address", { summary: "bo@ACME.test" }, ["bo"]],
  ["by attending", { summary: "On call", attendees: ["ana@acme.test", "bo@acme.test"] }, ["ana", "bo"]],
  ["by both", { summary: "ana", attendees: ["bo@acme.test"] }, ["ana", "bo"]],
  ["by organising, where nothing else is said", { summary: "On call", organizer: "bo@acme.test" }, ["bo"]],
  ["not by organising for a stranger", { attendees: ["who@x.test"], organizer: "bo@acme.test" }, []],
  ["not by a name that two people share", { summary: "Sam Same" }, []],
  ["by an id although the name is shared", { summary: "cy" }, ["cy"]],
])("a shift is somebody's %s", (_how, more, expected) => {
  expect(holders(more)).toEqual(expected);
});

test("whoever is nobody is reported, also beside somebody", () => {
  const { unmatched } = read(
    event({ summary: "Zoe" }),
    event({ summary: "ana", attendees: ["who@x.test"] }),
    event({ summary: "bo" }),
  );
  expect(unmatched).toMatchObject([
    { summary: "Zoe", names: [] },
    { summary: "ana", names: ["who@x.test"] },
  ]);
});

test("shifts are in order, once each, and only those that touch the range", () => {
  const october = { start: utc("2026-10-01T00:00:00Z"), end: utc("2026-11-01T00:00:00Z") };
  const empty = { start: utc(nine), end: utc(nine) };
  const later = { start: utc(ten), end: utc("2026-11-10T11:00:00Z") };
  const entries = [
    { summary: "bo", ...later },
    { summary: "ana" },
    { summary: "Ana Ruiz" },
    { summary: "ana", ...october },
  ];
  expect(read(...[...entries, { summary: "ana", ...empty }].map(event)).shifts).toEqual([
    { start: Date.parse(nine), end: Date.parse(ten), value: "ana" },
    { start: Date.parse(ten), end: later.end.wall, value: "bo" },
  ]);
});

test("a time is read by its zone: a known one by our rules, an unknown one by the calendar's, else as the schedule's", () => {
  const wall = Date.parse("2026-11-10T09:00:00Z");
  const startOf = (time: CalendarTime) => read(event({ summary: "ana", start: time })).shifts[0]?.start;
  expect(startOf({ wall, zone: "Asia/Kathmandu", instant: 0 })).toBe(Date.parse("2026-11-10T03:15:00Z"));
  expect(startOf({ wall, zone: "Customized Time Zone", instant: Date.parse("2026-11-10T07:00:00Z") })).toBe(
    Date.parse("2026-11-10T07:00:00Z"),
  );
  expect(startOf({ wall, zone: null, instant: 0 })).toBe(Date.parse("2026-11-10T08:00:00Z"));
});
