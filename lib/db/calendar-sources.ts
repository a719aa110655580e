import { database, type Tx } from "./client";

/** Calendars that layers are taken from: what they said last, and how asking them went. */

export type SourceReport = {
  readonly shifts: number;
  readonly unmatched: readonly {
    readonly summary: string;
    readonly names: readonly string[];
    readonly start: string;
    readonly end: string;
  }[];
  readonly unmatchedCount: number;
  readonly problems: readonly string[];
};

export type SourceRecord = {
  readonly source: string;
  readonly text: string | null;
  readonly etag: string | null;
  readonly attemptedAt: Date;
  readonly fetchedAt: Date | null;
  readonly error: string | null;
  readonly report: SourceReport | null;
};

export async function readSources(organisation: string, schedule: string): Promise<readonly SourceRecord[]> {
  const rows = await database().calendarSource.findMany({
    where: { organisationId: organisation, scheduleId: schedule },
    select: {
      ...{
        source: true,
        text: true,
        etag: true,
        attemptedAt: true,
        fetchedAt: true,
        error: true,
        report: true,
      },
    },
  });
  // safe because putSources wrote it from this type
  return rows.map((row) => ({ ...row, report: row.report as SourceReport | null }));
}

/** Keep what was learnt of a schedule's calendars; those it no longer names are forgotten. */
export async function putSources(
  organisation: string,
  schedule: string,
  sources: readonly SourceRecord[],
): Promise<void> {
  const of = { organisationId: organisation, scheduleId: schedule };
  const named = sources.map(({ source }) => source);
  await database().calendarSource.deleteMany({ where: { ...of, source: { notIn: named } } });
  for (const { source, report, ...record } of sources) {
    const data = { ...record, ...(report === null ? {} : { report: structuredClone(report) }) };
    await database().calendarSource.upsert({
      where: { organisationId_scheduleId_source: { ...of, source } },
      create: { ...of, source, ...data },
      update: data,
    });
  }
}

export const CALENDAR_TOPIC = "calendar";

/** Have these schedules' calendars read now, by whatever process is first. */
export async function scheduleReading(
  tx: Tx,
  organisation: string,
  schedules: readonly string[],
): Promise<void> {
  if (schedules.length === 0) return;
  const rows = schedules.map((schedule) => ({ key: `${organisation}/${schedule}`, payload: { schedule } }));
  await tx.$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, payload, due_at, created_at)
    SELECT ${organisation}, ${CALENDAR_TOPIC}, key, payload, clock.now, clock.now
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(key text, payload jsonb), (SELECT app_now() AS now) clock
     ORDER BY key
    ON CONFLICT (topic, key) DO UPDATE SET id = excluded.id, due_at = excluded.due_at, attempts = 0, dead = false, lease_owner = NULL`;
}
