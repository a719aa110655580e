import { database } from "./client";

/** What has no meaning any more is removed: never a request, an event or a ledger entry. */
export type Purged = Readonly<
  Record<
    | "idempotencyKeys"
    | "rateBuckets"
    | "throttleHits"
    | "costs"
    | "sessions"
    | "failures"
    | "slack"
    | "webhookMessages",
    number
  >
>;

/** Small statements, so that nobody waits for a purge. */
const AT_ONCE = 5_000;

/**
 * One round. A key is kept 24 h past the end of what it began: for a proposal that opened a request, its decision.
 * Counts that reach `AT_ONCE` say that more is left.
 */
export async function purgeOnce(): Promise<Purged> {
  const sql = database();
  const idempotencyKeys = await sql.$executeRaw`
    DELETE FROM idempotency_key WHERE ctid = ANY(ARRAY(
      SELECT i.ctid FROM idempotency_key i
       WHERE i.created_at < (SELECT app_now()) - interval '24 hours'
         AND NOT EXISTS (SELECT 1 FROM approval_request r
              WHERE r.id = CASE WHEN i.endpoint = 'POST /api/v1/actions' AND i.status = 202 THEN i.body::json -> 'request' ->> 'id' END
                AND (r.decided_at IS NULL OR r.decided_at > (SELECT app_now()) - interval '24 hours'))
       LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`;
  const rateBuckets = await sql.$executeRaw`
    DELETE FROM rate_bucket WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM rate_bucket WHERE minute < (SELECT app_now()) - interval '10 minutes'
       LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`;
  const throttleHits = await sql.$executeRaw`
    DELETE FROM throttle_hit WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM throttle_hit WHERE expires_at < (SELECT app_now()) LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`;
  const costs = await sql.$executeRaw`
    DELETE FROM cost_bucket WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM cost_bucket WHERE start_at < (SELECT app_now()) - interval '8 days'
       LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`;
  await sql.$executeRaw`DELETE FROM cost_run WHERE spent_at < (SELECT app_now()) - interval '30 days'`;
  const sessions = await sql.$executeRaw`
    DELETE FROM session WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM session WHERE expires_at < (SELECT app_now()) LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`;
  const failures = await sql.$executeRaw`
    DELETE FROM sign_in_failure WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM sign_in_failure WHERE failed_at < (SELECT app_now()) - interval '24 hours'
       LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`;
  const slack = await sql.$executeRaw`
    DELETE FROM slack_seen WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM slack_seen WHERE expires_at < clock_timestamp() LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`;
  const webhookMessages = await sql.$executeRaw`
    DELETE FROM webhook_message WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM webhook_message WHERE status <> 'waiting' AND created_at < (SELECT app_now()) - interval '30 days'
       LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`;
  await sql.$executeRaw`DELETE FROM slack_link_code WHERE expires_at < clock_timestamp() - interval '1 day'`;
  await sql.$executeRaw`DELETE FROM slack_install WHERE expires_at < clock_timestamp() - interval '1 day'`;
  await sql.$executeRaw`DELETE FROM worker_heartbeat WHERE beat_at < clock_timestamp() - interval '1 hour'`;
  return { idempotencyKeys, rateBuckets, throttleHits, costs, sessions, failures, slack, webhookMessages };
}

export const isMoreLeft = (purged: Purged): boolean =>
  Object.values(purged).some((count) => count >= AT_ONCE);
