import type { z } from "zod";
import { ConfigDocument } from "@/lib/contract/config";
import type { LimitsConfig } from "@/lib/contract/config-limits";
import { BUILT_IN_ROUTE, defaultRouteOf } from "@/lib/contract/default-route";
import { compileGate, type Gate } from "@/lib/contract/gate";
import { targets, toRoute } from "@/lib/contract/to-core";
import { toDirectory } from "@/lib/contract/to-directory";
import type { CostLimits } from "@/lib/core/cost";
import type { Directory } from "@/lib/core/directory";
import { DEFAULT_CAP_SECONDS, defaultMinRemaining, type EscalationRoute } from "@/lib/core/escalation-route";
import { effectiveLimits } from "@/lib/core/limits";
import { withExceptionsOf } from "@/lib/core/schedule-edit";
import type { Tx } from "@/lib/db/client";
import { readConfigVersion } from "@/lib/db/config-store";
import { remember } from "@/lib/runtime/remember";
import { schedulesOf } from "./schedule-versions";

/**
 * One version of an organisation's configuration, parsed and compiled once per process. Versions never change, so a
 * snapshot is never stale; which version is in force is read in the transaction that needs to know.
 */
export type AgentFacts = {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly limits: {
    readonly perMinute: number;
    readonly openRequests: number;
    readonly denialsInRun: number;
    readonly cost: CostLimits;
  };
};

export type Snapshot = {
  readonly version: number;
  readonly hash: string;
  readonly document: ConfigDocument;
  readonly directory: Directory;
  readonly agents: ReadonlyMap<string, AgentFacts>;
  readonly routes: ReadonlyMap<string, EscalationRoute>;
  /** Where an action goes when no policy and no condition says otherwise. */
  readonly defaultRoute: string;
  readonly gate: Gate;
  /** One of the routes pages whoever has the least to do. */
  readonly picksByLoad: boolean;
  /** The numeric arguments that some rule has a limit for. */
  readonly limited: readonly string[];
};

const KEPT = 64;
const cache = (): Map<string, Snapshot> => remember("snapshots", () => new Map<string, Snapshot>());

export async function loadSnapshot(tx: Tx, organisation: string, version: number): Promise<Snapshot> {
  const key = `${organisation}@${version}`;
  const known = cache().get(key);
  if (known) return known;
  const stored = await readConfigVersion(tx, organisation, version);
  if (!stored) throw new Error(`configuration ${key} is gone`);
  const document = ConfigDocument.parse(stored.document);
  const schedules = await schedulesOf(tx, organisation, { document, version });
  const snapshot = compileSnapshot(document, { version, hash: stored.hash, schedules });
  keep(key, snapshot);
  return snapshot;
}

function keep(key: string, snapshot: Snapshot): void {
  const kept = cache();
  kept.set(key, snapshot);
  const oldest = kept.keys().next().value;
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
}

export function forgetSnapshots(): void {
  cache().clear();
}

export function compileSnapshot(
  document: ConfigDocument,
  { version, hash, schedules }: Pick<Snapshot, "version" | "hash"> & Pick<Directory, "schedules">,
): Snapshot {
  const directory = toDirectory(document, schedules);
  const routes = new Map(document.routes.map((route) => [route.id, toRoute(route)]));
  const defaultRoute = defaultRouteOf(document);
  if (!routes.has(defaultRoute)) routes.set(defaultRoute, builtInRoute(document));
  return {
    version,
    hash,
    document,
    directory,
    agents: agentsOf(document),
    routes,
    defaultRoute,
    gate: compileGate(document),
    picksByLoad: [...routes.values()].some(({ steps }) =>
      steps.some(({ notify }) => notify.some(({ kind }) => kind === "least_loaded")),
    ),
    limited: limitedIn(routes.values()),
  };
}

const limitedIn = (routes: Iterable<EscalationRoute>): readonly string[] => {
  const thresholds = [...routes].flatMap(({ approval }) => approval.sets.flatMap((set) => set.thresholds));
  return [...new Set(thresholds.flatMap(({ upTo }) => Object.keys(upTo ?? {})))].sort();
};

/** Ask the organisation's fallback, for the default deadline; they may answer. */
function builtInRoute({ organisation, people }: ConfigDocument): EscalationRoute {
  const named = targets(organisation.fallback.notify);
  const admins = people
    .filter((person) => person.role === "admin")
    .map(({ id }) => ({ kind: "person" as const, id }));
  return {
    id: BUILT_IN_ROUTE,
    deadlineSeconds: 900,
    maxDeadlineSeconds: DEFAULT_CAP_SECONDS,
    approval: {
      sets: [{ thresholds: [{ from: null, approve: 1, deny: 1, level: 1 }] }],
      distinctPeople: true,
      assurance: "session",
      reasonRequired: false,
    },
    steps: [{ afterSeconds: 0, notify: named.length > 0 ? named : admins, via: null }],
    repeat: 0,
    ackTimeoutSeconds: 300,
    minRemainingSeconds: defaultMinRemaining(900),
    whenLate: "fire",
    holdSeconds: 0,
  };
}

const limitsIn = (limits: z.infer<typeof LimitsConfig> | null | undefined) => ({
  perMinute: limits?.per_minute ?? null,
  openRequests: limits?.open_requests ?? null,
  denialsInRun: limits?.denials_in_run ?? null,
});

function agentsOf({ agents, organisation }: ConfigDocument): ReadonlyMap<string, AgentFacts> {
  const shared = organisation.limits;
  return new Map(
    agents.map((agent) => [
      agent.id,
      {
        id: agent.id,
        name: agent.name ?? agent.id,
        owner: agent.owner ?? null,
        limits: {
          ...effectiveLimits(limitsIn(agent.limits), limitsIn(shared)),
          cost: {
            task: agent.limits?.cost_cents?.task ?? shared?.cost_cents?.task ?? null,
            hour: agent.limits?.cost_cents?.hour ?? shared?.cost_cents?.hour ?? null,
            day: agent.limits?.cost_cents?.day ?? shared?.cost_cents?.day ?? null,
          },
        },
      },
    ]),
  );
}

/**
 * The people a pinned request meets. Who exists, who is in which team and who stands in for whom is of today; the
 * layers of a schedule are those the request was opened under, because an edit touches no open request.
 */
export function directoryFor(current: Pick<Snapshot, "directory">, pinned: Snapshot): Directory {
  if (current === pinned) return current.directory;
  const schedules = new Map(current.directory.schedules);
  for (const [id, schedule] of pinned.directory.schedules) {
    const today = current.directory.schedules.get(id);
    schedules.set(id, today ? withExceptionsOf(schedule, today) : schedule);
  }
  return { ...current.directory, schedules };
}
