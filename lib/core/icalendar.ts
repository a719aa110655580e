/** Writes iCalendar (RFC 5545): what calendars subscribe to. Instants are UTC, text is escaped, lines are folded. */

export type CalendarEvent = {
  /** The same for the same thing, however often it is written. */
  readonly uid: string;
  readonly start: Date;
  readonly end: Date;
  readonly summary: string;
  readonly description: string;
};

export type Calendar = {
  readonly name: string;
  /** Of the words, not of the events. */
  readonly stampedAt: Date;
  readonly events: readonly CalendarEvent[];
};

export function renderCalendar({ name, stampedAt, events }: Calendar): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Countersign//On call//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `NAME:${escapeText(name)}`,
    `X-WR-CALNAME:${escapeText(name)}`,
    "X-WR-TIMEZONE:UTC",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
    ...events.flatMap((event) => [
      "BEGIN:VEVENT",
      `UID:${escapeText(event.uid)}`,
      `DTSTAMP:${utc(stampedAt)}`,
      `DTSTART:${utc(event.start)}`,
      `DTEND:${utc(event.end)}`,
      `SUMMARY:${escapeText(event.summary)}`,
      `DESCRIPTION:${escapeText(event.description)}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/** `20261102T080000Z` */
export const utc = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, "");

/** A name must not end a line, a property or the calendar; characters that control nothing visible are left out. */
const escapeText = (text: string): string =>
  text
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n|[\r\n\u2028\u2029]/g, "\\n")
    .replaceAll(/\p{Cc}/gu, "");

const LONGEST_LINE = 75;

/** Lines end after 75 octets and go on after a space, never within a character. */
function fold(line: string): string {
  let folded = "";
  let room = LONGEST_LINE;
  for (const character of line) {
    const size = utf8Length(character.codePointAt(0) ?? 0);
    if (size > room) {
      folded += "\r\n ";
      room = LONGEST_LINE - 1;
    }
    folded += character;
    room -= size;
  }
  return folded;
}

function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x1_00_00 ? 3 : 4;
}
