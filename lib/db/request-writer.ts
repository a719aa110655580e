import type { RequestState } from "@/lib/core/approval-request";
import type { Constraints } from "@/lib/core/constraints";
import type { Tx } from "./client";
import type { Batch } from "./request-rows";
import { reviveInstants } from "./revive";

/**
 * How a request is locked and written. Only ops/requests/transact uses this file.
 *
 * Order of locks, always: the requests' rows by id, then the organisation's ledger head. Whoever holds the head is the
 * only writer of that organisation's requests, events and ledger, so their numbers follow the order of commits.
 */
export type LockedRequest = {
  readonly id: string;
  readonly actionId: string;
  readonly agentId: string;
  readonly runId: string | null;
  readonly surface: string | null;
  readonly tool: string | null;
  readonly routeId: string;
  readonly configVersion: number;
  readonly bindingMessage: string;
  readonly title: string;
  readonly hasCallback: boolean;
  readonly decisionReceipt: string | null;
  readonly claimReceipt: string | null;
  readonly state: RequestState;
  /** The constraints its ruling demands; left out: none. */
  readonly bounds?: Constraints | null;
};

export type Head = { readonly seq: number; readonly hash: string; readonly streamSeq: number };

type LockedRow = Omit<LockedRequest, "state"> & { state: unknown };

/** Lock these requests of the organisation, in the order of their ids. Those of others are simply not there. */
export async function lockRequests(
  tx: Tx,
  organisation: string,
  ids: readonly string[],
): Promise<readonly LockedRequest[]> {
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<LockedRow[]>`/* PREPARED */
    SELECT r.id, r.action_id AS "actionId", r.agent_id AS "agentId", r.run_id AS "runId", r.surface, r.tool,
           r.route_id AS "routeId", r.config_version AS "configVersion", r.binding_message AS "bindingMessage", r.title,
           (a.context -> 'callback' ->> 'url') IS NOT NULL AS "hasCallback",
           a.ruling -> 'constraints' AS bounds,
           r.decision_receipt AS "decisionReceipt", r.claim_receipt AS "claimReceipt", r.state
      FROM approval_request r JOIN action a ON a.id = r.action_id
     WHERE r.organisation_id = ${organisation} AND r.id = ANY(${[...ids]}::text[])
     ORDER BY r.id FOR UPDATE OF r`;
  return rows.map((row) => ({ ...row, state: reviveInstants<RequestState>(row.state) }));
}

/** The end of the chain, locked, and the moment: the database's clock, read in a statement of its own after the lock. */
export type HeldLedger = {
  readonly head: Head;
  readonly now: Date;
  readonly configVersion: number;
};

export async function holdLedger(tx: Tx, organisation: string): Promise<HeldLedger | null> {
  type Row = { seq: bigint; hash: string; streamSeq: bigint; now: Date; configVersion: number };
  const [row] = await tx.$queryRaw<Row[]>`/* PREPARED */
    SELECT seq, hash, stream_seq AS "streamSeq", now, config_version AS "configVersion" FROM hold_ledger(${organisation})`;
  if (!row) return null;
  const { seq, hash, streamSeq, now, configVersion } = row;
  return { head: { seq: Number(seq), hash, streamSeq: Number(streamSeq) }, now, configVersion };
}

/**
 * Write everything at once: state, events, ledger, outbox. One statement, so nothing is half there. Rows are found by
 * their ids alone: the organisation is compared through `|| ''`, so that no plan walks all of an organisation's rows.
 */
