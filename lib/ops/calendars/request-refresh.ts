import { scheduleReading } from "@/lib/db/calendar-sources";
import { database } from "@/lib/db/client";
import { wakeWorkers } from "@/lib/db/outbox";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";

/** Have a schedule's calendars read now instead of at their next date. Errors: not_found (also where it has none). */
export async function requestRefresh({ actor }: Context, { id }: { readonly id: string }): Promise<void> {
  const { document } = await snapshotInForce(actor.organisation);
  const schedule = document.schedules.find((one) => one.id === id);
  if (!schedule) throw notFound("schedule");
  if (!schedule.layers.some(({ calendar }) => calendar != null)) throw notFound("calendar");
  await scheduleReading(database(), actor.organisation, [id]);
  await wakeWorkers();
}
