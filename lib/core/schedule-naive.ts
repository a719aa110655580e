/**
 * A naive schedule engine, to hold the real one against; for tests only. It walks a few days minute by minute, compares
 * wall times as text, and counts shifts one by one with Temporal.
 */
import { Temporal } from "temporal-polyfill";
import type { Layer, Override, Rotation, Schedule } from "./schedule";
import type { Span } from "./spans";
import { weekdays } from "./wall-time";

export type Scene = {
  readonly timeZone: string;
  readonly date: string;
  readonly instants: readonly string[];
  readonly walls: readonly string[];
};

export const minutes = 4 * 24 * 60;

/** Four days around a date: every minute with what the clocks show. */
export function sceneOf(timeZone: string, date: string): Scene {
  let at = Temporal.Instant.from(`${date}T00:00Z`).subtract({ hours: 48 });
  const instants: string[] = [];
  const walls: string[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    instants.push(at.toString());
    walls.push(at.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: "second" }));
    at = at.add({ minutes: 1 });
  }
  return { timeZone, date, instants, walls };
}

function firstMinute({ walls }: Scene, wall: string): number {
  const shown = walls.indexOf(wall);
  return shown >= 0 ? shown : minuteAfter(walls, wall);
}

function lastMinute({ walls }: Scene, wall: string): number {
  const shown = walls.lastIndexOf(wall);
  return shown >= 0 ? shown : minuteAfter(walls, wall);
}

function minuteAfter(walls: readonly string[], wall: string): number {
  const later = walls.findIndex((shown) => shown > wall);
  return later >= 0 ? later : walls.length;
}

export type Cell = { readonly minute: number; readonly person: string | undefined };

/** Every shift of a rotation that starts in the scene or is the last before it, counted from the rotation's start. */
export function cellsOf(scene: Scene, rotation: Rotation): readonly Cell[] {
  const step =
    rotation.type === "hourly" && rotation.shiftLength < 24
      ? elapsedStep(scene, rotation)
      : wallStep(scene, rotation);
  const { participants } = rotation;
  const cells: Cell[] = [];
  let turn = 0;
  while (step(turn) > 0) turn -= 1;
  while (step(turn + 1) <= 0) turn += 1;
  for (; step(turn) < minutes; turn += 1) {
    let place = turn;
    while (place < 0) place += participants.length;
    cells.push({ minute: step(turn), person: participants[place % participants.length] });
  }
  return cells;
}

function wallStep(scene: Scene, { type, shiftLength, start }: Rotation): (turn: number) => number {
  const unit = { hourly: "hours", daily: "days", weekly: "weeks", monthly: "months" }[type];
  return (turn) => {
    const wall = Temporal.PlainDateTime.from(start).add({ [unit]: shiftLength * turn });
    return firstMinute(scene, wall.toString({ smallestUnit: "second" }));
  };
}

function elapsedStep(scene: Scene, { shiftLength, start }: Rotation): (turn: number) => number {
  const wall = Temporal.PlainDateTime.from(start);
  const earlier = wall.toZonedDateTime(scene.timeZone, { disambiguation: "earlier" });
  const isShown = earlier.toPlainDateTime().equals(wall);
  const anchor = isShown ? earlier : earlier.getTimeZoneTransition("next");
  if (anchor === null) throw new Error("a gap ends with a transition");
  const origin = Temporal.Instant.from(scene.instants[0] ?? "");
  return (turn) =>
    origin.until(anchor.toInstant(), { largestUnit: "minutes" }).minutes + turn * shiftLength * 60;
}

/** Who holds a layer at each minute: somebody by turns, or everybody who has a shift just then. */
function holdersOf(scene: Scene, layer: Layer): readonly (readonly string[])[] {
  const held = layer.rotation === undefined ? shiftsAt(scene, layer.shifts) : turnsAt(scene, layer.rotation);
  const { windows = [] } = layer;
  if (windows.length === 0) return held;

  const isOpen: boolean[] = Array.from({ length: minutes }, () => false);
  for (const window of windows) {
    for (let offset = -5; offset <= 5; offset += 1) {
      const date = Temporal.PlainDate.from(scene.date).add({ days: offset });
      const weekday = weekdays[date.dayOfWeek - 1];
      if (weekday === undefined || !window.weekdays.includes(weekday)) continue;
      const closing = window.end > window.start ? date : date.add({ days: 1 });
      isOpen.fill(
        true,
        firstMinute(scene, `${date}T${window.start}:00`),
        lastMinute(scene, `${closing}T${window.end}:00`),
      );
    }
  }
  return held.map((people, minute) => (isOpen[minute] === true ? people : []));
}

function turnsAt(scene: Scene, rotation: Rotation): readonly (readonly string[])[] {
  const held: (readonly string[])[] = Array.from({ length: minutes }, () => []);
  const cells = rotation.participants.length === 0 ? [] : cellsOf(scene, rotation);
  for (const { minute, person } of cells)
    held.fill(person === undefined ? [] : [person], Math.max(minute, 0));
  return held;
}

const shiftsAt = ({ instants }: Scene, shifts: readonly Span<string>[]): readonly (readonly string[])[] =>
  instants.map((instant) => {
    const at = Date.parse(instant);
    return shifts.filter(({ start, end }) => start <= at && at < end).map(({ value }) => value);
  });

/** The overrides as they are worded, one question at a time. Only for stand-ins that do not run in a circle. */
export function overridden(base: ReadonlySet<string>, overrides: readonly Override[]): ReadonlySet<string> {
  const named = (type: string, person: string) =>
    overrides.some((override) => override.type === type && override.person === person);
  const wouldBe = (person: string): boolean =>
    !named("remove", person) &&
    (base.has(person) ||
      named("add", person) ||
      overrides.some((one) => one.type === "replace" && one.with === person && wouldBe(one.person)));
  const everybody = [
    ...base,
    ...overrides.flatMap(({ person, with: standIn }) => [person, standIn ?? person]),
  ];
  return new Set(everybody.filter((person) => wouldBe(person) && !named("replace", person)));
}

export function naive(scene: Scene, schedule: Schedule): readonly string[] {
  const held = schedule.layers.map((layer) => holdersOf(scene, layer));
  return scene.instants.map((instant, minute) => {
    const at = (span: { start: string; end: string }) => span.start <= instant && instant < span.end;
    const temporary = schedule.temporary.filter(at);
    if (temporary.length > 0) {
      return list(temporary.flatMap(({ shifts }) => shifts.filter(at).map(({ person }) => person)));
    }
    const active = schedule.layers
      .map(({ priority = 0 }, index) => ({ priority, people: held[index]?.[minute] ?? [] }))
      .filter(({ people }) => people.length > 0);
    const highest = Math.max(...active.map(({ priority }) => priority));
    const base = active.filter(({ priority }) => priority === highest).flatMap(({ people }) => people);
    return list(overridden(new Set(base), schedule.overrides.filter(at)));
  });
}

export function list(people: Iterable<string>): string {
  return [...new Set(people)].sort().join(" ");
}
