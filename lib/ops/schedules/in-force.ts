import type { Schedule } from "@/lib/core/schedule";
import { database } from "@/lib/db/client";
import { refuseNoun } from "../config/collections";
import { schedulesOf } from "../config/schedule-versions";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { reading } from "../requests/world";

/**
 * A schedule of the configuration in force, and the clock it is read by. It answers for `from` and whatever comes after
 * it; by default for now. Errors: forbidden, not_found.
 */
export async function scheduleInForce(
  ctx: Context,
  id: string,
  from?: Date,
): Promise<{ readonly schedule: Schedule; readonly now: Date }> {
  refuseNoun(ctx, "schedules");
  const { organisation } = ctx.actor;
  const { current, now } = await reading(organisation);
  const { version, document, directory } = current;
  const isPast = from !== undefined && from.getTime() < now.getTime();
  const schedules = isPast
    ? await schedulesOf(database(), organisation, {
        document: { ...document, schedules: document.schedules.filter((one) => one.id === id) },
        ...{ version, since: from },
      })
    : directory.schedules;
  const schedule = schedules.get(id);
  if (!schedule) throw notFound("schedule");
  return { schedule, now };
}