export async function writeBatch(tx: Tx, organisation: string, batch: Batch): Promise<void> {
  await tx.$executeRaw`/* PREPARED */
    WITH actions AS (
      INSERT INTO action (id, organisation_id, agent_id, key_id, digest, surface, tool, tool_version, arguments, run_id,
             on_behalf_of, context, verdict, ruling, config_version, receipt, created_at)
      SELECT id, ${organisation}, agent_id, key_id, digest, surface, tool, tool_version, arguments, run_id, on_behalf_of,
             context, verdict, ruling, config_version, receipt, ${batch.now}
        FROM json_to_recordset(${json(batch.actions)}::json) AS a(id text, agent_id text, key_id text, digest text, surface text,
             tool text, tool_version text, arguments json, run_id text, on_behalf_of text, context json, verdict text,
             ruling json, config_version int, receipt text)
    ), opened AS (
      INSERT INTO approval_request (id, organisation_id, action_id, agent_id, digest, run_id, surface, tool, title,
             binding_message, route_id, config_version, status, cause, version, opened_at, deadline_at, decided_at, state)
      SELECT id, ${organisation}, action_id, agent_id, digest, run_id, surface, tool, title, binding_message, route_id,
             config_version, status, cause, version, opened_at, deadline_at, decided_at, state
        FROM json_to_recordset(${json(batch.opened)}::json) AS o(id text, action_id text, agent_id text, digest text, run_id text,
             surface text, tool text, title text, binding_message text, route_id text, config_version int, status text,
             cause text, version int, opened_at timestamptz, deadline_at timestamptz, decided_at timestamptz, state json)
    ), rates AS (
      INSERT INTO rate_bucket (organisation_id, agent_id, minute, count)
      SELECT ${organisation}, agent_id, date_trunc('minute', ${batch.now}::timestamptz), count
        FROM json_to_recordset(${json(batch.rates)}::json) AS b(agent_id text, count int) ORDER BY agent_id
      ON CONFLICT (organisation_id, agent_id, minute) DO UPDATE SET count = rate_bucket.count + excluded.count
    ), throttles AS (
      INSERT INTO throttle_hit (organisation_id, policy_id, scope, at, count, expires_at)
      SELECT ${organisation}, policy_id, scope, ${batch.now}, count, ${batch.now}::timestamptz + make_interval(secs => seconds)
        FROM json_to_recordset(${json(batch.throttles)}::json) AS t(policy_id text, scope text, seconds int, count int)
       ORDER BY policy_id, scope
      ON CONFLICT (organisation_id, policy_id, scope, at) DO UPDATE SET count = throttle_hit.count + excluded.count
    ), open_counts AS (
      INSERT INTO open_count (organisation_id, agent_id, count)
      SELECT ${organisation}, agent_id, change
        FROM json_to_recordset(${json(batch.open)}::json) AS n(agent_id text, change int) ORDER BY agent_id
      ON CONFLICT (organisation_id, agent_id) DO UPDATE SET count = open_count.count + excluded.count
    ), replies AS (
      INSERT INTO idempotency_key (organisation_id, principal, endpoint, key, body_hash, status, body, created_at, locked_until)
      SELECT ${organisation}, principal, endpoint, key, body_hash, status, body, ${batch.now}, ${batch.now}
        FROM json_to_recordset(${json(batch.replies)}::json) AS i(principal text, endpoint text, key text, body_hash text, status int, body text)
    ), changed AS (
      UPDATE approval_request r
         SET route_id = c.route_id, config_version = c.config_version,
             status = c.status, cause = c.cause, version = c.version, deadline_at = c.deadline_at, decided_at = c.decided_at,
             grant_id = c.grant_id, grant_status = c.grant_status, decision_receipt = c.decision_receipt,
             claim_receipt = c.claim_receipt, state = c.state
        FROM json_to_recordset(${json(batch.changed)}::json) AS c(id text, route_id text, config_version int, status text,
             cause text, version int, deadline_at timestamptz, decided_at timestamptz, grant_id text, grant_status text, decision_receipt text,
             claim_receipt text, state json)
       WHERE r.id = c.id AND r.organisation_id || '' = ${organisation}
    ), events AS (
      INSERT INTO request_event (request_id, seq, organisation_id, stream_seq, type, data, at)
      SELECT request_id, seq, ${organisation}, stream_seq, type, data, ${batch.now}
        FROM json_to_recordset(${json(batch.events)}::json) AS e(request_id text, seq int, stream_seq bigint, type text, data json)
    ), ledger AS (
      INSERT INTO ledger_entry (organisation_id, seq, kind, at, jws, agent_id, people, surface, action_id, request_id, verdict, seed, reason_code)
      SELECT ${organisation}, seq, kind, ${batch.now}, jws, agent_id, people, surface, action_id, request_id, verdict, seed, reason_code
        FROM json_to_recordset(${json(batch.ledger)}::json) AS l(seq bigint, kind text, jws text, agent_id text, people text[],
             surface text, action_id text, request_id text, verdict text, seed text, reason_code text)
    ), head AS (
      UPDATE ledger_head SET seq = ${batch.head.seq}, hash = ${batch.head.hash}, stream_seq = ${batch.head.streamSeq}
       WHERE organisation_id = ${organisation}
    ), closed AS (
      UPDATE delivery d SET open = false
        FROM (SELECT id FROM delivery WHERE request_id = ANY(${[...batch.decided]}::text[]) AND open ORDER BY id FOR UPDATE) o
       WHERE d.id = o.id
    ), delivered AS (
      INSERT INTO delivery (id, organisation_id, request_id, person_id, channel, kind, step, status, error, open, payload, created_at, handed_over_at)
      SELECT id, ${organisation}, request_id, person_id, channel, kind, step, status, error, open, payload, ${batch.now},
             CASE WHEN status = 'delivered' THEN ${batch.now}::timestamptz END
        FROM json_to_recordset(${json(batch.deliveries)}::json) AS d(id text, request_id text, person_id text, channel text,
             kind text, step int, status text, error text, open boolean, payload jsonb)
    ), timers AS (
      INSERT INTO outbox (organisation_id, topic, key, payload, due_at, created_at)
      SELECT ${organisation}, topic, key, payload, due_at, ${batch.now}
        FROM json_to_recordset(${json(batch.timers)}::json) AS t(topic text, key text, payload jsonb, due_at timestamptz)
       ORDER BY topic, key
      ON CONFLICT (topic, key) DO UPDATE SET id = excluded.id, due_at = excluded.due_at, attempts = 0, dead = false, lease_owner = NULL
    ), idle AS (
      DELETE FROM outbox WHERE topic = 'request.tick' AND key = ANY(${[...batch.idle]}::text[])
    ), costs AS (
      INSERT INTO cost_bucket (organisation_id, agent_id, span, start_at, cents)
      SELECT ${organisation}, c.agent_id, s.span, date_trunc(s.span, ${batch.now}::timestamptz), c.cents
        FROM json_to_recordset(${json(batch.costs)}::json) AS c(agent_id text, cents numeric)
       CROSS JOIN (VALUES ('minute'), ('hour')) AS s(span)
      ON CONFLICT (organisation_id, agent_id, span, start_at) DO UPDATE SET cents = cost_bucket.cents + excluded.cents
    ), run_costs AS (
      INSERT INTO cost_run (organisation_id, agent_id, run_id, cents, spent_at)
      SELECT ${organisation}, agent_id, run_id, cents, ${batch.now}
        FROM json_to_recordset(${json(batch.costs)}::json) AS c(agent_id text, run_id text, cents numeric) WHERE run_id IS NOT NULL
      ON CONFLICT (organisation_id, agent_id, run_id) DO UPDATE
            SET cents = cost_run.cents + excluded.cents, spent_at = excluded.spent_at
    ), outcomes AS (
      UPDATE action a SET outcome_status = o.status, outcome_output_digest = o.output_digest, outcome_error = o.error,
             outcome_cost_cents = o.cost_cents, outcome_applied = o.applied, outcome_unconfirmed = o.unconfirmed, outcome_at = ${batch.now}
        FROM json_to_recordset(${json(batch.outcomes)}::json) AS o(id text, status text, output_digest text, error text, cost_cents float8,
             applied json, unconfirmed json)
       WHERE a.id = o.id AND a.organisation_id || '' = ${organisation}
    )
    SELECT pg_notify('countersign', w) FROM unnest(${[...batch.wakes]}::text[]) AS w`;
}

const json = (rows: readonly unknown[]): string => JSON.stringify(rows);
