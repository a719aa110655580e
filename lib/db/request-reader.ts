import type { Envelope, RequestEvent, RequestState } from "@/lib/core/approval-request";
import type { GrantEvent } from "@/lib/core/grant";
import { database, Prisma, type Tx } from "./client";
import { statements } from "./pipeline";
import { reviveInstants } from "./revive";

/** Requests and actions as they are read: by agents waiting, by the queue, by the request page. Nothing here locks. */

export type ActionRecord = {
  readonly id: string;
  readonly agentId: string;
  readonly digest: string;
  readonly surface: string | null;
  readonly tool: string | null;
  readonly toolVersion: string | null;
  readonly arguments: Record<string, unknown>;
  readonly runId: string | null;
  readonly onBehalfOf: string | null;
  readonly context: unknown;
  readonly verdict: string;
  readonly ruling: unknown;
  readonly configVersion: number;
  readonly receipt: string;
  readonly createdAt: Date;
  readonly outcomeStatus: string | null;
  readonly outcomeOutputDigest: string | null;
  readonly outcomeError: string | null;
  readonly outcomeAt: Date | null;
  readonly outcomeApplied: Record<string, unknown> | null;
  readonly outcomeUnconfirmed: string[] | null;
};

export type RequestRecord = {
  readonly id: string;
  readonly actionId: string;
  readonly agentId: string;
  readonly digest: string;
  readonly surface: string | null;
  readonly tool: string | null;
  readonly title: string;
  readonly bindingMessage: string;
  readonly routeId: string;
  readonly configVersion: number;
  readonly status: "pending" | "approved" | "denied";
  readonly version: number;
  readonly openedAt: Date;
  readonly deadlineAt: Date;
  readonly decidedAt: Date | null;
  readonly grantStatus: string | null;
  readonly decisionReceipt: string | null;
  readonly state: RequestState;
};

export type PageCounts = { readonly sent: number; readonly delivered: number };

export type DeliveryRecord = {
  readonly id: string;
  readonly requestId: string;
  readonly personId: string | null;
  readonly channel: string;
  readonly kind: "page" | "reminder" | "update";
  readonly step: number | null;
  readonly status: "queued" | "sent" | "delivered" | "failed" | "dropped";
  readonly error: string | null;
  readonly createdAt: Date;
  readonly handedOverAt: Date | null;
};

const REQUEST = Prisma.sql`r.id, r.action_id AS "actionId", r.agent_id AS "agentId", r.digest, r.surface, r.tool, r.title,
  r.binding_message AS "bindingMessage", r.route_id AS "routeId", r.config_version AS "configVersion", r.status, r.version,
  r.opened_at AS "openedAt", r.deadline_at AS "deadlineAt", r.decided_at AS "decidedAt", r.grant_status AS "grantStatus",
  r.decision_receipt AS "decisionReceipt", r.state`;

const ACTION = Prisma.sql`a.id, a.agent_id AS "agentId", a.digest, a.surface, a.tool, a.tool_version AS "toolVersion", a.arguments,
  a.run_id AS "runId", a.on_behalf_of AS "onBehalfOf", a.context, a.verdict, a.ruling, a.config_version AS "configVersion",
  a.receipt, a.created_at AS "createdAt", a.outcome_status AS "outcomeStatus",
  a.outcome_output_digest AS "outcomeOutputDigest", a.outcome_error AS "outcomeError", a.outcome_at AS "outcomeAt",
  a.outcome_applied AS "outcomeApplied", a.outcome_unconfirmed AS "outcomeUnconfirmed"`;

const requestOf = (row: RequestRecord): RequestRecord => ({
  ...row,
  state: reviveInstants<RequestState>(row.state),
});

/** The clock that rules, outside a transaction. */
export async function readNow(): Promise<Date> {
  const [row] = await statements().$queryRaw<{ now: Date }[]>`/* PREPARED */ SELECT app_now() AS now`;
  if (!row) throw new Error("the database has no clock");
  return row.now;
}

export async function readActionRecord(
  organisation: string,
  id: string,
  tx: Tx = statements(),
): Promise<ActionRecord | null> {
  const [row] = await tx.$queryRaw<ActionRecord[]>`/* PREPARED */
    SELECT ${ACTION} FROM action a WHERE a.organisation_id = ${organisation} AND a.id = ${id}`;
  return row ?? null;
}

export async function readRequestRecord(organisation: string, id: string): Promise<RequestRecord | null> {
  const [row] = await statements().$queryRaw<RequestRecord[]>`/* PREPARED */
    SELECT ${REQUEST} FROM approval_request r WHERE r.organisation_id = ${organisation} AND r.id = ${id}`;
  return row ? requestOf(row) : null;
}

