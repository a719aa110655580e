/**
 * Taking a shift over: one person alone is on call from an instant until another, whoever would have been. What the
 * schedule says before and after stays as it is.
 */
import { type Override, type Schedule, timeline } from "./schedule";
import { withExceptionsOf } from "./schedule-edit";

export type TakenShift = {
  /** All the schedule then has. */
  readonly overrides: readonly Override[];
  /** Those that are new; none where the person is on call alone already. */
  readonly made: readonly Override[];
};

type Window = { readonly from: Date; readonly until: Date };

export const LONGEST_TAKE_DAYS = 7;

/** Null where a temporary schedule says otherwise: no override applies inside one. */
export function takeShift(schedule: Schedule, person: string, window: Window): TakenShift | null {
  const { overrides } = schedule;
  if (isAlone(schedule, person, window)) return { overrides, made: [] };
  // What would send them off again: being taken off, or somebody standing in for them.
  const kept = overrides.flatMap((one) => (takesOff(one, person) ? around(one, window) : [one]));
  const shifts = timeline(withOverridesOf(schedule, kept), window.from, window.until);
  const others = [...new Set(shifts.flatMap(({ people }) => people))].filter((other) => other !== person);
  const replaced = others.map(
    (other): Override => ({ type: "replace", person: other, with: person, ...spelled(window) }),
  );
  const filled = shifts
    .filter(({ people }) => people.length === 0)
    .map(({ start, end }): Override => ({ type: "add", person, ...spelled({ from: start, until: end }) }));
  const made = [...replaced, ...filled];
  const all = [...kept, ...made];
  return isAlone(withOverridesOf(schedule, all), person, window) ? { overrides: all, made } : null;
}

/** Everyone a schedule names: in its rotations, its calendars, and the exceptions to them. */
export function peopleOf({ layers, overrides, temporary }: Schedule): ReadonlySet<string> {
  return new Set([
    ...layers.flatMap(({ rotation, shifts = [] }) => [
      ...(rotation?.participants ?? []),
      ...shifts.map(({ value }) => value),
    ]),
    ...overrides.flatMap((one) => [one.person, ...(one.with === undefined ? [] : [one.with])]),
    ...temporary.flatMap(({ shifts }) => shifts.map((shift) => shift.person)),
  ]);
}

/** The overrides by which a person is on call at some time of the window. */
export const putOnBy = (
  overrides: readonly Override[],
  person: string,
  { from, until }: Window,
): readonly Override[] =>
  overrides.filter(
    (one) =>
      (one.type === "add" ? one.person === person : one.type === "replace" && one.with === person) &&
      Date.parse(one.start) < until.getTime() &&
      Date.parse(one.end) > from.getTime(),
  );

const isAlone = (schedule: Schedule, person: string, { from, until }: Window): boolean =>
  timeline(schedule, from, until).every(({ people }) => people.length === 1 && people[0] === person);

const withOverridesOf = (schedule: Schedule, overrides: readonly Override[]): Schedule =>
  withExceptionsOf(schedule, { ...schedule, overrides });

const takesOff = ({ type, person, with: standIn }: Override, whom: string): boolean =>
  person === whom && (type === "remove" || (type === "replace" && standIn !== whom));

/** What is left of an override outside a window. */
function around(override: Override, { from, until }: Window): readonly Override[] {
  const [start, end] = [Date.parse(override.start), Date.parse(override.end)];
  if (end <= from.getTime() || start >= until.getTime()) return [override];
  const before = start < from.getTime() ? [{ ...override, end: from.toISOString() }] : [];
  const after = end > until.getTime() ? [{ ...override, start: until.toISOString() }] : [];
  return [...before, ...after];
}

const spelled = ({ from, until }: Window) => ({ start: from.toISOString(), end: until.toISOString() });
