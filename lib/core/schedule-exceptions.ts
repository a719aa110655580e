/**
 * Exceptions to a schedule's layers: overrides, which adjust who the layers put on call, and temporary schedules, which
 * replace them for a time.
 */
import type { Override, Schedule, TemporarySchedule } from "./schedule";
import { clip, overlaps, type Range, type Span } from "./spans";
import { readInstant } from "./wall-time";

export type Exceptions = {
  readonly overrides: readonly Span<Override>[];
  readonly temporaries: readonly Span<TemporarySchedule>[];
  /** The people of temporary schedules, each shift cut to its own schedule. */
  readonly temporaryShifts: readonly Span<string>[];
};

/** The exceptions that touch a range. */
export function exceptionsIn(schedule: Schedule, range: Range): Exceptions {
  const touches = (span: Range) => overlaps(span, range);
  const temporaries = schedule.temporary.map(spanOf).filter(touches);
  return {
    overrides: schedule.overrides.map(spanOf).filter(touches),
    temporaries,
    temporaryShifts: temporaries.flatMap((temporary) =>
      temporary.value.shifts
        .map(spanOf)
        .map((shift) => ({ ...clip(shift, temporary), value: shift.value.person }))
        .filter(touches),
    ),
  };
}

/**
 * Applies the overrides in force to the people the layers put on call.
 *
 * Their order only decides the order of the names. `remove` always wins: who is removed is not on call, and so nobody
 * stands in for them either. Stand-ins chain: with ana → bo and bo → cy it is cy who stands in for ana. Two people who
 * stand in for each other swap.
 */
export function withOverrides(base: readonly string[], overrides: readonly Override[]): readonly string[] {
  if (overrides.length === 0) return base;
  const removed = new Set<string>();
  const standIns = new Map<string, string[]>();
  const named = [...base];
  const present = new Set(base);
  for (const override of overrides) {
    switch (override.type) {
      case "add":
        named.push(override.person);
        present.add(override.person);
        break;
      case "remove":
        removed.add(override.person);
        break;
      case "replace":
        if (override.with === undefined || override.with === override.person) break;
        named.push(override.with);
        standIns.set(override.person, [...(standIns.get(override.person) ?? []), override.with]);
        break;
      default:
        override.type satisfies never;
    }
  }
  const people = new Set([...present].flatMap((person) => lastStandIns(person, standIns, removed)));
  return [...new Set(named)].filter((person) => people.has(person));
}

/** Who is on call in the end where `person` otherwise would be. */
function lastStandIns(
  person: string,
  standIns: ReadonlyMap<string, readonly string[]>,
  removed: ReadonlySet<string>,
): readonly string[] {
  // A set hands out what is added to it while it is walked: these are all who can be reached.
  const reached = new Set([person]);
  const last: string[] = [];
  for (const one of reached) {
    const next = removed.has(one) ? undefined : standIns.get(one);
    if (next === undefined) last.push(one);
    for (const standIn of next ?? []) reached.add(standIn);
  }
  // Without an end the chain runs in a circle: a swap, which the person does not come back from.
  const standing = last.length > 0 ? last : [...reached].filter((one) => one !== person);
  return standing.filter((one) => !removed.has(one));
}

function spanOf<T extends { readonly start: string; readonly end: string }>(value: T): Span<T> {
  return { start: instantOf(value.start), end: instantOf(value.end), value };
}

function instantOf(text: string): number {
  const instant = readInstant(text);
  if (instant === undefined) throw new RangeError(`not an instant: ${text}`);
  return instant;
}
