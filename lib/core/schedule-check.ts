/** What is wrong with a schedule, before anything is asked of it. The other schedule files trust that nothing is. */
import {
  type Layer,
  type Override,
  overrideTypes,
  type Rotation,
  rotationTypes,
  type Schedule,
  type TemporarySchedule,
} from "./schedule";
import { readInstant, readTimeOfDay, readWall, weekdays } from "./wall-time";
import { isZoneName } from "./zoned-time";

/** `path` leads to the value through the core type: `layers.0.rotation.shiftLength`. */
export type ScheduleProblem = { readonly path: string; readonly message: string };

/** Everything wrong with a schedule. A gap, or a layer without participants, is not wrong. */
export function checkSchedule(schedule: Schedule): readonly ScheduleProblem[] {
  return [
    ...unless(isZoneName(schedule.timeZone), "timeZone", "is not the name of an IANA time zone"),
    ...schedule.layers.flatMap((layer, index) => [
      ...checkLayer(layer, `layers.${index}`),
      ...unless(
        layer.id === undefined || schedule.layers.findIndex(({ id }) => id === layer.id) === index,
        `layers.${index}.id`,
        "is the id of an earlier layer",
      ),
    ]),
    ...schedule.overrides.flatMap((override, index) => checkOverride(override, `overrides.${index}`)),
    ...schedule.temporary.flatMap((temporary, index) => checkTemporary(temporary, `temporary.${index}`)),
  ];
}

function checkLayer({ priority, rotation, windows }: Layer, path: string): readonly ScheduleProblem[] {
  return [
    ...unless(priority === undefined || Number.isFinite(priority), `${path}.priority`, "is not a number"),
    ...(rotation === undefined ? [] : checkRotation(rotation, `${path}.rotation`)),
    ...(windows ?? []).flatMap((window, index) => [
      ...unless(
        window.weekdays.length > 0 && window.weekdays.every((weekday) => weekdays.includes(weekday)),
        `${path}.windows.${index}.weekdays`,
        `is not a list of ${weekdays.join(", ")}`,
      ),
      ...checkTimeOfDay(window.start, `${path}.windows.${index}.start`),
      ...checkTimeOfDay(window.end, `${path}.windows.${index}.end`),
    ]),
  ];
}

function checkRotation(
  { type, shiftLength, start, participants }: Rotation,
  path: string,
): readonly ScheduleProblem[] {
  return [
    ...unless(rotationTypes.includes(type), `${path}.type`, `is not one of ${rotationTypes.join(", ")}`),
    ...unless(
      Number.isSafeInteger(shiftLength) && shiftLength >= 1,
      `${path}.shiftLength`,
      "is not a whole number of at least 1",
    ),
    ...unless(
      readWall(start) !== undefined,
      `${path}.start`,
      "is not a local date and time such as 2026-11-02T09:00",
    ),
    ...participants.flatMap((person, index) => checkPerson(person, `${path}.participants.${index}`)),
  ];
}

function checkOverride(override: Override, path: string): readonly ScheduleProblem[] {
  const { type, person, with: standIn } = override;
  return [
    ...unless(overrideTypes.includes(type), `${path}.type`, `is not one of ${overrideTypes.join(", ")}`),
    ...checkPerson(person, `${path}.person`),
    ...(type === "replace"
      ? [
          ...checkPerson(standIn ?? "", `${path}.with`),
          ...unless(standIn !== person, `${path}.with`, "is the person to be replaced"),
        ]
      : unless(standIn === undefined, `${path}.with`, "belongs to a replace only")),
    ...checkSpan(override, path),
  ];
}

function checkTemporary(temporary: TemporarySchedule, path: string): readonly ScheduleProblem[] {
  return [
    ...checkSpan(temporary, path),
    ...temporary.shifts.flatMap((shift, index) => [
      ...checkPerson(shift.person, `${path}.shifts.${index}.person`),
      ...checkSpan(shift, `${path}.shifts.${index}`),
    ]),
  ];
}

function checkSpan(
  { start, end }: { readonly start: string; readonly end: string },
  path: string,
): readonly ScheduleProblem[] {
  const startAt = readInstant(start);
  const endAt = readInstant(end);
  const message = "is not an RFC 3339 instant such as 2026-12-24T00:00:00Z";
  return [
    ...unless(startAt !== undefined, `${path}.start`, message),
    ...unless(endAt !== undefined, `${path}.end`, message),
    ...unless(
      startAt === undefined || endAt === undefined || endAt > startAt,
      `${path}.end`,
      "is not after the start",
    ),
  ];
}

function checkTimeOfDay(text: string, path: string): readonly ScheduleProblem[] {
  return unless(readTimeOfDay(text) !== undefined, path, "is not a time of day from 00:00 to 23:59");
}

function checkPerson(person: string, path: string): readonly ScheduleProblem[] {
  return unless(person.length > 0, path, "names nobody");
}

function unless(isFine: boolean, path: string, message: string): readonly ScheduleProblem[] {
  return isFine ? [] : [{ path, message }];
}
