import { onCall, type Schedule, timeline } from "@/lib/core/schedule";
import { refuseNoun } from "../config/collections";
import type { Context } from "../context";
import { reading } from "../requests/world";
import { isTooMuch } from "./bounds";

export type OnCallNow = {
  readonly now: string;
  readonly schedules: {
    readonly id: string;
    readonly name: string;
    readonly people: string[];
    /** When somebody else takes over; null when that is further away than anybody plans. */
    readonly until: string | null;
  }[];
};

/** Who is on call on each schedule this minute, and until when: what the console shows beside everything else. */
export async function whoIsOnCall(ctx: Context): Promise<OnCallNow> {
  refuseNoun(ctx, "schedules");
  const { now, current } = await reading(ctx.actor.organisation);
  const { schedules } = current.document;
  return {
    now: now.toISOString(),
    schedules: schedules.flatMap(({ id, name }) => {
      const schedule = current.directory.schedules.get(id);
      if (!schedule) return [];
      const until = untilOf(schedule, now)?.toISOString() ?? null;
      return [{ id, name: name ?? id, people: [...onCall(schedule, now)], until }];
    }),
  };
}

/** Looked for ever further away, because most shifts end soon and every page of the console asks. */
const HORIZONS_DAYS = [2, 8, 35];
const DAY_MS = 86_400_000;

function untilOf(schedule: Schedule, now: Date): Date | null {
  for (const days of HORIZONS_DAYS) {
    const to = new Date(now.getTime() + days * DAY_MS);
    if (isTooMuch(schedule, { from: now, to })) return null;
    const [running] = timeline(schedule, now, to);
    if (running && running.end.getTime() < to.getTime()) return running.end;
  }
  return null;
}
