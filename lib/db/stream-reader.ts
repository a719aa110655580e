import type { RequestState } from "@/lib/core/approval-request";
import { database } from "./client";
import type { RequestRecord } from "./request-reader";
import { reviveInstants } from "./revive";

/** The live stream: what happened in an organisation, in the order of commits, with the requests it happened to. */

export type StreamRow = {
  readonly streamSeq: number;
  /** The version this event made of its request. */
  readonly version: number;
  readonly at: Date;
  /** The version that decided the request; null while it waits. */
  readonly decidedVersion: number | null;
  readonly requestId: string;
};

export type StreamPage = {
  readonly rows: readonly StreamRow[];
  /** As they are now: at the last of their rows, or later. */
  readonly requests: ReadonlyMap<string, RequestRecord>;
};

/** Where the stream ends now. */
export async function streamEnd(organisation: string): Promise<number> {
  const [row] = await database().$queryRaw<{ streamSeq: bigint }[]>`/* PREPARED */
    SELECT stream_seq AS "streamSeq" FROM ledger_head WHERE organisation_id = ${organisation}`;
  return Number(row?.streamSeq ?? 0);
}

/** The next events after a position. One statement, so that no request is older than its events. */
export async function readStreamPage(
  organisation: string,
  after: number,
  limit: number,
): Promise<StreamPage> {
  const rows = await database().$queryRaw<(RequestRecord & Joined)[]>`/* PREPARED */
    WITH page AS (
      SELECT stream_seq, request_id, seq, at FROM request_event
       WHERE organisation_id = ${organisation} AND stream_seq > ${after} ORDER BY stream_seq LIMIT ${limit}
    )
    SELECT e.events, d.seq AS "decidedVersion",
           r.id, r.action_id AS "actionId", r.agent_id AS "agentId", r.digest, r.surface, r.tool, r.title,
           r.binding_message AS "bindingMessage", r.route_id AS "routeId", r.config_version AS "configVersion", r.status,
           r.version, r.opened_at AS "openedAt", r.deadline_at AS "deadlineAt", r.decided_at AS "decidedAt",
           r.grant_status AS "grantStatus", r.decision_receipt AS "decisionReceipt", r.state
      FROM (SELECT request_id, json_agg(json_build_array(stream_seq, seq, at)) AS events FROM page GROUP BY request_id) e
      JOIN approval_request r ON r.organisation_id = ${organisation} AND r.id = e.request_id
      LEFT JOIN request_event d ON d.request_id = r.id AND d.type = 'decided'`;
  const requests = new Map<string, RequestRecord>();
  const found: StreamRow[] = [];
  for (const { events, decidedVersion, ...request } of rows) {
    requests.set(request.id, { ...request, state: reviveInstants<RequestState>(request.state) });
    for (const [streamSeq, version, at] of events) {
      found.push({ streamSeq, version, at: new Date(at), decidedVersion, requestId: request.id });
    }
  }
  return { rows: found.sort((one, other) => one.streamSeq - other.streamSeq), requests };
}

type Joined = {
  readonly events: readonly (readonly [streamSeq: number, version: number, at: string])[];
  readonly decidedVersion: number | null;
};
