import { type Schedule, timeline } from "@/lib/core/schedule";
import { isTooMuch } from "./bounds";

/** Looked for ever further away, because most shifts end soon and every page of the console asks. */
const HORIZONS_DAYS = [2, 8, 35];
const DAY_MS = 86_400_000;

/** When other people, or nobody, take over, and who that is; null when that is further away than anybody plans. */
export function changeAfter(
  schedule: Schedule,
  now: Date,
): { readonly at: Date; readonly people: readonly string[] } | null {
  for (const days of HORIZONS_DAYS) {
    const to = new Date(now.getTime() + days * DAY_MS);
    if (isTooMuch(schedule, { from: now, to })) return null;
    const [, next] = timeline(schedule, now, to);
    if (next) return { at: next.start, people: next.people };
  }
  return null;
}
