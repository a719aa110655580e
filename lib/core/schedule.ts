/**
 * Schedules: who is on call when.
 *
 * A *rotation* hands one place from participant to participant at *hand-offs* on a grid without beginning or end; the
 * time between two hand-offs is a *shift*. A *layer* is a rotation, perhaps only within weekly *windows*. At an instant
 * the active layers of the highest priority are united, *overrides* adjust that union, and a *temporary schedule*
 * replaces all of it. Nobody on call is a *gap*. Every span is `[start, end)`.
 *
 * People are named in the order of the layers, then of the overrides that put them on; inside a temporary schedule, in
 * the order of its shifts. Everything here expects a schedule in which `checkSchedule` finds nothing.
 */
import { exceptionsIn, withOverrides } from "./schedule-exceptions";
import { gridOf, holderOf, shiftsOf } from "./schedule-rotation";
import { openSpans } from "./schedule-windows";
import { clip, type Range, type Span, sweep } from "./spans";
import type { Weekday } from "./wall-time";
import { type Zone, zoneOf } from "./zoned-time";

export const rotationTypes = ["hourly", "daily", "weekly", "monthly"] as const;
export type RotationType = (typeof rotationTypes)[number];

export type Rotation = {
  readonly type: RotationType;
  readonly shiftLength: number;
  /** A hand-off, as the wall time `2026-11-02T09:00` of the schedule's zone. */
  readonly start: string;
  readonly participants: readonly string[];
};

/** Belongs to the weekday on which it starts; an end not after the start is on the next day. */
export type Window = { readonly weekdays: readonly Weekday[]; readonly start: string; readonly end: string };

export type Layer = {
  readonly id?: string;
  readonly priority?: number;
  readonly rotation: Rotation;
  readonly windows?: readonly Window[];
};

export const overrideTypes = ["add", "remove", "replace"] as const;
export type OverrideType = (typeof overrideTypes)[number];

export type Override = {
  readonly type: OverrideType;
  readonly person: string;
  /** Who stands in; only a `replace` has it. */
  readonly with?: string;
  readonly start: string;
  readonly end: string;
};

export type TemporaryShift = { readonly person: string; readonly start: string; readonly end: string };

export type TemporarySchedule = {
  readonly start: string;
  readonly end: string;
  readonly shifts: readonly TemporaryShift[];
};

export type Schedule = {
  readonly id: string;
  readonly timeZone: string;
  readonly layers: readonly Layer[];
  readonly overrides: readonly Override[];
  readonly temporary: readonly TemporarySchedule[];
};

/** A time during which the same people are on call; no people is a gap. */
export type Shift = { readonly start: Date; readonly end: Date; readonly people: readonly string[] };

/** A shift of a layer's rotation begins, even if the same person holds it; `layer` is the layer's position. */
export type Handoff = { readonly layer: number; readonly at: Date; readonly person: string };

export type Quality = {
  /** The share of the time with somebody on call, 0 to 1. */
  readonly coverageRatio: number;
  readonly gapSeconds: number;
  /** How long each person is on call, the longest first. */
  readonly balance: readonly { readonly person: string; readonly seconds: number }[];
};

/** Who is on call at an instant. */
export function onCall(schedule: Schedule, at: Date): readonly string[] {
  const instant = msOf(at);
  const moment = { start: instant, end: instant + 1 };
  const zone = zoneOf(schedule.timeZone);
  const { overrides, temporaries, temporaryShifts } = exceptionsIn(schedule, moment);
  if (temporaries.length > 0) return distinct(temporaryShifts.map(({ value }) => value));
  const holders = schedule.layers.map(({ rotation, windows }) =>
    openSpans(windows, zone, moment).length === 0
      ? undefined
      : holderOf(rotation, gridOf(rotation, zone).shiftAt(instant)),
  );
  return withOverrides(
    unite(schedule.layers, holders),
    overrides.map(({ value }) => value),
  );
}

