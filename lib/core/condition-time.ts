import type { Call, Overload } from "./condition-library";
import { NUMBER } from "./condition-types";
import { Duration, Indeterminate, spend } from "./condition-values";

/**
 * Instants and durations in conditions: CEL's accessors, in UTC or in a named time zone. The zone is spelled out in
 * the condition, so a wrong name is refused when it is saved.
 */
const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

export function parseTimestamp(text: string, label: string): Date {
  const parts = RFC_3339.exec(text);
  const date = new Date(parts ? text.toUpperCase() : Number.NaN);
  // The engine reads 30 February as 2 March; a day that does not exist is no instant.
  const lastDay = parts ? new Date(Date.UTC(Number(parts[1]), Number(parts[2]), 0)).getUTCDate() : 0;
  if (Number.isNaN(date.getTime()) || Number(parts?.[3]) > lastDay) {
    throw new Indeterminate("ill_typed", `${label} is not an RFC 3339 instant`);
  }
  return date;
}

const DURATION_PART = /(\d{1,15}(?:\.\d{1,9})?)(ms|h|m|s)/gy;

/** Longer text is no duration, whoever wrote it. */
const DURATION_CHARACTERS = 64;

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** `1h30m`, `-90s`, `250ms`. */
export function parseDuration(text: string, label: string): Duration {
  const negative = text.startsWith("-");
  const digits = negative ? text.slice(1) : text;
  let total = 0;
  let end = 0;
  for (const match of digits.slice(0, DURATION_CHARACTERS).matchAll(DURATION_PART)) {
    total += Number(match[1]) * (UNIT_MILLISECONDS[match[2] ?? ""] ?? Number.NaN);
    end = match.index + match[0].length;
  }
  if (digits === "" || end !== digits.length || !Number.isFinite(total)) {
    throw new Indeterminate("ill_typed", `${label} is not a duration such as 1h30m`);
  }
  return new Duration(negative ? -total : total);
}

/** The wall clock of a zone, as if it were UTC. */
type WallClock = (instant: Date) => Date;

/** A formatted instant costs some 3 µs. */
const ZONE_UNITS = 100;

function wallClockOf(zone: string): WallClock | null {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    return (instant) => {
      const parts = new Map(format.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
      const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
      const time = Date.UTC(
        part("year"),
        part("month") - 1,
        part("day"),
        part("hour"),
        part("minute"),
        part("second"),
      );
      return new Date(time + instant.getUTCMilliseconds());
    };
  } catch {
    return null;
  }
}

const dayOfYear = (clock: Date): number =>
  Math.floor((clock.getTime() - Date.UTC(clock.getUTCFullYear(), 0, 1)) / 86_400_000);

/** As in CEL: months and days of the month, week (Sunday first) and year count from 0; `getDate` counts from 1. */
const CLOCK_READINGS: Readonly<Record<string, (clock: Date) => number>> = {
  getFullYear: (clock) => clock.getUTCFullYear(),
  getMonth: (clock) => clock.getUTCMonth(),
  getDate: (clock) => clock.getUTCDate(),
  getDayOfMonth: (clock) => clock.getUTCDate() - 1,
  getDayOfWeek: (clock) => clock.getUTCDay(),
  getDayOfYear: dayOfYear,
  getHours: (clock) => clock.getUTCHours(),
  getMinutes: (clock) => clock.getUTCMinutes(),
  getSeconds: (clock) => clock.getUTCSeconds(),
  getMilliseconds: (clock) => clock.getUTCMilliseconds(),
};

/** Whole hours, minutes, seconds or milliseconds in a duration, towards zero. */
const DURATION_UNITS: Readonly<Record<string, number>> = {
  getHours: 3_600_000,
  getMinutes: 60_000,
  getSeconds: 1_000,
  getMilliseconds: 1,
};

const instantOf = (values: readonly unknown[]): Date =>
  values[0] instanceof Date ? values[0] : new Date(Number.NaN);

function inZone(zone: string, reading: (clock: Date) => number): Call | string {
  const wallClock = wallClockOf(zone);
  if (!wallClock) return `${JSON.stringify(zone)} is not a time zone`;
  return (values, meter) => {
    spend(meter, ZONE_UNITS);
    return reading(wallClock(instantOf(values)));
  };
}

function overloadsOf(name: string, reading: (clock: Date) => number): readonly Overload[] {
  const unit = DURATION_UNITS[name];
  const ofInstant: readonly Overload[] = [
    { takes: ["timestamp"], returns: NUMBER, call: (values) => reading(instantOf(values)) },
    {
      takes: ["timestamp", "string"],
      returns: NUMBER,
      call: (values) => reading(instantOf(values)),
      prepare: (zone) => inZone(zone, reading),
    },
  ];
  if (unit === undefined) return ofInstant;
  const ofDuration: Overload = {
    takes: ["duration"],
    returns: NUMBER,
    call: ([value]) => (value instanceof Duration ? Math.trunc(value.milliseconds / unit) : Number.NaN),
  };
  return [...ofInstant, ofDuration];
}

export const CLOCK_METHODS: Readonly<Record<string, readonly Overload[]>> = Object.fromEntries(
  Object.entries(CLOCK_READINGS).map(([name, reading]) => [name, overloadsOf(name, reading)]),
);
