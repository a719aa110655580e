import { DomainError, type FieldError } from "@/lib/contract/errors";
import type { Schedule } from "@/lib/core/schedule";

/** How much time one question about a schedule may cover, and how much work it may be. */
const LONGEST_DAYS = 400;
/** About 150 ms of this process at the very worst; a year of any believable schedule is a hundredth of it. */
const MOST_SPANS = 100_000;

const DAY_MS = 86_400_000;
const SHIFT_DAYS = { hourly: 1 / 24, daily: 1, weekly: 7, monthly: 28 } as const;

export type TimeWindow = { readonly from: Date; readonly to: Date };

/** The window that was asked for. Errors: invalid. */
export function windowOf(from: string, to: string): TimeWindow {
  const window = { from: new Date(from), to: new Date(to) };
  const days = daysOf(window);
  if (days <= 0) throw invalid("/to", "must be after from");
  if (days > LONGEST_DAYS) throw invalid("/to", `a window is at most ${LONGEST_DAYS} days`);
  return window;
}

/** Errors: invalid, for a window in which so much happens that answering would hold everybody else up. */
export function refuseTooMuch(schedule: Schedule, window: TimeWindow): void {
  if (spansIn(schedule, window) > MOST_SPANS)
    throw invalid("/to", "too much happens on this schedule in that time: ask for a shorter window");
}

export const isTooMuch = (schedule: Schedule, window: TimeWindow): boolean =>
  spansIn(schedule, window) > MOST_SPANS;

/** About how many spans the window touches: shifts, openings of windows, and every exception of every version. */
function spansIn(schedule: Schedule, window: TimeWindow): number {
  const days = daysOf(window);
  const layers = schedule.layers.map(({ rotation, shifts: fixed = [], windows = [] }) => {
    const shifts = rotation ? days / (SHIFT_DAYS[rotation.type] * rotation.shiftLength) : fixed.length;
    const openings = windows.reduce((sum, { weekdays }) => sum + (weekdays.length * days) / 7, 0);
    return shifts + openings;
  });
  const versions = [schedule, ...(schedule.past ?? []).map((former) => former.schedule)];
  return [...layers, ...versions.map(exceptionsOf)].reduce((sum, spans) => sum + spans, 0);
}

const exceptionsOf = ({ overrides, temporary }: Schedule): number =>
  temporary.reduce((sum, { shifts }) => sum + 1 + shifts.length, overrides.length);

const daysOf = ({ from, to }: TimeWindow): number => (to.getTime() - from.getTime()) / DAY_MS;

const invalid = (path: string, message: string): DomainError => {
  const errors: FieldError[] = [{ path, message }];
  return new DomainError("invalid", "The window is not one that can be answered.", { errors });
};