export async function readRequestOfAction(
  organisation: string,
  actionId: string,
): Promise<RequestRecord | null> {
  const [row] = await database().$queryRaw<RequestRecord[]>`/* PREPARED */
    SELECT ${REQUEST} FROM approval_request r WHERE r.action_id = ${actionId} AND r.organisation_id = ${organisation}`;
  return row ? requestOf(row) : null;
}

export async function readEvents(requestId: string): Promise<readonly Envelope<RequestEvent | GrantEvent>[]> {
  const rows = await statements().$queryRaw<{ seq: number; at: Date; data: unknown }[]>`/* PREPARED */
    SELECT seq, at, data FROM request_event WHERE request_id = ${requestId} ORDER BY seq`;
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at,
    event: reviveInstants<RequestEvent | GrantEvent>(row.data),
  }));
}

export async function readDeliveries(
  organisation: string,
  requestId: string,
): Promise<readonly DeliveryRecord[]> {
  return statements().$queryRaw<DeliveryRecord[]>`/* PREPARED */
    SELECT id, request_id AS "requestId", person_id AS "personId", channel, kind, step, status, error,
           created_at AS "createdAt", handed_over_at AS "handedOverAt"
      FROM delivery WHERE organisation_id = ${organisation} AND request_id = ${requestId} ORDER BY id`;
}

/**
 * Pages handed over for a request, up to its decision: what is said of a decision does not change afterwards. One per
 * person, step and channel; reminders and repaints do not count.
 */
export async function countPages(requestId: string): Promise<PageCounts> {
  const [row] = await statements().$queryRaw<{ sent: number; delivered: number }[]>`/* PREPARED */
    SELECT count(DISTINCT (d.person_id, d.step, d.channel))::int AS sent,
           count(DISTINCT (d.person_id, d.step, d.channel)) FILTER (WHERE d.status = 'delivered')::int AS delivered
      FROM delivery d JOIN approval_request r ON r.id = d.request_id
     WHERE d.request_id = ${requestId} AND d.kind = 'page' AND d.handed_over_at <= coalesce(r.decided_at, 'infinity')`;
  return row ?? { sent: 0, delivered: 0 };
}

/** Equality that an index answers, null included. */
const same = (column: Prisma.Sql, value: string | null): Prisma.Sql =>
  value === null ? Prisma.sql`${column} IS NULL` : Prisma.sql`${column} = ${value}`;

/** How earlier requests for the same tool or surface went, latest first. */
export async function readPrecedents(
  organisation: string,
  of: { surface: string | null; tool: string | null; except: string },
): Promise<readonly RequestRecord[]> {
  const rows = await database().$queryRaw<RequestRecord[]>`
    SELECT ${REQUEST} FROM approval_request r
     WHERE r.organisation_id = ${organisation} AND r.status <> 'pending' AND r.id <> ${of.except}
       AND ${same(Prisma.sql`r.surface`, of.surface)} AND ${same(Prisma.sql`r.tool`, of.tool)}
     ORDER BY r.decided_at DESC, r.id DESC LIMIT 50`;
  return rows.map(requestOf);
}

export type PendingRoute = { readonly routeId: string; readonly configVersion: number };

/** The routes, as pinned, that have pending requests: a loose index scan, so it costs the routes and not the requests. */
export async function pendingRoutes(organisation: string): Promise<readonly PendingRoute[]> {
  return database().$queryRaw<PendingRoute[]>`/* PREPARED */
    WITH RECURSIVE pair AS (
      (SELECT route_id, config_version FROM approval_request
        WHERE organisation_id = ${organisation} AND status = 'pending' ORDER BY route_id, config_version LIMIT 1)
      UNION ALL
      SELECT n.route_id, n.config_version FROM pair CROSS JOIN LATERAL (
        SELECT route_id, config_version FROM approval_request
         WHERE organisation_id = ${organisation} AND status = 'pending' AND (route_id, config_version) > (pair.route_id, pair.config_version)
         ORDER BY route_id, config_version LIMIT 1) n
    ) SELECT route_id AS "routeId", config_version AS "configVersion" FROM pair`;
}

export type ListFilter = {
  readonly cause: string | null;
  readonly surface: string | null;
  readonly agent: string | null;
  readonly search: string | null;
};

export type PendingScope =
  | { readonly kind: "all" }
  | {
      readonly kind: "routes";
      readonly routes: readonly PendingRoute[];
      readonly people: readonly string[];
      readonly agents: readonly string[];
    };

export type Cursor = { readonly at: Date; readonly id: string } | null;

const like = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

const filters = (filter: ListFilter): Prisma.Sql => {
  const parts = [Prisma.sql`TRUE`];
  if (filter.cause) parts.push(Prisma.sql`r.cause = ${filter.cause}`);
  if (filter.surface) parts.push(Prisma.sql`r.surface = ${filter.surface}`);
  if (filter.agent) parts.push(Prisma.sql`r.agent_id = ${filter.agent}`);
  if (filter.search) {
    const text = like(filter.search);
    parts.push(
      Prisma.sql`(r.title ILIKE ${text} OR r.id = ${filter.search} OR r.binding_message = ${filter.search} OR r.tool ILIKE ${text} OR r.agent_id ILIKE ${text})`,
    );
  }
  return Prisma.join(parts, " AND ");
};

