import type { Envelope, RequestState } from "@/lib/core/approval-request";
import type { AnyEvent } from "@/lib/core/fold";
import { database, Prisma } from "./client";
import { reviveInstants } from "./revive";

/** The ledger and the histories behind requests, as they are read. Nothing here is ever written to. */

export type LedgerRecord = {
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly jws: string;
  readonly agentId: string | null;
  readonly people: readonly string[];
  readonly surface: string | null;
  readonly actionId: string | null;
  readonly requestId: string | null;
  readonly verdict: string | null;
  readonly seed: string | null;
  readonly reasonCode: string | null;
};

export type LedgerFilter = {
  readonly agent: string | null;
  readonly person: string | null;
  readonly surface: string | null;
  /** Both ends included: the ledger counts in milliseconds. */
  readonly from: Date | null;
  readonly to: Date | null;
};

/** Entries before a place in the chain, the newest first. */
export async function listLedger(
  organisation: string,
  filter: LedgerFilter,
  page: { readonly before: number | null; readonly limit: number },
): Promise<readonly LedgerRecord[]> {
  const parts = [Prisma.sql`organisation_id = ${organisation}`];
  if (page.before !== null) parts.push(Prisma.sql`seq < ${page.before}`);
  if (filter.agent !== null) parts.push(Prisma.sql`agent_id = ${filter.agent}`);
  if (filter.person !== null) parts.push(Prisma.sql`${filter.person} = ANY(people)`);
  if (filter.surface !== null) parts.push(Prisma.sql`surface = ${filter.surface}`);
  if (filter.from !== null) parts.push(Prisma.sql`at >= ${filter.from}`);
  if (filter.to !== null) parts.push(Prisma.sql`at <= ${filter.to}`);
  const rows = await database().$queryRaw<(Omit<LedgerRecord, "seq"> & { seq: bigint })[]>`
    SELECT seq, at, kind, jws, agent_id AS "agentId", people, surface, action_id AS "actionId", request_id AS "requestId",
           verdict, seed, reason_code AS "reasonCode"
      FROM ledger_entry WHERE ${Prisma.join(parts, " AND ")} ORDER BY seq DESC LIMIT ${page.limit}`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Receipts after a place in the chain, the oldest first. */
export async function readReceiptsAfter(
  organisation: string,
  afterSeq: number,
  limit: number,
): Promise<readonly { readonly seq: number; readonly jws: string }[]> {
  const rows = await database().$queryRaw<{ seq: bigint; jws: string }[]>`
    SELECT seq, jws FROM ledger_entry WHERE organisation_id = ${organisation} AND seq > ${afterSeq}
     ORDER BY seq LIMIT ${limit}`;
  return rows.map(({ seq, jws }) => ({ seq: Number(seq), jws }));
}

export async function readReceiptsOfRequest(
  organisation: string,
  requestId: string,
): Promise<readonly string[]> {
  const rows = await database().$queryRaw<{ jws: string }[]>`
    SELECT jws FROM ledger_entry WHERE organisation_id = ${organisation} AND request_id = ${requestId} ORDER BY seq`;
  return rows.map(({ jws }) => jws);
}

/** Where the chain ends now, by the database's clock; null where there is no such organisation. */
export async function readLedgerHead(
  organisation: string,
): Promise<{ readonly seq: number; readonly hash: string; readonly at: Date } | null> {
  const [row] = await database().$queryRaw<{ seq: bigint; hash: string; at: Date }[]>`
    SELECT seq, hash, app_now() AS at FROM ledger_head WHERE organisation_id = ${organisation}`;
  return row ? { ...row, seq: Number(row.seq) } : null;
}

/** A request's row beside the history it is a cache of, both of one instant. */
export type RequestHistory = {
  readonly id: string;
  readonly routeId: string;
  readonly configVersion: number;
  readonly status: string;
  readonly cause: string | null;
  readonly version: number;
  readonly openedAt: Date;
  readonly deadlineAt: Date;
  readonly decidedAt: Date | null;
  readonly grantId: string | null;
  readonly grantStatus: string | null;
  readonly state: RequestState;
  readonly events: readonly Envelope<AnyEvent>[];
};

type HistoryRow = Omit<RequestHistory, "state" | "events"> & {
  readonly state: unknown;
  readonly events: readonly unknown[];
};

/** Requests with their whole histories, in the order of their ids. One statement, so that a row cannot be ahead of its events. */
export async function listHistories(
  organisation: string,
  after: string,
  limit: number,
): Promise<readonly RequestHistory[]> {
  const rows = await database().$queryRaw<HistoryRow[]>`
    SELECT r.id, r.route_id AS "routeId", r.config_version AS "configVersion", r.status, r.cause, r.version,
           r.opened_at AS "openedAt", r.deadline_at AS "deadlineAt", r.decided_at AS "decidedAt",
           r.grant_id AS "grantId", r.grant_status AS "grantStatus", r.state,
           (SELECT coalesce(json_agg(json_build_object('seq', e.seq, 'at', e.at, 'event', e.data) ORDER BY e.seq), '[]')
              FROM request_event e WHERE e.request_id = r.id) AS events
      FROM approval_request r WHERE r.organisation_id = ${organisation} AND r.id > ${after} ORDER BY r.id LIMIT ${limit}`;
  return rows.map((row) => ({
    ...row,
    state: reviveInstants<RequestState>(row.state),
    events: row.events.map((event) => reviveInstants<Envelope<AnyEvent>>(event)),
  }));
}
