/** Working hours on a person's own wall. Pure: the present is an argument. */

export const WEEKDAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const WEEKDAY_WORDS: Readonly<Record<Weekday, string>> = {
  mo: "Monday",
  tu: "Tuesday",
  we: "Wednesday",
  th: "Thursday",
  fr: "Friday",
  sa: "Saturday",
  su: "Sunday",
};

export type WorkingWindow = {
  readonly weekdays: readonly Weekday[];
  readonly start: string;
  readonly end: string;
};

/** A window that ends before it starts goes on into the next day; one that ends where it starts is the whole day. */
export function isWorking(windows: readonly WorkingWindow[], zone: string, now: number): boolean {
  if (windows.length === 0) return true;
  const { weekday, time } = wallOf(zone, now);
  const before = WEEKDAYS[(WEEKDAYS.indexOf(weekday) + 6) % 7];
  return windows.some(({ weekdays, start, end }) => {
    const isToday = weekdays.includes(weekday);
    if (start < end) return isToday && time >= start && time < end;
    const isSinceYesterday = before !== undefined && weekdays.includes(before);
    return (isToday && time >= start) || (isSinceYesterday && time < end);
  });
}

/** `14:05` and the weekday on a zone's wall; a zone that is none is read as UTC. */
export function wallOf(zone: string, now: number): { readonly weekday: Weekday; readonly time: string } {
  const parts = formatIn(zone).formatToParts(now);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? "";
  const weekday = WEEKDAYS.find((day) => day === part("weekday").slice(0, 2).toLowerCase()) ?? "mo";
  return { weekday, time: `${part("hour")}:${part("minute")}` };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const options = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
  } catch {
    format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
  formats.set(zone, format);
  return format;
}

/** `Mon–Fri 09:00–18:00`. */
export function hoursWords(windows: readonly WorkingWindow[]): string {
  if (windows.length === 0) return "at any time";
  return windows.map(({ weekdays, start, end }) => `${daysWords(weekdays)} ${start}–${end}`).join(", ");
}

function daysWords(weekdays: readonly Weekday[]): string {
  const short = (day: Weekday) => WEEKDAY_WORDS[day].slice(0, 3);
  const days = WEEKDAYS.filter((day) => weekdays.includes(day));
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return "never";
  const isRun = WEEKDAYS.indexOf(last) - WEEKDAYS.indexOf(first) === days.length - 1;
  return isRun && days.length > 2 ? `${short(first)}–${short(last)}` : days.map(short).join(", ");
}
