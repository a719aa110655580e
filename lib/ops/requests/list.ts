import type { ListRequestsQuery, RequestList, RequestSummary } from "@/lib/contract/requests";
import { bar } from "@/lib/core/authority";
import { standingAnswer } from "@/lib/core/responders";
import { question } from "@/lib/core/settle";
import { countPending } from "@/lib/db/request-counts";
import {
  type Cursor,
  listDecided,
  listPending,
  type PendingRoute,
  type PendingScope,
  pendingRoutes,
  type RequestRecord,
} from "@/lib/db/request-reader";
import { decidersView } from "../actions/answer-view";
import type { Actor, Context, PersonActor } from "../context";
import { unknownCursor } from "../refuse";
import {
  concerns,
  inWhosePlace,
  maySee,
  type Reading,
  reading,
  readsEverything,
  teamOf,
  waitingFor,
  worldFor,
} from "./world";

/**
 * The queue. Pending: earliest deadline first. Decided: latest decision first. `mine` is what the caller may answer or
 * was paged about, `team` the same for everyone in a team with them, `all` everything their role may see.
 */
export async function listRequests(ctx: Context, query: ListRequestsQuery): Promise<RequestList> {
  const { organisation } = ctx.actor;
  const view = await reading(organisation);
  const routes = await pendingRoutes(organisation);
  const mine = await scopeOf(ctx.actor, "mine", view, routes);
  const scope = query.view === "mine" ? mine : await scopeOf(ctx.actor, query.view, view, routes);
  // Only what is decided has a cause, so whoever asks for one asks for those.
  const isDecided = query.status === undefined ? query.cause !== undefined : query.status !== "pending";
  const [records, mineCount, pending] = await Promise.all([
    isDecided ? decidedPage(ctx.actor, query, scope, view) : pendingPage(organisation, query, scope),
    countPending(organisation, mine),
    countPending(organisation, readsEverything(ctx.actor) ? { kind: "all" } : mine),
  ]);
  const visible: RequestSummary[] = [];
  for (const record of records.slice(0, query.limit)) {
    const world = await worldFor(view, record);
    if (maySee(ctx.actor, record, view, world)) visible.push(summary(ctx.actor, record, view, world));
  }
  const last = records.length > query.limit ? records[query.limit - 1] : undefined;
  return {
    requests: visible,
    next_cursor: last ? writeCursor({ at: last.decidedAt ?? last.deadlineAt, id: last.id }) : null,
    counts: { mine: mineCount, pending },
  };
}

const filterOf = (query: ListRequestsQuery) => ({
  cause: query.cause ?? null,
  surface: query.surface ?? null,
  agent: query.agent ?? null,
  search: query.q?.trim() || null,
});

const pendingPage = (organisation: string, query: ListRequestsQuery, scope: PendingScope) =>
  listPending(organisation, scope, filterOf(query), {
    cursor: readCursor(query.cursor),
    limit: query.limit + 1,
  });

async function decidedPage(
  actor: Actor,
  query: ListRequestsQuery,
  scope: PendingScope,
  view: Reading,
): Promise<readonly RequestRecord[]> {
  const status = query.status === "approved" || query.status === "denied" ? query.status : null;
  const page = { cursor: readCursor(query.cursor), limit: query.limit + 1 };
  if (scope.kind === "all")
    return listDecided(view.organisation, scope, { ...filterOf(query), status }, page);
  const people = actor.kind === "person" ? peopleOf(actor, query.view, view) : [];
  const routes: string[] = [];
  for (const id of view.current.routes.keys()) {
    const world = await worldFor(view, { routeId: id, configVersion: view.current.version });
    if (concerns(world, people)) routes.push(id);
  }
  const decided = { kind: "routes" as const, routes, people, agents: scope.agents };
  return listDecided(view.organisation, decided, { ...filterOf(query), status }, page);
}

const peopleOf = (actor: PersonActor, view: "mine" | "team" | "all", reading: Reading): readonly string[] => {
  const own = inWhosePlace(actor, reading);
  return view === "mine" ? own : [...new Set([...own, ...teamOf(actor, reading.current)])];
};

async function scopeOf(
  actor: Actor,
  view: "mine" | "team" | "all",
  facts: Reading,
  routes: readonly PendingRoute[],
): Promise<PendingScope> {
  if (actor.kind !== "person") return { kind: "all" };
  if (view === "all" && readsEverything(actor)) return { kind: "all" };
  const people = peopleOf(actor, view, facts);
  const concerned: PendingRoute[] = [];
  for (const route of routes) {
    if (concerns(await worldFor(facts, route), people)) concerned.push(route);
  }
  const owned = [...facts.current.agents.values()].filter(
    (agent) => agent.owner !== null && people.includes(agent.owner),
  );
  return {
    kind: "routes",
    routes: concerned,
    people,
    agents: view === "mine" ? [] : owned.map((agent) => agent.id),
  };
}

function summary(
  actor: Actor,
  record: RequestRecord,
  view: Reading,
  world: Awaited<ReturnType<typeof worldFor>>,
): RequestSummary {
  const { state } = record;
  const surface = view.current.document.surfaces.find(({ id }) => id === record.surface);
  const asked = question(state, world);
  const hasAnswered =
    actor.kind === "person" && standingAnswer(state, actor.person, world.route.approval) !== undefined;
  return {
    id: record.id,
    version: record.version,
    status: record.status,
    title: record.title,
    surface: record.surface,
    tool: record.tool,
    agent: { id: record.agentId, name: view.current.agents.get(record.agentId)?.name ?? record.agentId },
    route: record.routeId,
    reversibility: surface?.reversibility ?? null,
    tier: surface?.tier ?? null,
    opened_at: record.openedAt.toISOString(),
    deadline_at: record.deadlineAt.toISOString(),
    binding_message: record.bindingMessage,
    digest: record.digest,
    responses_count: state.responses.length,
    acknowledged_by: state.acknowledgement?.person ?? null,
    waiting_for: [...waitingFor(record, world)],
    problems: state.unroutable ? ["unroutable"] : [],
    decision: state.decision && {
      outcome: state.decision.outcome,
      cause: state.decision.cause,
      reason: state.decision.reason,
      decided_at: state.decision.decidedAt.toISOString(),
      decided_by: decidersView(state.decision),
    },
    grant_status: record.grantStatus,
    may_respond:
      actor.kind === "person" &&
      record.status === "pending" &&
      !hasAnswered &&
      bar(asked, actor.person, "approve") === null,
  };
}

const writeCursor = (cursor: { at: Date; id: string }): string =>
  Buffer.from(JSON.stringify([cursor.at.getTime(), cursor.id])).toString("base64url");

function readCursor(text: string | undefined): Cursor {
  if (text === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (Array.isArray(parsed) && typeof parsed[0] === "number" && typeof parsed[1] === "string") {
      return { at: new Date(parsed[0]), id: parsed[1] };
    }
  } catch {
    // Not one of ours: said below.
  }
  throw unknownCursor();
}
