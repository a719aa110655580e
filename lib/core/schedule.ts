/**
 * Schedules: who is on call when.
 *
 * A *rotation* hands one place from participant to participant at *hand-offs* on a grid without beginning or end; the
 * time between two hand-offs is a *shift*. A *layer* is a rotation, perhaps only within weekly *windows*. At an instant
 * the active layers of the highest priority are united, *overrides* adjust that union, and a *temporary schedule*
 * replaces all of it. Nobody on call is a *gap*. Every span is `[start, end)`. An edit makes a new *version* from an
 * instant on, and the versions before it still answer for their time.
 *
 * People are named in the order of the layers, then of the overrides that put them on; inside a temporary schedule, in
 * the order of its shifts. Everything here expects a schedule in which `checkSchedule` finds nothing.
 */
import {
  append,
  handoffsAsWritten,
  holdersOf,
  onCallAsWritten,
  timelineAsWritten,
} from "./schedule-as-written";
import type { Range, Span } from "./spans";
import type { Weekday } from "./wall-time";
import { zoneOf } from "./zoned-time";

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

/** A rotation, or people's shifts as somebody wrote them down one by one; where those overlap, both are on call. */
export type Layer = {
  readonly id?: string;
  readonly priority?: number;
  readonly windows?: readonly Window[];
} & (
  | { readonly rotation: Rotation; readonly shifts?: undefined }
  | { readonly rotation?: undefined; readonly shifts: readonly Span<string>[] }
);

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
  /** What it was before edits of it took effect, the earliest first. The first holds from the beginning of time. */
  readonly past?: readonly PastSchedule[];
};

/** What a schedule was until an instant. */
export type PastSchedule = { readonly until: Date; readonly schedule: Schedule };

/** A time during which the same people are on call; no people is a gap. */
export type Shift = { readonly start: Date; readonly end: Date; readonly people: readonly string[] };

/** A shift of a layer begins, even if the same person holds it; `layer` is the layer's position. */
export type Handoff = { readonly layer: number; readonly at: Date; readonly person: string };

/** Who is on call at an instant. */
export function onCall(schedule: Schedule, at: Date): readonly string[] {
  return onCallAsWritten(versionAt(schedule, at), msOf(at));
}

/** The version in force at an instant, without what was before and what comes after. */
export function versionAt(schedule: Schedule, at: Date): Schedule {
  const former = (schedule.past ?? []).find(({ until }) => at.getTime() < until.getTime());
  if (former !== undefined) return former.schedule;
  const { past: _, ...newest } = schedule;
  return newest;
}

/** Who is on call from `from` until `to`, without holes: neighbours differ, and gaps are shifts of nobody. */
export function timeline(schedule: Schedule, from: Date, to: Date): readonly Shift[] {
  const shifts: Shift[] = [];
  for (const { version, range } of versionsIn(schedule, { start: msOf(from), end: msOf(to) }))
    for (const shift of timelineAsWritten(version, range)) append(shifts, shift);
  return shifts;
}

/**
 * The hand-offs of every layer within `[from, to)`, earliest first, then by layer. Windows and overrides do not move a
 * hand-off, so they play no part. Where an edit takes effect, a layer that somebody else holds from then on is handed over.
 */
export function handoffs(schedule: Schedule, from: Date, to: Date): readonly Handoff[] {
  const versions = versionsIn(schedule, { start: msOf(from), end: msOf(to) });
  const found = versions.flatMap(({ version, range }) => {
    const begun = handoffsAsWritten(version, range);
    const before = schedule.past?.find(({ until }) => until.getTime() === range.start)?.schedule;
    return before === undefined ? begun : [...takenOver(before, version, range.start, begun), ...begun];
  });
  return found.sort((a, b) => a.at.getTime() - b.at.getTime() || a.layer - b.layer);
}

/** Layers that change hands because the version does, and not because a shift begins just then. */
function takenOver(
  before: Schedule,
  after: Schedule,
  instant: number,
  begun: readonly Handoff[],
): readonly Handoff[] {
  const former = before.layers.map((layer) => holdersOf(layer, zoneOf(before.timeZone), instant - 1));
  return after.layers.flatMap((layer, index) => {
    if (begun.some((handoff) => handoff.layer === index && handoff.at.getTime() === instant)) return [];
    return holdersOf(layer, zoneOf(after.timeZone), instant)
      .filter((person) => !former[index]?.includes(person))
      .map((person) => ({ layer: index, at: new Date(instant), person }));
  });
}

/** The versions in force through a range, each with its part of it. */
function versionsIn(
  schedule: Schedule,
  { start, end }: Range,
): readonly { readonly version: Schedule; readonly range: Range }[] {
  const { past = [] } = schedule;
  return [...past, { until: null, schedule }].flatMap(({ until, schedule: version }, index) => {
    const range = {
      start: Math.max(start, past[index - 1]?.until.getTime() ?? start),
      end: Math.min(end, until?.getTime() ?? end),
    };
    return range.start < range.end ? [{ version, range }] : [];
  });
}

function msOf(date: Date): number {
  const instant = date.getTime();
  if (Number.isNaN(instant)) throw new RangeError("not a date");
  return instant;
}
