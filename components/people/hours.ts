/** Working hours in words. When they are is the server's to say. */

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
