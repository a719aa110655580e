/**
 * Windows: the times of the week in which a layer is active.
 *
 * A window is one unbroken span from its start to its end. It opens at the first showing of its start and closes at the
 * last of its end, so a repeated hour at either edge is covered rather than lost.
 */
import type { Window } from "./schedule";
import type { Range } from "./spans";
import { dayMs, readTimeOfDay, type Weekday, weekdayOf } from "./wall-time";
import type { Zone } from "./zoned-time";

/** When a layer with these windows is active within a range: apart from each other, in order, clipped. */
export function openSpans(
  windows: readonly Window[] | undefined,
  zone: Zone,
  range: Range,
): readonly Range[] {
  if (windows === undefined || windows.length === 0) return [range];
  // A wrapping window of three days ago can still be open where the clocks went back a day since.
  const firstDay = Math.floor(zone.wallAt(range.start) / dayMs) - 3;
  const lastDay = Math.floor(zone.wallAt(range.end - 1) / dayMs) + 1;
  const spans: Range[] = [];
  for (const window of windows.map(measure)) {
    for (let day = firstDay; day <= lastDay; day += 1) {
      if (!window.weekdays.has(weekdayOf(day))) continue;
      const start = Math.max(zone.firstAt(day * dayMs + window.opens), range.start);
      const end = Math.min(zone.lastAt(day * dayMs + window.closes), range.end);
      if (start < end) spans.push({ start, end });
    }
  }
  return merge(spans);
}

type Measured = {
  readonly weekdays: ReadonlySet<Weekday>;
  /** Both in milliseconds after the midnight with which the window's day begins. */
  readonly opens: number;
  readonly closes: number;
};

function measure(window: Window): Measured {
  const opens = readTimeOfDay(window.start);
  const end = readTimeOfDay(window.end);
  if (opens === undefined || end === undefined) {
    throw new RangeError(`not times of day: ${window.start}, ${window.end}`);
  }
  // 00:00 to 00:00 is the whole day; so is any other pair of equal times, from that time on.
  return { weekdays: new Set(window.weekdays), opens, closes: end <= opens ? end + dayMs : end };
}

function merge(spans: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || last.end < span.start) merged.push(span);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return merged;
}
