/**
 * Wall times: what a clock on the wall shows, with no zone. They are numbers, the milliseconds that clock reads counted
 * as if it were in UTC, so that days, weeks and months are plain arithmetic; zoned-time.ts turns them into instants.
 */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const weekdays = ["mo", "tu", "we", "th", "fr", "sa", "su"] as const;
export type Weekday = (typeof weekdays)[number];

export type CalendarDate = { readonly year: number; readonly month: number; readonly day: number };

const wallPattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;
const timePattern = /^(\d{2}):(\d{2})$/;
const instantPattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** The remainder that is never negative, so that a cycle reads the same before its origin as after it. */
export function modulo(value: number, cycle: number): number {
  const rest = value % cycle;
  return rest < 0 ? rest + cycle : rest + 0;
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar. */
export function daysOf({ year, month, day }: CalendarDate): number {
  // Counting years from March puts the leap day last, where it disturbs nothing.
  const shiftedYear = month > 2 ? year : year - 1;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date that lies that many days after 1970-01-01. */
export function dateOf(days: number): CalendarDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 };
}

/** The weekday of the date that lies that many days after 1970-01-01, which was a Thursday. */
export function weekdayOf(days: number): Weekday {
  return weekdays[modulo(days + 3, 7)] ?? "mo";
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Reads `2026-11-02T09:00`, optionally with seconds; undefined if no calendar and clock can show it. */
export function readWall(text: string): number | undefined {
  const match = wallPattern.exec(text);
  return match === null ? undefined : wallOf(match);
}

/** Reads `09:00` as milliseconds after midnight; undefined if no clock can show it. */
export function readTimeOfDay(text: string): number | undefined {
  const match = timePattern.exec(text);
  if (match === null) return undefined;
  const hour = Number(match[1]);
  const minute = Number(match[2]);
  return hour > 23 || minute > 59 ? undefined : hour * hourMs + minute * minuteMs;
}

/** Reads an RFC 3339 instant as epoch milliseconds. Date.parse would take 30 February for 2 March. */
export function readInstant(text: string): number | undefined {
  const match = instantPattern.exec(text);
  if (match === null) return undefined;
  const wall = wallOf(match);
  const offsetHour = Number(match[9] ?? 0);
  const offsetMinute = Number(match[10] ?? 0);
  if (wall === undefined || offsetHour > 23 || offsetMinute > 59) return undefined;
  const offset = (offsetHour * hourMs + offsetMinute * minuteMs) * (match[8] === "-" ? -1 : 1);
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  return wall + milliseconds - offset;
}

function wallOf(match: RegExpExecArray): number | undefined {
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6] ?? 0);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return daysOf({ year, month, day }) * dayMs + hour * hourMs + minute * minuteMs + second * 1_000;
}
