import type { RequestState } from "@/lib/core/approval-request";
import type { Freeze, Stoppable } from "@/lib/core/freeze";
import { scopeKey, type ThrottleLog } from "@/lib/core/throttle";
import type { Tx } from "./client";
import { reviveInstants } from "./revive";

/**
 * Everything a batch of proposals must know, in one read under the organisation's ledger head. OFFSET 0 keeps a look-up
 * by its own key: without it the planner, which plans once, may prefer to walk all that is pending.
 */
export type IntakeFacts = {
  readonly liveKeys: ReadonlySet<string>;
  readonly replies: readonly StoredReply[];
  readonly earlier: readonly EarlierRequest[];
  readonly rates: readonly {
    readonly agent_id: string;
    readonly is_current: boolean;
    readonly count: number;
  }[];
  readonly open: readonly { readonly agent_id: string; readonly count: number }[];
  readonly freezes: readonly Freeze[];
  readonly throttles: readonly ReadThrottle[];
};

/** What stands in one log, found again by its rule and its scope. */
export type ReadThrottle = {
  readonly policy: string;
  readonly scope: string;
  readonly count: number;
  readonly blockedBy: Date | null;
};

export type StoredReply = {
  readonly principal: string;
  readonly key: string;
  readonly body_hash: string;
  readonly status: number;
  readonly body: string;
};

/** A request for the same digest: still pending, or decided within the denial memory. */
export type EarlierRequest = {
  readonly id: string;
  readonly action_id: string;
  readonly agent_id: string;
  readonly run_id: string | null;
  readonly digest: string;
  readonly route_id: string;
  readonly binding_message: string;
  readonly status: "pending" | "denied";
  /** Pending, and its deadline has passed: nobody has looked at it since. */
  readonly is_overdue: boolean;
  /** Of denied ones only. */
  readonly state: RequestState | null;
  readonly pages: { readonly sent: number; readonly delivered: number };
};

const DENIAL_MEMORY_SECONDS = 24 * 3600;

