import type { z } from "zod";
import type { ConfigDocument, OverrideInput, OverrideView } from "@/lib/contract/config";
import { DomainError, type FieldError } from "@/lib/contract/errors";
import { toSchedule } from "@/lib/contract/to-core";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { checkSchedule } from "@/lib/core/schedule-check";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";
import { changeConfig } from "./apply";
import { refuseNoun } from "./collections";
import { type PageQuery, pageOf } from "./page";

/** Who stands in for whom, over all schedules. An override has no name of its own: its id is what it says. */
type Override = z.infer<typeof OverrideView>;

/** Every override there is, by schedule. Errors: forbidden, invalid (a cursor that is not ours). */
export async function listOverrides(
  ctx: Context,
  page: PageQuery,
): Promise<{ readonly overrides: Override[]; readonly next_cursor: string | null }> {
  refuseNoun(ctx, "schedules");
  const { document } = await snapshotInForce(ctx.actor.organisation);
  const { items, next_cursor } = pageOf(overridesOf(document), page);
  return { overrides: items, next_cursor };
}

/** One override by its id. Errors: forbidden, not_found. */
export async function readOverride(ctx: Context, { id }: { readonly id: string }): Promise<Override> {
  refuseNoun(ctx, "schedules");
  const { document } = await snapshotInForce(ctx.actor.organisation);
  const found = overridesOf(document).find((override) => override.id === id);
  if (!found) throw notFound("override");
  return found;
}

/**
 * Put one more override on a schedule. Errors: not_found (no such schedule), already_exists (the same one is there),
 * invalid (a person who does not exist, an end before its start).
 */
export async function addOverride(ctx: Context, input: OverrideInput): Promise<Override> {
  const added = viewOf(input);
  await changeConfig(ctx, (document) => {
    const schedule = document.schedules.find(({ id }) => id === input.schedule);
    if (!schedule) throw notFound("schedule");
    refuseUnsound(document, input);
    if (overridesOf(document).some(({ id }) => id === added.id))
      throw new DomainError("already_exists", "This schedule already has exactly this override.", {
        facts: { override: added.id },
      });
    const { schedule: _, ...override } = input;
    return withOverrides(document, input.schedule, (known) => [...known, override]);
  });
  return added;
}

/** Take an override back. Errors: not_found. */
export async function removeOverride(ctx: Context, { id }: { readonly id: string }): Promise<void> {
  await changeConfig(ctx, (document) => {
    const found = overridesOf(document).find((override) => override.id === id);
    if (!found) throw notFound("override");
    return withOverrides(document, found.schedule, (known) =>
      known.filter((override) => idOf({ ...override, schedule: found.schedule }) !== id),
    );
  });
}

/** Findings in the words of the body; whatever else a document can have wrong, the change itself finds. */
function refuseUnsound(document: ConfigDocument, input: OverrideInput): void {
  const { schedule: id, ...override } = input;
  const known = new Set(document.people.map((person) => person.id));
  const unknown = (path: string, person: string | null | undefined): readonly FieldError[] =>
    person == null || known.has(person) ? [] : [{ path, message: `there is no person called ${person}` }];
  const alone = { id, layers: [], overrides: [override], temporary: [] };
  const errors = [
    ...unknown("/person", override.person),
    ...unknown("/with", override.with),
    ...checkSchedule(toSchedule(alone, document.organisation.time_zone))
      .filter(({ path }) => path.startsWith("overrides.0."))
      .map(({ path, message }) => ({ path: `/${path.slice("overrides.0.".length)}`, message })),
  ];
  if (errors.length > 0) throw new DomainError("invalid", "The override is not valid.", { errors });
}

export const withOverrides = (
  document: ConfigDocument,
  schedule: string,
  change: (known: ConfigDocument["schedules"][number]["overrides"]) => Omit<OverrideInput, "schedule">[],
): ConfigDocument => ({
  ...document,
  schedules: document.schedules.map((known) =>
    known.id === schedule ? { ...known, overrides: change(known.overrides) } : known,
  ),
});

function overridesOf(document: ConfigDocument): readonly Override[] {
  const all = document.schedules.flatMap(({ id, overrides }) =>
    overrides.map((override) => viewOf({ ...override, schedule: id })),
  );
  return [...new Map(all.map((override) => [override.id, override])).values()];
}

export const viewOf = (override: OverrideInput): Override => ({ ...override, id: idOf(override) });

/** The same person, time and kind is the same override, however its instants are written. */
function idOf({ schedule, type, person, with: standIn, start, end }: OverrideInput): string {
  const instants = [start, end].map((text) => new Date(text).toISOString());
  const said = canonicalJson([schedule, type, person, standIn ?? null, ...instants]);
  return `ovr_${sha256(said).slice("sha256:".length, "sha256:".length + 26)}`;
}
