/**
 * A schedule as one version of it says: who its layers, overrides and temporary schedules put on call, as if it had never
 * been edited. schedule.ts asks the version in force at each instant.
 */
import type { Handoff, Layer, Schedule, Shift } from "./schedule";
import { exceptionsIn, withOverrides } from "./schedule-exceptions";
import { gridOf, holderOf, shiftsOf } from "./schedule-rotation";
import { openSpans } from "./schedule-windows";
import { clip, overlaps, type Range, type Span, sweep } from "./spans";
import { type Zone, zoneOf } from "./zoned-time";

/** Who is on call at an instant. */
export function onCallAsWritten(schedule: Schedule, instant: number): readonly string[] {
  const moment = { start: instant, end: instant + 1 };
  const zone = zoneOf(schedule.timeZone);
  const { overrides, temporaries, temporaryShifts } = exceptionsIn(schedule, moment);
  if (temporaries.length > 0) return distinct(temporaryShifts.map(({ value }) => value));
  const holders = schedule.layers.map((layer) =>
    openSpans(layer.windows, zone, moment).length === 0 ? [] : holdersOf(layer, zone, instant),
  );
  return withOverrides(
    unite(schedule.layers, holders),
    overrides.map(({ value }) => value),
  );
}

/** Who is on call through a range, without holes. */
export function timelineAsWritten(schedule: Schedule, range: Range): readonly Shift[] {
  const zone = zoneOf(schedule.timeZone);
  const tracks = schedule.layers.map((layer) => sweep(trackOf(layer, zone, range)));
  const exceptions = exceptionsIn(schedule, range);
  const overrides = sweep(exceptions.overrides);
  const temporaries = sweep(exceptions.temporaries);
  const temporaryShifts = sweep(exceptions.temporaryShifts);
  const sweeps = [...tracks, overrides, temporaries, temporaryShifts];

  const shifts: { start: Date; end: Date; people: readonly string[] }[] = [];
  for (let start = range.start; start < range.end; ) {
    let end = range.end;
    for (const one of sweeps) {
      one.moveTo(start);
      end = Math.min(end, one.next);
    }
    const holders = tracks.map(({ values }) => values);
    const people =
      temporaries.values.length > 0
        ? distinct(temporaryShifts.values)
        : withOverrides(unite(schedule.layers, holders), overrides.values);
    append(shifts, { start: new Date(start), end: new Date(end), people });
    start = end;
  }
  return shifts;
}

/** The shifts of every layer that begin within a range, by layer. */
export function handoffsAsWritten(schedule: Schedule, range: Range): readonly Handoff[] {
  const zone = zoneOf(schedule.timeZone);
  return schedule.layers.flatMap((layer, index) =>
    [...shiftsOfLayer(layer, zone, range)]
      .filter(({ start }) => start >= range.start)
      .map(({ start, value }) => ({ layer: index, at: new Date(start), person: value })),
  );
}

/** Adds a shift to those before it: neighbours with the same people are one. */
export function append(shifts: { start: Date; end: Date; people: readonly string[] }[], next: Shift): void {
  const last = shifts.at(-1);
  if (last !== undefined && sameMembers(last.people, next.people)) last.end = next.end;
  else shifts.push({ ...next });
}

/** Who holds a layer at an instant, whatever its windows say. */
export function holdersOf(layer: Layer, zone: Zone, instant: number): readonly string[] {
  const { rotation } = layer;
  if (rotation === undefined)
    return layer.shifts
      .filter(({ start, end }) => start <= instant && instant < end)
      .map(({ value }) => value);
  const holder = holderOf(rotation, gridOf(rotation, zone).shiftAt(instant));
  return holder === undefined ? [] : [holder];
}

function shiftsOfLayer(layer: Layer, zone: Zone, range: Range): Iterable<Span<string>> {
  const { rotation } = layer;
  return rotation === undefined
    ? layer.shifts.filter((shift) => overlaps(shift, range))
    : shiftsOf(rotation, gridOf(rotation, zone), range);
}

/** The people of the active layers of the highest priority; a layer that nobody holds is not active. */
function unite(layers: readonly Layer[], holders: readonly (readonly string[])[]): readonly string[] {
  let highest = Number.NEGATIVE_INFINITY;
  const people = new Set<string>();
  for (const [index, { priority = 0 }] of layers.entries()) {
    const held = holders[index] ?? [];
    if (held.length === 0 || priority < highest) continue;
    if (priority > highest) people.clear();
    highest = priority;
    for (const person of held) people.add(person);
  }
  return [...people];
}

/** Who holds a layer, for as long as it is active. */
function trackOf(layer: Layer, zone: Zone, range: Range): readonly Span<string>[] {
  const track: Span<string>[] = [];
  for (const open of openSpans(layer.windows, zone, range)) {
    for (const shift of shiftsOfLayer(layer, zone, open)) track.push(clip(shift, open));
  }
  return track;
}

const distinct = (people: readonly string[]): readonly string[] => [...new Set(people)];

const sameMembers = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((person) => others.includes(person));