/** Pending requests of the scope, earliest deadline first: one ordered index scan per route, merged. */
export async function listPending(
  organisation: string,
  scope: PendingScope,
  filter: ListFilter,
  page: { cursor: Cursor; limit: number },
): Promise<readonly RequestRecord[]> {
  const after = page.cursor
    ? Prisma.sql`(r.deadline_at, r.id) > (${page.cursor.at}, ${page.cursor.id})`
    : Prisma.sql`TRUE`;
  const where = Prisma.sql`r.organisation_id = ${organisation} AND r.status = 'pending' AND ${filters(filter)} AND ${after}`;
  const source =
    scope.kind === "all"
      ? Prisma.sql`SELECT r.id, r.deadline_at FROM approval_request r WHERE ${where}`
      : unionOf(scope, organisation, where, page.limit);
  const rows = await database().$queryRaw<RequestRecord[]>`
    SELECT ${REQUEST} FROM (${source} ORDER BY deadline_at, id LIMIT ${page.limit}) found
      JOIN approval_request r ON r.id = found.id ORDER BY r.deadline_at, r.id`;
  return rows.map(requestOf);
}

/** The first keys of each way in which a request may be theirs; whole rows are read only of those that are shown. */
function unionOf(
  scope: Extract<PendingScope, { kind: "routes" }>,
  organisation: string,
  where: Prisma.Sql,
  limit: number,
): Prisma.Sql {
  const first = Prisma.sql`ORDER BY r.deadline_at, r.id LIMIT ${limit}`;
  const perRoute = Prisma.sql`
    SELECT r.id, r.deadline_at FROM unnest(${scope.routes.map((route) => route.routeId)}::text[], ${scope.routes.map((route) => route.configVersion)}::int[]) AS mine(route_id, config_version)
     CROSS JOIN LATERAL (
       SELECT r.id, r.deadline_at FROM approval_request r WHERE r.route_id = mine.route_id AND r.config_version = mine.config_version AND ${where} ${first}) r`;
  const paged = Prisma.sql`
    SELECT r.id, r.deadline_at FROM approval_request r WHERE ${where} AND r.id IN (
      SELECT d.request_id FROM delivery d WHERE d.organisation_id = ${organisation} AND d.person_id = ANY(${[...scope.people]}::text[]) AND d.open
       ORDER BY d.request_id DESC LIMIT 2000) ${first}`;
  const owned = Prisma.sql`
    SELECT r.id, r.deadline_at FROM approval_request r WHERE ${where} AND r.agent_id = ANY(${[...scope.agents]}::text[]) ${first}`;
  const parts = scope.agents.length > 0 ? [perRoute, paged, owned] : [perRoute, paged];
  return Prisma.sql`SELECT DISTINCT r.id, r.deadline_at FROM (${Prisma.join(
    parts.map((part) => Prisma.sql`(${part})`),
    " UNION ALL ",
  )}) r`;
}

export type DecidedScope =
  | { readonly kind: "all" }
  | {
      readonly kind: "routes";
      readonly routes: readonly string[];
      readonly people: readonly string[];
      readonly agents: readonly string[];
    };

/** Decided requests of the scope, latest decision first. */
export async function listDecided(
  organisation: string,
  scope: DecidedScope,
  filter: ListFilter & { readonly status: "approved" | "denied" | null },
  page: { cursor: Cursor; limit: number },
): Promise<readonly RequestRecord[]> {
  const before = page.cursor
    ? Prisma.sql`(r.decided_at, r.id) < (${page.cursor.at}, ${page.cursor.id})`
    : Prisma.sql`TRUE`;
  const status = filter.status ? Prisma.sql`r.status = ${filter.status}` : Prisma.sql`TRUE`;
  const inScope =
    scope.kind === "all"
      ? Prisma.sql`TRUE`
      : Prisma.sql`(r.route_id = ANY(${[...scope.routes]}::text[]) OR r.agent_id = ANY(${[...scope.agents]}::text[]) OR r.id IN (
          SELECT d.request_id FROM delivery d WHERE d.organisation_id = ${organisation} AND d.person_id = ANY(${[...scope.people]}::text[])
           ORDER BY d.created_at DESC LIMIT 2000))`;
  const rows = await database().$queryRaw<RequestRecord[]>`
    SELECT ${REQUEST} FROM approval_request r
     WHERE r.organisation_id = ${organisation} AND r.status <> 'pending' AND ${status} AND ${inScope} AND ${filters(filter)} AND ${before}
     ORDER BY r.decided_at DESC, r.id DESC LIMIT ${page.limit}`;
  return rows.map(requestOf);
}