export async function readIntakeFacts(
  tx: Tx,
  organisation: string,
  batch: {
    readonly now: Date;
    readonly keyIds: readonly string[];
    readonly agents: readonly string[];
    readonly stoppable: Stoppable;
    readonly throttles: readonly ThrottleLog[];
    readonly digests: readonly string[];
    readonly replies: readonly { readonly principal: string; readonly key: string }[];
    readonly endpoint: string;
  },
): Promise<IntakeFacts> {
  const { now, throttles: logs } = batch;
  const [row] = await tx.$queryRaw<[Record<string, unknown>]>`/* PREPARED */
    SELECT
      (SELECT coalesce(json_agg(k.id), '[]') FROM api_key k
        WHERE k.organisation_id = ${organisation} AND k.id = ANY(${[...batch.keyIds]}::text[])
          AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now})) AS keys,
      (SELECT coalesce(json_agg(json_build_object('principal', i.principal, 'key', i.key, 'body_hash', i.body_hash, 'status', i.status, 'body', i.body)), '[]')
         FROM unnest(${batch.replies.map((reply) => reply.principal)}::text[], ${batch.replies.map((reply) => reply.key)}::text[]) AS w(principal, key)
        CROSS JOIN LATERAL (
          SELECT * FROM idempotency_key i
           WHERE i.organisation_id = ${organisation} AND i.principal = w.principal AND i.endpoint = ${batch.endpoint} AND i.key = w.key OFFSET 0) i
        WHERE i.status IS NOT NULL) AS replies,
      (SELECT coalesce(json_agg(json_build_object('id', r.id, 'action_id', r.action_id, 'agent_id', r.agent_id, 'run_id', r.run_id, 'digest', r.digest, 'status', r.status,
                 'is_overdue', r.status = 'pending' AND r.deadline_at <= ${now},
                 'route_id', r.route_id, 'binding_message', r.binding_message,
                 'state', CASE WHEN r.status = 'denied' THEN r.state END,
                 'pages', (SELECT json_build_object('sent', count(DISTINCT (d.person_id, d.step, d.channel)),
                                                      'delivered', count(DISTINCT (d.person_id, d.step, d.channel)) FILTER (WHERE d.status = 'delivered'))
                             FROM delivery d WHERE r.status = 'denied' AND d.request_id = r.id AND d.kind = 'page'
                              AND d.handed_over_at <= r.decided_at)) ORDER BY r.opened_at DESC), '[]')
         FROM unnest(${[...batch.digests]}::text[]) AS asked(digest)
        CROSS JOIN LATERAL (
          SELECT * FROM approval_request r WHERE r.organisation_id = ${organisation} AND r.digest = asked.digest OFFSET 0) r
        WHERE (r.status = 'pending'
               OR r.status = 'denied' AND r.cause IN ('approver', 'deadline', 'unroutable')
                  AND r.decided_at > ${now}::timestamptz - make_interval(secs => ${DENIAL_MEMORY_SECONDS}))) AS earlier,
      (SELECT coalesce(json_agg(json_build_object('agent_id', b.agent_id, 'is_current', b.minute = date_trunc('minute', ${now}::timestamptz), 'count', b.count)), '[]')
         FROM rate_bucket b
        WHERE b.organisation_id = ${organisation} AND b.agent_id = ANY(${[...batch.agents]}::text[])
          AND b.minute >= date_trunc('minute', ${now}::timestamptz) - interval '1 minute') AS rates,
      (SELECT coalesce(json_agg(json_build_object('agent_id', o.agent_id, 'count', o.count)), '[]')
         FROM open_count o WHERE o.organisation_id = ${organisation} AND o.agent_id = ANY(${[...batch.agents]}::text[])) AS open,
      (SELECT coalesce(json_agg(json_build_object('kind', f.kind, 'id', f.subject_id, 'reason', f.reason, 'by', f.author, 'at', f.at)), '[]')
         FROM freeze_in_force f
        WHERE f.organisation_id = ${organisation}
          AND (f.kind = 'agent' AND f.subject_id = ANY(${[...batch.stoppable.agents]}::text[])
            OR f.kind = 'surface' AND f.subject_id = ANY(${[...batch.stoppable.surfaces]}::text[]))) AS freezes,
      (SELECT coalesce(json_agg(json_build_object('policy', w.policy, 'scope', w.scope, 'count', h.count, 'blockedBy', h.blocked_by)), '[]')
         FROM unnest(${logs.map(({ policy }) => policy)}::text[], ${logs.map(scopeKey)}::text[],
                     ${logs.map(({ windowSeconds }) => windowSeconds)}::int[], ${logs.map(({ max }) => max)}::int[]) AS w(policy, scope, seconds, max)
        CROSS JOIN LATERAL (
          SELECT coalesce(max(c.total), 0)::int AS count,
                 min(c.at) FILTER (WHERE c.upto >= greatest(c.total - w.max + 1, 1)) AS blocked_by
            FROM (SELECT t.at, sum(t.count) OVER (ORDER BY t.at) AS upto, sum(t.count) OVER () AS total FROM throttle_hit t
                   WHERE t.organisation_id = ${organisation} AND t.policy_id = w.policy AND t.scope = w.scope
                     AND t.at > ${now}::timestamptz - make_interval(secs => w.seconds)) c) h) AS throttles`;
  const facts = row as unknown as Omit<IntakeFacts, "liveKeys"> & { keys: readonly string[] }; // safe because the statement above builds exactly this
  const earlier = facts.earlier.map((request) => ({
    ...request,
    state: request.state && reviveInstants<RequestState>(request.state),
  }));
  const freezes = facts.freezes.map((freeze) => ({ ...freeze, at: new Date(freeze.at) }));
  const throttles = facts.throttles.map((log) => ({
    ...log,
    blockedBy: log.blockedBy && new Date(log.blockedBy),
  }));
  return { ...facts, earlier, freezes, throttles, liveKeys: new Set(facts.keys) };
}
