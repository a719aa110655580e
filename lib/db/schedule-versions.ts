import type { Schedule } from "@/lib/core/schedule";
import type { ScheduleVersion } from "@/lib/core/schedule-edit";
import type { Tx } from "./client";

/** What schedules were and will be, as their edits left them. */

type Row = {
  readonly scheduleId: string;
  readonly configVersion: number;
  readonly from: Date;
  readonly schedule: unknown;
};

/** The edits of one schedule, the earliest first. */
export type ScheduleEdits = readonly (readonly ScheduleVersion[])[];

/**
 * The edits of these schedules that answer for `since` and whatever comes after it, up to a version of the configuration.
 * Schedules that were never edited are not in it.
 */
export async function readScheduleEdits(
  tx: Tx,
  organisation: string,
  asked: { readonly ids: readonly string[]; readonly version: number; readonly since: Date },
): Promise<ReadonlyMap<string, ScheduleEdits>> {
  if (asked.ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<Row[]>`
    SELECT v.schedule_id AS "scheduleId", v.config_version AS "configVersion", v.from_at AS "from", v.schedule
      FROM unnest(${[...asked.ids]}::text[]) AS asked(id)
     CROSS JOIN LATERAL (
       SELECT max(w.config_version) AS version FROM schedule_version w
        WHERE w.organisation_id = ${organisation} AND w.schedule_id = asked.id
          AND w.config_version <= ${asked.version} AND w.from_at <= ${asked.since}) first
      JOIN schedule_version v
        ON v.organisation_id = ${organisation} AND v.schedule_id = asked.id
       AND v.config_version BETWEEN first.version AND ${asked.version}
     ORDER BY v.schedule_id, v.config_version, v.from_at`;
  return editsOf(rows);
}

function editsOf(rows: readonly Row[]): ReadonlyMap<string, ScheduleEdits> {
  const found = new Map<string, ScheduleVersion[][]>();
  let last: Row | undefined;
  for (const row of rows) {
    const edits = found.get(row.scheduleId) ?? [];
    found.set(row.scheduleId, edits);
    // safe because writeScheduleVersions wrote it from this type
    const version = { from: row.from, schedule: row.schedule as Schedule };
    const isSameEdit = last?.scheduleId === row.scheduleId && last.configVersion === row.configVersion;
    const edit = isSameEdit ? edits.at(-1) : undefined;
    if (edit) edit.push(version);
    else edits.push([version]);
    last = row;
  }
  return found;
}

export type NewScheduleVersion = ScheduleVersion & { readonly id: string; readonly configVersion: number };

export async function writeScheduleVersions(
  tx: Tx,
  organisation: string,
  versions: readonly NewScheduleVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  const rows = versions.map(({ id, configVersion, from, schedule }) => ({
    id,
    configVersion,
    from,
    schedule,
  }));
  await tx.$executeRaw`
    INSERT INTO schedule_version (organisation_id, schedule_id, config_version, from_at, schedule)
    SELECT ${organisation}, id, "configVersion", "from", schedule
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS v(id text, "configVersion" int, "from" timestamptz, schedule json)`;
}
