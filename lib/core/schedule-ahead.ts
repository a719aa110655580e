/** What comes next on a schedule, and how much work looking at it is. */
import { onCall, type Schedule, type Shift, timeline } from "./schedule";

export type TimeWindow = { readonly from: Date; readonly to: Date };

/** About 150 ms of this process at the very worst; a year of any believable schedule is a hundredth of it. */
const MOST_SPANS = 100_000;
const DAY_MS = 86_400_000;
const SHIFT_DAYS = { hourly: 1 / 24, daily: 1, weekly: 7, monthly: 28 } as const;

/** So much happens in that time that walking it would hold everybody else up. */
export const isTooMuch = (schedule: Schedule, window: TimeWindow): boolean =>
  spansIn(schedule, window) > MOST_SPANS;

/** About how many spans the window touches: shifts, openings of windows, and every exception of every version. */
function spansIn(schedule: Schedule, { from, to }: TimeWindow): number {
  const days = (to.getTime() - from.getTime()) / DAY_MS;
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

/** When other people, or nobody, take over, and who that is; null when that is further away than anybody plans. */
export function changeAfter(schedule: Schedule, at: Date): Shift | null {
  return firstAhead(schedule, at, ({ start }) => start.getTime() > at.getTime());
}

/** Whoever takes over from those on call at an instant, beyond a gap too; nobody when that is further away than anybody plans. */
export function onCallNext(schedule: Schedule, at: Date): readonly string[] {
  const now = new Set(onCall(schedule, at));
  const isTakenOver = ({ people }: Shift) => people.some((person) => !now.has(person));
  return firstAhead(schedule, at, isTakenOver)?.people ?? [];
}

/** Looked for ever further away, because most shifts end soon, and every page of the console and of a request asks. */
const HORIZONS_DAYS = [2, 8, 35];

function firstAhead(schedule: Schedule, from: Date, is: (shift: Shift) => boolean): Shift | null {
  for (const days of HORIZONS_DAYS) {
    const to = new Date(from.getTime() + days * DAY_MS);
    if (isTooMuch(schedule, { from, to })) return null;
    const found = timeline(schedule, from, to).find(is);
    if (found) return found;
  }
  return null;
}
