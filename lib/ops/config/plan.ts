import type { ConfigDocument, ConfigPlan } from "@/lib/contract/config";
import { canonicalJson } from "@/lib/core/canonical-json";
import { countPending } from "@/lib/db/request-counts";
import { listPending, pendingRoutes } from "@/lib/db/request-reader";

/** What a new document would create, change and remove, and what that means for requests that are open. */
export const NOUNS = [
  "people",
  "teams",
  "schedules",
  "channels",
  "agents",
  "surfaces",
  "policies",
  "routes",
  "webhooks",
] as const;
export type Noun = (typeof NOUNS)[number];

export type Difference = {
  readonly noun: Noun | "organisation";
  readonly id: string;
  readonly change: "created" | "changed" | "removed";
};

export function differences(before: ConfigDocument, after: ConfigDocument): readonly Difference[] {
  const organisation: readonly Difference[] =
    canonicalJson(before.organisation) === canonicalJson(after.organisation)
      ? []
      : [{ noun: "organisation", id: after.organisation.id, change: "changed" }];
  return [...organisation, ...NOUNS.flatMap((noun) => differencesIn(noun, before, after))];
}

function differencesIn(noun: Noun, before: ConfigDocument, after: ConfigDocument): readonly Difference[] {
  const was = new Map(before[noun].map((item) => [item.id, canonicalJson(item)]));
  const is = new Map(after[noun].map((item) => [item.id, canonicalJson(item)]));
  const found: Difference[] = [];
  for (const [id, text] of is) {
    const earlier = was.get(id);
    if (earlier === undefined) found.push({ noun, id, change: "created" });
    else if (earlier !== text) found.push({ noun, id, change: "changed" });
  }
  for (const id of was.keys()) if (!is.has(id)) found.push({ noun, id, change: "removed" });
  return found;
}

const AFFECTED_LISTED = 100;

/** Open requests keep the route, schedules and policies they were opened under; people are always those of today. */
export async function effects(
  organisation: string,
  changes: readonly Difference[],
): Promise<ConfigPlan["open_requests"]> {
  const routes = await pendingRoutes(organisation);
  const touched = new Set(changes.filter(({ noun }) => noun === "routes").map(({ id }) => id));
  const noFilter = { cause: null, surface: null, agent: null, search: null };
  const page = { cursor: null, limit: AFFECTED_LISTED };
  const affectedRoutes = routes.filter(({ routeId }) => touched.has(routeId));
  const scope = { kind: "routes" as const, routes: affectedRoutes, people: [], agents: [] };
  const affected = affectedRoutes.length === 0 ? [] : await listPending(organisation, scope, noFilter, page);
  return {
    pending: await countPending(organisation, { kind: "all" }),
    affected: affected.map(({ id, routeId, configVersion }) => ({
      id,
      effect: `keeps route ${routeId} as it was in version ${configVersion}`,
    })),
  };
}
