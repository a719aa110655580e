import { expect, test } from "vitest";
import { readCalendar } from "./calendar";

const range = { start: Date.parse("2026-10-01T00:00:00Z"), end: Date.parse("2026-12-01T00:00:00Z") };
const event = (...lines: string[]) => ["BEGIN:VEVENT", "UID:one", ...lines, "END:VEVENT"];
const calendar = (...lines: string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR"].join("\r\n");

async function read(...lines: string[]) {
  const text = await readCalendar(calendar(...lines), range);
  if (!text.ok) throw new Error(text.detail);
  return text;
}
const walls = (entries: Awaited<ReturnType<typeof read>>["entries"]) =>
  entries.map(({ summary, start, end }) => {
    const [from, to] = [start, end].map(({ wall }) => new Date(wall).toISOString().slice(5, 16));
    return `${from}/${to} ${start.zone} ${summary}`;
  });

test("an event has its times, its zone, and whom it names", async () => {
  const { entries } = await read(
    ...event(
      "DTSTART;TZID=Europe/Madrid:20261110T090000",
      "DTEND;TZID=Europe/Madrid:20261110T170000",
      "SUMMARY:Ana\\, on",
      " \\; call",
      "ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED:mailto:ana@acme.test",
      "ATTENDEE;PARTSTAT=DECLINED:mailto:bo@acme.test",
      "ORGANIZER:MAILTO:cy@acme.test",
    ),
  );
  expect(walls(entries)).toEqual(["11-10T09:00/11-10T17:00 Europe/Madrid Ana, on; call"]);
  expect(entries[0]).toMatchObject({ attendees: ["ana@acme.test"], organizer: "cy@acme.test" });
});

test("a recurring event is written out, with what was moved, left out or called off", async () => {
  const { entries } = await read(
    ...event(
      "DTSTART:20261102T090000Z",
      "DURATION:PT8H",
      "SUMMARY:ana",
      "RRULE:FREQ=WEEKLY;COUNT=5",
      "EXDATE:20261116T090000Z",
    ),
    ...event(
      "RECURRENCE-ID:20261109T090000Z",
      "DTSTART:20261110T100000Z",
      "DTEND:20261110T120000Z",
      "SUMMARY:bo",
    ),
    ...event(
      "RECURRENCE-ID:20261123T090000Z",
      "DTSTART:20261123T090000Z",
      "DTEND:20261123T170000Z",
      "STATUS:CANCELLED",
    ),
  );
  expect(walls(entries)).toEqual([
    "11-02T09:00/11-02T17:00 UTC ana",
    "11-10T10:00/11-10T12:00 UTC bo",
    "11-30T09:00/11-30T17:00 UTC ana",
  ]);
});

test("a whole day floats, and so does a time without a zone", async () => {
  const { entries } = await read(
    ...event("DTSTART;VALUE=DATE:20261110", "SUMMARY:ana"),
    ...event("DTSTART:20261110T090000", "DTEND:20261110T100000", "SUMMARY:bo"),
  );
  expect(walls(entries)).toEqual(["11-10T00:00/11-11T00:00 null ana", "11-10T09:00/11-10T10:00 null bo"]);
});

test("a zone the calendar brings itself has the calendar's own rules", async () => {
  const { entries } = await read(
    "BEGIN:VTIMEZONE",
    "TZID:Office",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0300",
    "TZOFFSETTO:+0300",
    "END:STANDARD",
    "END:VTIMEZONE",
    ...event("DTSTART;TZID=Office:20261110T090000", "DTEND;TZID=Office:20261110T100000", "SUMMARY:ana"),
  );
  expect(entries[0]?.start).toEqual({
    wall: Date.parse("2026-11-10T09:00:00Z"),
    zone: "Office",
    instant: Date.parse("2026-11-10T06:00:00Z"),
  });
});

test("an event that cannot be read is said, and the others are read", async () => {
  const { entries, problems } = await read(
    ...event("SUMMARY:never"),
    ...event("DTSTART:20261110T090000Z", "DTEND:20261110T100000Z", "SUMMARY:ana"),
  );
  expect(entries).toHaveLength(1);
  expect(problems).toEqual(["An event cannot be read: never"]);
});

test("what is no calendar is refused in words", async () => {
  for (const text of ["<html>", "", "BEGIN:VCARD\r\nVERSION:4.0\r\nEND:VCARD", "BEGIN:VCALENDAR"])
    expect(await readCalendar(text, range)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/calendar/),
    });
});

test("what repeats without measure is cut off, and what keeps the parser for ever ends with its thread", async () => {
  const every = (rule: string) =>
    event("DTSTART:20200101T090000Z", "DURATION:PT1S", "SUMMARY:ana", `RRULE:${rule}`);
  const { problems } = await read(...every("FREQ=SECONDLY"));
  expect(problems).toEqual(["Too much repeats in this calendar: what comes later is left out."]);
  const endless = await readCalendar(calendar(...every("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")), range);
  expect(endless).toEqual({ ok: false, detail: "It takes too long to read." });
}, 15_000);
