import type { ConfigDocument } from "@/lib/contract/config";
import { asWritten } from "@/lib/contract/to-directory";
import { canonicalJson } from "@/lib/core/canonical-json";
import { type Schedule, versionAt } from "@/lib/core/schedule";
import { editSchedule, scheduleOfEdits } from "@/lib/core/schedule-edit";
import type { Tx } from "@/lib/db/client";
import {
  type NewScheduleVersion,
  readScheduleEdits,
  writeScheduleVersions,
} from "@/lib/db/schedule-versions";

/**
 * Schedules as they are lived, beside the document as it is written: an edit takes effect at the next hand-off and goes on
 * after whoever is on call, and what a schedule was stays readable. The document itself is never altered by this.
 */

const BEGINNING = new Date(0);
const END = new Date("9999-12-31T00:00:00Z");

/**
 * The schedules of a version of the configuration. By default those of now and later, with what the last edit planned;
 * with `since` they also answer for the time from then on.
 */
export async function schedulesOf(
  tx: Tx,
  organisation: string,
  { document, version, since = END }: { document: ConfigDocument; version: number; since?: Date },
): Promise<ReadonlyMap<string, Schedule>> {
  const written = asWritten(document);
  const edits = await readScheduleEdits(tx, organisation, { ids: [...written.keys()], version, since });
  return new Map(
    [...written].map(([id, schedule]) => [id, scheduleOfEdits(edits.get(id) ?? []) ?? schedule]),
  );
}

/** Write down what a change of the document makes of the schedules it edits, from `now` on. */
export async function storeScheduleEdits(
  tx: Tx,
  organisation: string,
  change: {
    readonly before: { readonly version: number; readonly document: ConfigDocument };
    readonly document: ConfigDocument;
    readonly version: number;
    readonly now: Date;
  },
): Promise<void> {
  const { before, version, now } = change;
  const [was, is] = [asWritten(before.document), asWritten(change.document)];
  const ids = [...new Set([...was.keys(), ...is.keys()])].filter((id) => !isSame(was.get(id), is.get(id)));
  const earlier = await readScheduleEdits(tx, organisation, { ids, version: before.version, since: END });
  const written: NewScheduleVersion[] = [];
  for (const id of ids) {
    const lived = scheduleOfEdits(earlier.get(id) ?? []);
    const former = was.get(id);
    const previous = lived ?? former;
    // A schedule that never was before counts from its document entirely.
    if (!previous) continue;
    if (!lived) written.push({ id, configVersion: before.version, from: BEGINNING, schedule: previous });
    const edited = is.get(id) ?? { ...previous, layers: [], overrides: [], temporary: [] };
    for (const next of editSchedule(versionAt(previous, now), edited, now))
      written.push({ ...next, id, configVersion: version });
  }
  await writeScheduleVersions(tx, organisation, written);
}

const isSame = (one: Schedule | undefined, other: Schedule | undefined): boolean =>
  one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other);
