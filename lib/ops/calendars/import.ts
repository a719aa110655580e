import { canonicalJson } from "@/lib/core/canonical-json";
import { versionAt } from "@/lib/core/schedule";
import { lockOrganisation } from "@/lib/db/config-store";
import { note, store } from "../config/apply";
import { type Imported, sourceOf } from "../config/schedule-versions";
import type { Snapshot } from "../config/snapshot";
import type { Context, SystemActor } from "../context";
import { transact } from "../requests/transact";
import { reading } from "../requests/world";

/**
 * What calendars say now, as a new version of the configuration whose document is the same: whoever remembers a version
 * remembers its shifts, and a request that is open keeps those it was opened under. Nothing new makes no version.
 */
export async function importShifts(organisation: string, imported: Imported): Promise<void> {
  const view = await reading(organisation);
  if (!isNews(view.current, view.now, imported)) return;
  const ctx: Context<SystemActor> = { actor: { kind: "system", organisation }, requestId: "calendar" };
  await transact(organisation, [], async ({ current, now }, _requests, tx) => {
    const locked = await lockOrganisation(tx, organisation);
    if (!locked || !isNews(current, now, imported)) return { answer: () => ({ result: null }) };
    const { document } = current;
    await store(tx, {
      ...{ organisation, document, version: current.version + 1, author: "system", now, imported },
      ...{ origin: { kind: "calendar" }, summary: { created: 0, changed: 1, removed: 0 }, before: current },
    });
    const change = { noun: "schedules", id: imported.schedule, change: "changed" } as const;
    return { notes: [note(ctx, change, document)], answer: () => ({ result: null }) };
  });
}

/** Whether a layer would have other shifts. A calendar that the schedule no longer names brings nothing. */
function isNews({ document, directory }: Snapshot, now: Date, { schedule, shifts }: Imported): boolean {
  const layers = document.schedules.find(({ id }) => id === schedule)?.layers ?? [];
  const lived = directory.schedules.get(schedule);
  const inForce = lived && versionAt(lived, now);
  return layers.some(({ calendar }, index) => {
    const found = calendar == null ? undefined : shifts.get(sourceOf(calendar));
    const known = inForce?.layers[index]?.shifts ?? [];
    return found !== undefined && canonicalJson(found) !== canonicalJson(known);
  });
}