/** Who is on call from `from` until `to`, without holes: neighbours differ, and gaps are shifts of nobody. */
export function timeline(schedule: Schedule, from: Date, to: Date): readonly Shift[] {
  const range = { start: msOf(from), end: msOf(to) };
  if (range.start >= range.end) return [];
  const zone = zoneOf(schedule.timeZone);
  const tracks = schedule.layers.map((layer) => sweep(trackOf(layer, zone, range)));
  const exceptions = exceptionsIn(schedule, range);
  const overrides = sweep(exceptions.overrides);
  const temporaries = sweep(exceptions.temporaries);
  const temporaryShifts = sweep(exceptions.temporaryShifts);
  const sweeps = [...tracks, overrides, temporaries, temporaryShifts];

  const shifts: { start: number; end: number; people: readonly string[] }[] = [];
  for (let start = range.start; start < range.end; ) {
    let end = range.end;
    for (const one of sweeps) {
      one.moveTo(start);
      end = Math.min(end, one.next);
    }
    const holders = tracks.map(({ values }) => values[0]);
    const people =
      temporaries.values.length > 0
        ? distinct(temporaryShifts.values)
        : withOverrides(unite(schedule.layers, holders), overrides.values);
    const last = shifts.at(-1);
    if (last !== undefined && sameMembers(last.people, people)) last.end = end;
    else shifts.push({ start, end, people });
    start = end;
  }
  return shifts.map(({ start, end, people }) => ({ start: new Date(start), end: new Date(end), people }));
}

/**
 * The hand-offs of every layer's rotation within `[from, to)`, earliest first, then by layer. Windows and overrides do
 * not move a hand-off, so they play no part.
 */
export function handoffs(schedule: Schedule, from: Date, to: Date): readonly Handoff[] {
  const range = { start: msOf(from), end: msOf(to) };
  const zone = zoneOf(schedule.timeZone);
  const found = schedule.layers.flatMap((layer, index) =>
    [...shiftsOf(layer.rotation, gridOf(layer.rotation, zone), range)]
      .filter(({ start }) => start >= range.start)
      .map(({ start, value }) => ({ layer: index, at: new Date(start), person: value })),
  );
  return found.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** How well a schedule covers a time, and how evenly. An empty time has no gap. */
export function quality(schedule: Schedule, from: Date, to: Date): Quality {
  const seconds = new Map<string, number>();
  let gapSeconds = 0;
  let totalSeconds = 0;
  for (const { start, end, people } of timeline(schedule, from, to)) {
    const lasts = (end.getTime() - start.getTime()) / 1_000;
    totalSeconds += lasts;
    if (people.length === 0) gapSeconds += lasts;
    for (const person of people) seconds.set(person, (seconds.get(person) ?? 0) + lasts);
  }
  return {
    coverageRatio: totalSeconds === 0 ? 1 : 1 - gapSeconds / totalSeconds,
    gapSeconds,
    balance: [...seconds]
      .map(([person, total]) => ({ person, seconds: total }))
      .sort((a, b) => b.seconds - a.seconds),
  };
}

/** The holders of the active layers of the highest priority; a layer without a holder is not active. */
function unite(layers: readonly Layer[], holders: readonly (string | undefined)[]): readonly string[] {
  let highest = Number.NEGATIVE_INFINITY;
  let people: string[] = [];
  for (const [index, layer] of layers.entries()) {
    const holder = holders[index];
    const priority = layer.priority ?? 0;
    if (holder === undefined || priority < highest) continue;
    if (priority > highest) people = [];
    highest = priority;
    if (!people.includes(holder)) people.push(holder);
  }
  return people;
}

/** Who holds a layer, for as long as it is active. */
function trackOf({ rotation, windows }: Layer, zone: Zone, range: Range): readonly Span<string>[] {
  const grid = gridOf(rotation, zone);
  const track: Span<string>[] = [];
  for (const open of openSpans(windows, zone, range)) {
    for (const shift of shiftsOf(rotation, grid, open)) track.push(clip(shift, open));
  }
  return track;
}

function distinct(people: readonly string[]): readonly string[] {
  return [...new Set(people)];
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((person) => others.includes(person));
}

function msOf(date: Date): number {
  const instant = date.getTime();
  if (Number.isNaN(instant)) throw new RangeError("not a date");
  return instant;
}
