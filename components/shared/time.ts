/** Instants and durations in words. Pure: the present and the zone are arguments, so server and browser agree. */

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const two = (value: number): string => String(value).padStart(2, "0");

/** Time left as a clock: `4:05`, `1:02:03`, `2 d 3 h`. Rounded up, so that it reads 0:00 only when it is over. */
export function countdownText(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds >= DAY) return `${Math.floor(seconds / DAY)} d ${Math.floor((seconds % DAY) / HOUR)} h`;
  const minutes = Math.floor((seconds % HOUR) / MINUTE);
  if (seconds >= HOUR) return `${Math.floor(seconds / HOUR)}:${two(minutes)}:${two(seconds % MINUTE)}`;
  return `${minutes}:${two(seconds % MINUTE)}`;
}

/** A duration in words: `45 s`, `15 min`, `1 h 30 min`, `2 d`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / DAY), "d"],
    [Math.floor((whole % DAY) / HOUR), "h"],
    [Math.floor((whole % HOUR) / MINUTE), "min"],
    [whole % MINUTE, "s"],
  ];
  const said = parts.filter(([count]) => count > 0).slice(0, 2);
  return said.length === 0 ? "0 s" : said.map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** `15m` as configuration writes it, in seconds; NaN for anything else. */
export function configuredSeconds(duration: string): number {
  const match = /^(\d+)([smhd])$/.exec(duration);
  const unit = { s: 1, m: MINUTE, h: HOUR, d: DAY }[match?.[2] ?? ""];
  return match && unit ? Number(match[1]) * unit : Number.NaN;
}

/** How long ago, in one unit: `just now`, `5 min ago`, `3 d ago`; in the future, `in 5 min`. */
export function agoText(at: number, now: number): string {
  const seconds = Math.round(Math.abs(now - at) / 1000);
  if (seconds < 10) return "just now";
  const unit = seconds >= DAY ? DAY : seconds >= HOUR ? HOUR : seconds >= MINUTE ? MINUTE : 1;
  const said = durationText(Math.floor(seconds / unit) * unit);
  return at > now ? `in ${said}` : `${said} ago`;
}

// Written here: Node and browsers take their names of months from different tables, "Sep" and "Sept".
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

function partsIn(zone: string, at: number): Record<string, string> {
  let format = formats.get(zone);
  if (!format) {
    // The locale is fixed: the server and every browser must write the same text.
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
  return { ...parts, day: String(Number(parts.day)), month: MONTHS[Number(parts.month) - 1] ?? "" };
}

/** `14:32:10`, or `14:32` without seconds, on the zone's wall. */
export function wallTime(at: number, zone: string, seconds = true): string {
  const parts = partsIn(zone, at);
  return `${parts.hour}:${parts.minute}${seconds ? `:${parts.second}` : ""}`;
}

/** `20 Nov`, with the year when it is not this one. */
export function wallDate(at: number, zone: string, now: number): string {
  const parts = partsIn(zone, at);
  const thisYear = partsIn(zone, now).year;
  return parts.year === thisYear
    ? `${parts.day} ${parts.month}`
    : `${parts.day} ${parts.month} ${parts.year}`;
}

/** The time today, else the date with it: the shortest text that cannot be mistaken. */
export function shortInstant(at: number, zone: string, now: number): string {
  const date = wallDate(at, zone, now);
  return date === wallDate(now, zone, now) ? wallTime(at, zone) : `${date}, ${wallTime(at, zone, false)}`;
}

/** Everything, for tooltips: `20 Nov 2026, 14:32:10 (Europe/Madrid)`. */
export function fullInstant(at: number, zone: string): string {
  const parts = partsIn(zone, at);
  return `${parts.day} ${parts.month} ${parts.year}, ${wallTime(at, zone)} (${zone})`;
}
