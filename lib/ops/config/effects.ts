import type { ConfigDocument } from "@/lib/contract/config";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { toDirectory } from "@/lib/contract/to-directory";
import { canonicalJson } from "@/lib/core/canonical-json";
import { type ChangeEffect, changeEffects } from "@/lib/core/change-effects";
import { schedulesIn } from "@/lib/core/directory";
import { countPending } from "@/lib/db/request-counts";
import { listPending, pendingRoutes, type RequestRecord } from "@/lib/db/request-reader";
import { snapshotAt } from "../requests/world";
import { withMembersOf } from "./members";
import type { Difference } from "./plan";
import { directoryFor, type Snapshot } from "./snapshot";

/** A plan is read by people: the requests that end first, and no more than somebody looks through. */
const REQUESTS_EXAMINED = 300;
const EFFECTS_LISTED = 200;
/** Requests are pinned to few versions at a time; each is compiled once. */
const VERSIONS_EXAMINED = 40;

/** What decides, today and not when a request was opened, who may answer it. */
const WHO_ANSWERS = ["people", "teams", "schedules", "delegations", "slack_groups"] as const;

const NO_FILTER = { cause: null, surface: null, agent: null, search: null };

export type Edit = {
  readonly before: Snapshot;
  readonly after: ConfigDocument;
  readonly changes: readonly Difference[];
  readonly now: Date;
};

/** What a change does to the requests that are open. */
export async function effects(organisation: string, edit: Edit): Promise<ConfigPlan["open_requests"]> {
  const pending = await countPending(organisation, { kind: "all" });
  const requests = pending === 0 ? [] : await touched(organisation, edit.changes);
  const affected: ConfigPlan["open_requests"]["affected"] = [];
  const pinned = new Map<number, Snapshot>();
  for (const request of requests) {
    const { configVersion } = request;
    if (!pinned.has(configVersion) && pinned.size >= VERSIONS_EXAMINED) continue;
    const opened = pinned.get(configVersion) ?? (await snapshotAt(organisation, configVersion));
    pinned.set(configVersion, opened);
    for (const effect of effectsOn(request, opened, edit)) affected.push({ id: request.id, ...effect });
    if (affected.length >= EFFECTS_LISTED) break;
  }
  return { pending, affected: affected.slice(0, EFFECTS_LISTED) };
}

/** Requests on the routes that change, and, when people or where they stand change, those that end first. */
async function touched(
  organisation: string,
  changes: readonly Difference[],
): Promise<readonly RequestRecord[]> {
  const page = { cursor: null, limit: REQUESTS_EXAMINED };
  const nouns = new Set(changes.map(({ noun }) => noun));
  if (WHO_ANSWERS.some((noun) => nouns.has(noun)))
    return listPending(organisation, { kind: "all" }, NO_FILTER, page);
  const ids = new Set(changes.filter(({ noun }) => noun === "routes").map(({ id }) => id));
  const routes = ids.size === 0 ? [] : await pendingRoutes(organisation);
  const affected = routes.filter(({ routeId }) => ids.has(routeId));
  if (affected.length === 0) return [];
  return listPending(
    organisation,
    { kind: "routes", routes: affected, people: [], agents: [] },
    NO_FILTER,
    page,
  );
}

function effectsOn(request: RequestRecord, opened: Snapshot, edit: Edit): readonly ChangeEffect[] {
  const { before, after, changes, now } = edit;
  const { routeId, configVersion, state } = request;
  const route = opened.routes.get(routeId);
  if (!route) return [];
  const is = changes.filter(({ change }) => change !== "created");
  const kept: ChangeEffect[] = is.some(({ noun, id }) => noun === "routes" && id === routeId)
    ? [{ kind: "keeps_route", effect: `keeps route ${routeId} as it was in version ${configVersion}` }]
    : [];
  const world = (current: Pick<Snapshot, "directory">) => ({
    now,
    route,
    directory: directoryFor(current, opened),
  });
  const schedules = schedulesIn([
    ...route.steps.flatMap(({ notify }) => notify),
    ...route.approval.sets.flatMap(({ thresholds }) => thresholds.flatMap(({ from }) => from ?? [])),
  ]);
  for (const { noun, id } of is) {
    const isUsed = noun === "schedules" && schedules.includes(id);
    if (isUsed && layersOf(before.document, id) !== layersOf(after, id))
      kept.push({
        kind: "keeps_schedule",
        effect: `keeps schedule ${id} as it was in version ${configVersion}`,
      });
  }
  return [
    ...changeEffects(
      state,
      world(before),
      world({ directory: withMembersOf(before.directory, toDirectory(after)) }),
    ),
    ...kept,
  ];
}

/** Who stands in for whom is always of today; the layers are what a request keeps. */
function layersOf({ schedules }: ConfigDocument, id: string): string | null {
  const found = schedules.find((schedule) => schedule.id === id);
  return found ? canonicalJson([found.layers, found.time_zone ?? null]) : null;
}
