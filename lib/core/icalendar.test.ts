import fc from "fast-check";
import ICAL from "ical.js";
import { expect, test } from "vitest";
import { renderCalendar } from "./icalendar";

const at = (text: string) => new Date(text);
const event = {
  uid: "duty.ana.20261102T080000Z@acme",
  start: at("2026-11-02T08:00:00Z"),
  end: at("2026-11-09T08:00:00Z"),
  summary: "Ana Ruiz; on call, payments",
  description: "a\\b",
};
const stampedAt = at("2026-11-01T00:00:00Z");

test("a calendar is written as RFC 5545 wants it", () => {
  const text = renderCalendar({ name: "Payments", stampedAt, events: [event] });
  expect(text.split("\r\n")).toEqual(
    expect.arrayContaining([
      "UID:duty.ana.20261102T080000Z@acme",
      "DTSTAMP:20261101T000000Z",
      "DTSTART:20261102T080000Z",
      "DTEND:20261109T080000Z",
      "SUMMARY:Ana Ruiz\\; on call\\, payments",
      "DESCRIPTION:a\\\\b",
    ]),
  );
  expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
});

test("whatever people are called, another reader finds their name again, and no line is longer than 75 octets", () => {
  const aName = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(aName, (summary) => {
      const text = renderCalendar({ name: summary, stampedAt, events: [{ ...event, summary }] });
      for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
      expect(events).toHaveLength(1);
      const read = events[0]?.getFirstPropertyValue("summary");
      expect(read).toBe(
        summary.replaceAll(/\r\n|[\r\n\u2028\u2029]/g, "\n").replaceAll(/(?!\n)\p{Cc}/gu, ""),
      );
    }),
  );
});

test("a name cannot smuggle a line into the calendar", () => {
  const text = renderCalendar({ name: "x\r\nATTACH:https://evil.test", stampedAt, events: [] });
  expect(text).not.toMatch(/^ATTACH/m);
});
