/**
 * Rotations on their grid. Hand-offs are numbered: 0 is the rotation's start, and the numbers go on in both directions
 * without end, so any instant is reached by arithmetic, however far from the start. Shift n lasts from hand-off n to
 * hand-off n + 1 and belongs to participant n, counted round.
 */
import type { Rotation } from "./schedule";
import type { Range, Span } from "./spans";
import { dateOf, dayMs, daysInMonth, daysOf, hourMs, modulo, readWall } from "./wall-time";
import type { Zone } from "./zoned-time";

export type Grid = {
  /** When hand-off `index` happens. Two may share an instant: where clocks skip a day, its shifts are empty. */
  handoffAt(index: number): number;
  /** The shift that runs at an instant: the last whose hand-off has happened. */
  shiftAt(instant: number): number;
};

export function gridOf(rotation: Rotation, zone: Zone): Grid {
  const start = readWall(rotation.start);
  if (start === undefined) throw new RangeError(`not a wall time: ${rotation.start}`);
  const length = rotation.shiftLength;
  // A grid that does not move forward would never be walked to its end.
  if (!(length >= 1)) throw new RangeError(`not a shift length: ${length}`);
  switch (rotation.type) {
    case "hourly":
      return length < 24
        ? elapsedGrid(zone.firstAt(start), length * hourMs)
        : evenGrid(zone, start, length * hourMs);
    case "daily":
      return evenGrid(zone, start, length * dayMs);
    case "weekly":
      return evenGrid(zone, start, length * 7 * dayMs);
    case "monthly":
      return monthlyGrid(zone, start, length);
    default:
      return rotation.type satisfies never;
  }
}

/** Who holds shift `index`; nobody where nobody takes part. */
export function holderOf(rotation: Rotation, index: number): string | undefined {
  return rotation.participants[modulo(index, rotation.participants.length)];
}

/** The shifts that touch a range, in order and not clipped. Empty ones are left out. */
export function* shiftsOf(rotation: Rotation, grid: Grid, range: Range): Generator<Span<string>> {
  if (range.start >= range.end) return;
  let index = grid.shiftAt(range.start);
  let start = grid.handoffAt(index);
  while (start < range.end) {
    const end = grid.handoffAt(index + 1);
    const value = holderOf(rotation, index);
    if (value === undefined) return;
    if (start < end) yield { start, end, value };
    start = end;
    index += 1;
  }
}

/** Shifts under a day count elapsed time: a night shift of 8 h lasts 8 h also when the clocks change. */
function elapsedGrid(start: number, lengthMs: number): Grid {
  return {
    handoffAt: (index) => start + index * lengthMs,
    shiftAt: (instant) => Math.floor((instant - start) / lengthMs),
  };
}

/** Hand-offs evenly spaced on the wall, whatever the clocks do in between. */
function evenGrid(zone: Zone, start: number, lengthMs: number): Grid {
  return wallGrid(
    zone,
    (index) => start + index * lengthMs,
    (wall) => Math.floor((wall - start) / lengthMs),
  );
}

function monthlyGrid(zone: Zone, start: number, length: number): Grid {
  const first = dateOf(Math.floor(start / dayMs));
  const firstMonth = first.year * 12 + first.month - 1;
  const timeOfDay = modulo(start, dayMs);
  return wallGrid(
    zone,
    (index) => {
      const months = firstMonth + index * length;
      const year = Math.floor(months / 12);
      const month = modulo(months, 12) + 1;
      // Always from the first day, never from the previous hand-off: after February the 31st is the 31st again.
      const day = Math.min(first.day, daysInMonth(year, month));
      return daysOf({ year, month, day }) * dayMs + timeOfDay;
    },
    (wall) => {
      const { year, month } = dateOf(Math.floor(wall / dayMs));
      return Math.floor((year * 12 + month - 1 - firstMonth) / length);
    },
  );
}

/** A grid drawn on the wall. `guess` may be off by a shift or two, where clocks jump or months differ. */
function wallGrid(zone: Zone, wallOf: (index: number) => number, guess: (wall: number) => number): Grid {
  const handoffAt = (index: number) => zone.firstAt(wallOf(index));
  return {
    handoffAt,
    shiftAt(instant) {
      let index = guess(zone.wallAt(instant));
      while (handoffAt(index) > instant) index -= 1;
      while (handoffAt(index + 1) <= instant) index += 1;
      return index;
    },
  };
}
