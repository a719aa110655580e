import type { CalendarList } from "@/lib/contract/schedules";
import { readSources } from "@/lib/db/calendar-sources";
import { refuseNoun } from "../config/collections";
import { sourceOf } from "../config/schedule-versions";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";

/** The calendars a schedule is taken from: when they were read, what went wrong, and which events are nobody's. */
export async function listCalendars(ctx: Context, { id }: { readonly id: string }): Promise<CalendarList> {
  refuseNoun(ctx, "schedules");
  const { organisation } = ctx.actor;
  const { document } = await snapshotInForce(organisation);
  const schedule = document.schedules.find((one) => one.id === id);
  if (!schedule) throw notFound("schedule");
  const records = new Map((await readSources(organisation, id)).map((record) => [record.source, record]));
  return {
    calendars: schedule.layers.flatMap(({ id: layerId, calendar }, layer) => {
      if (calendar == null) return [];
      const record = records.get(sourceOf(calendar));
      const report = record?.report;
      return {
        ...{ layer, layer_id: layerId ?? null, url: calendar.url ?? null },
        attempted_at: record?.attemptedAt.toISOString() ?? null,
        fetched_at: record?.fetchedAt?.toISOString() ?? null,
        error: record?.error ?? null,
        shifts: report?.shifts ?? 0,
        unmatched_count: report?.unmatchedCount ?? 0,
        unmatched: (report?.unmatched ?? []).map(({ names, ...event }) => ({ ...event, names: [...names] })),
        problems: [...(report?.problems ?? [])],
      };
    }),
  };
}
