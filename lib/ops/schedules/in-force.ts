import type { Schedule } from "@/lib/core/schedule";
import { refuseNoun } from "../config/collections";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { reading } from "../requests/world";

/** A schedule of the configuration in force, and the clock it is read by. Errors: forbidden, not_found. */
export async function scheduleInForce(
  ctx: Context,
  id: string,
): Promise<{ readonly schedule: Schedule; readonly now: Date }> {
  refuseNoun(ctx, "schedules");
  const { current, now } = await reading(ctx.actor.organisation);
  const schedule = current.directory.schedules.get(id);
  if (!schedule) throw notFound("schedule");
  return { schedule, now };
}
