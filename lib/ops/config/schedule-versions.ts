import type { z } from "zod";
import type { CalendarConfig, ConfigDocument } from "@/lib/contract/config";
import { toSchedule } from "@/lib/contract/to-core";
import { asWritten } from "@/lib/contract/to-directory";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { type Schedule, versionAt } from "@/lib/core/schedule";
import { editSchedule, scheduleOfEdits } from "@/lib/core/schedule-edit";
import type { Span } from "@/lib/core/spans";
import type { Tx } from "@/lib/db/client";
import {
  type NewScheduleVersion,
  readScheduleEdits,
  writeScheduleVersions,
} from "@/lib/db/schedule-versions";

/**
 * Schedules as they are lived, beside the document as it is written: an edit takes effect at the next hand-off and goes on
 * after whoever is on call, what a calendar says is filled in, and what a schedule was stays readable. The document itself
 * is never altered by this.
 */

const BEGINNING = new Date(0);
const END = new Date("9999-12-31T00:00:00Z");

/** Which calendar a layer is taken from, by its address or its text. */
export const sourceOf = ({ url, text }: z.infer<typeof CalendarConfig>): string =>
  sha256(url == null ? `text ${text}` : `url ${url}`);

type Lived = ReadonlyMap<string, Schedule>;
type Written = {
  readonly schedule: Schedule;
  /** By layer; null where it is a rotation. */
  readonly sources: readonly (string | null)[];
};

const sourcesOf = (layers: ConfigDocument["schedules"][number]["layers"]): Written["sources"] =>
  layers.map(({ calendar }) => (calendar == null ? null : sourceOf(calendar)));

const written = (document: ConfigDocument): ReadonlyMap<string, Written> => {
  const schedules = asWritten(document);
  return new Map(
    document.schedules.flatMap(({ id, layers }) => {
      const schedule = schedules.get(id);
      return schedule ? [[id, { schedule, sources: sourcesOf(layers) }]] : [];
    }),
  );
};

/**
 * The schedules of a version of the configuration. By default those of now and later, with what the last edit planned;
 * with `since` they also answer for the time from then on.
 */
export async function schedulesOf(
  tx: Tx,
  organisation: string,
  { document, version, since = END }: { document: ConfigDocument; version: number; since?: Date },
): Promise<ReadonlyMap<string, Schedule>> {
  const schedules = asWritten(document);
  // Whatever was before the beginning is answered by what a schedule was first.
  const from = since < BEGINNING ? BEGINNING : since;
  const ids = [...schedules.keys()];
  const edits = await readScheduleEdits(tx, organisation, { ids, version, since: from });
  return new Map(
    [...schedules].map(([id, schedule]) => [id, scheduleOfEdits(edits.get(id) ?? []) ?? schedule]),
  );
}

/** The shifts that calendars turned out to have, by source. */
export type Imported = {
  readonly schedule: string;
  readonly shifts: ReadonlyMap<string, readonly Span<string>[]>;
};

export type ScheduleChange = {
  readonly before: { readonly version: number; readonly document: ConfigDocument };
  readonly document: ConfigDocument;
  readonly version: number;
  readonly now: Date;
  readonly imported?: Imported | undefined;
};

/** Write down what a change makes of the schedules it edits, from `now` on. Answers which those are. */
export async function storeScheduleEdits(
  tx: Tx,
  organisation: string,
  { before, document, version, now, imported }: ScheduleChange,
): Promise<readonly string[]> {
  const [was, is] = [written(before.document), written(document)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (id) => canonicalJson(was.get(id) ?? null) !== canonicalJson(is.get(id) ?? null),
  );
  const ids = new Set([...changed, ...(imported ? [imported.schedule] : [])]);
  const earlier = await readScheduleEdits(tx, organisation, {
    ...{ ids: [...ids], version: before.version, since: END },
  });
  const versions = [...ids].flatMap((id): readonly NewScheduleVersion[] => {
    const former = was.get(id);
    const lived = scheduleOfEdits(earlier.get(id) ?? []);
    const previous = lived ?? former?.schedule;
    // A schedule that never was before counts from its document entirely.
    if (!previous) return [];
    const inForce = versionAt(previous, now);
    const known = shiftsIn(
      inForce,
      former?.sources ?? [],
      imported?.schedule === id ? imported.shifts : null,
    );
    const edited = filled(is.get(id) ?? without(previous), known);
    // What a calendar brings first was there before anybody asked it.
    if (!lived && imported?.schedule === id)
      return [{ id, configVersion: version, from: BEGINNING, schedule: edited }];
    const first = { id, configVersion: before.version, from: BEGINNING, schedule: previous };
    const edits = editSchedule(inForce, edited, now).map((next) => ({ ...next, id, configVersion: version }));
    return lived ? edits : [first, ...edits];
  });
  await writeScheduleVersions(tx, organisation, versions);
  return changed;
}

/** A schedule that is not saved, as it is written, with the shifts its calendars are known to have where it is saved. */
export function unsaved(
  config: ConfigDocument["schedules"][number],
  { document, schedules, now }: { document: ConfigDocument; schedules: Lived; now: Date },
): Schedule {
  const schedule = toSchedule(config, document.organisation.time_zone);
  const saved = document.schedules.find(({ id }) => id === config.id);
  const lived = schedules.get(config.id);
  if (!saved || !lived) return schedule;
  const known = shiftsIn(versionAt(lived, now), sourcesOf(saved.layers), null);
  return filled({ schedule, sources: sourcesOf(config.layers) }, known);
}

const without = (schedule: Schedule): Written => ({
  schedule: { ...schedule, layers: [], overrides: [], temporary: [] },
  sources: [],
});

/** What is known of calendars: what they were just found to say, else what they said last. */
function shiftsIn(
  { layers }: Schedule,
  sources: readonly (string | null)[],
  found: ReadonlyMap<string, readonly Span<string>[]> | null,
): ReadonlyMap<string, readonly Span<string>[]> {
  const last = sources.flatMap((source, index): [string, readonly Span<string>[]][] => {
    const shifts = layers[index]?.shifts;
    return source === null || shifts === undefined ? [] : [[source, shifts]];
  });
  return new Map([...last, ...(found ?? [])]);
}

const filled = (
  { schedule, sources }: Written,
  known: ReadonlyMap<string, readonly Span<string>[]>,
): Schedule => ({
  ...schedule,
  layers: schedule.layers.map((layer, index) =>
    layer.rotation === undefined ? { ...layer, shifts: known.get(sources[index] ?? "") ?? [] } : layer,
  ),
});
