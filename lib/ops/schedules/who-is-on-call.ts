import { onCall } from "@/lib/core/schedule";
import { changeAfter } from "@/lib/core/schedule-ahead";
import { refuseNoun } from "../config/collections";
import type { Context } from "../context";
import { reading } from "../requests/world";
import { mayTake } from "./take";

export type OnCallNow = {
  readonly schedules: {
    readonly id: string;
    readonly name: string;
    readonly people: string[];
    /** When somebody else takes over; null when that is further away than anybody plans. */
    readonly until: string | null;
    /** Who takes over then; nobody is a gap. */
    readonly next: string[];
    /** The reader may put themselves on call. */
    readonly mayTake: boolean;
  }[];
};

/** Who is on call on each schedule this minute, and until when: what the console shows beside everything else. */
export async function whoIsOnCall(ctx: Context): Promise<OnCallNow> {
  refuseNoun(ctx, "schedules");
  const { now, current } = await reading(ctx.actor.organisation);
  const { schedules } = current.document;
  return {
    schedules: schedules.flatMap(({ id, name }) => {
      const schedule = current.directory.schedules.get(id);
      if (!schedule) return [];
      const change = changeAfter(schedule, now);
      const until = change?.start.toISOString() ?? null;
      const next = [...(change?.people ?? [])];
      const people = [...onCall(schedule, now)];
      return [{ id, name: name ?? id, people, until, next, mayTake: mayTake(ctx.actor, schedule) }];
    }),
  };
}
