/** How the tests of the schedule engine write schedules and read answers. */
import {
  handoffs,
  type Layer,
  onCall,
  type Rotation,
  type Schedule,
  timeline,
  type Window,
} from "./schedule";

export function scheduleOf(
  timeZone: string,
  layers: readonly Layer[],
  rest: Partial<Schedule> = {},
): Schedule {
  return { id: "on-call", timeZone, layers, overrides: [], temporary: [], ...rest };
}

export const rotation = (
  type: Rotation["type"],
  shiftLength: number,
  start: string,
  ...participants: string[]
) => ({
  type,
  shiftLength,
  start,
  participants,
});

/** `"ana bo"` at a UTC instant; `""` is a gap. */
export const at = (schedule: Schedule, instant: string) => onCall(schedule, new Date(instant)).join(" ");

const short = (date: Date) => date.toISOString().replace(":00.000Z", "Z");

export const handoffTimes = (schedule: Schedule, from: string, to: string) =>
  handoffs(schedule, new Date(from), new Date(to)).map(({ at: date, person }) => `${short(date)} ${person}`);

export const timelineOf = (schedule: Schedule, from: string, to: string) =>
  timeline(schedule, new Date(from), new Date(to)).map(({ start, end, people }) =>
    `${short(start)}/${short(end)} ${people.join(" ")}`.trim(),
  );

export const always = (person: string, priority?: number): Layer => ({
  rotation: rotation("daily", 1, "2026-01-01T00:00", person),
  ...(priority === undefined ? {} : { priority }),
});

export const within = (person: string, ...windows: Window[]): Layer => ({ ...always(person), windows });
