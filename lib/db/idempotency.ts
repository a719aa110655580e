import { database } from "./client";

/** Calls under an Idempotency-Key: one row from the moment the first of them starts. */

export type CallKey = {
  readonly organisation: string;
  readonly principal: string;
  readonly endpoint: string;
  readonly key: string;
};

export type Claimed =
  /** Ours to run. `lockedUntil` names this run: a run that was given up on cannot store its answer later. */
  | { readonly kind: "mine"; readonly lockedUntil: Date }
  | { readonly kind: "running"; readonly bodyHash: string }
  | { readonly kind: "answered"; readonly bodyHash: string; readonly status: number; readonly body: string };

/** Take the key if nobody has it, or if whoever had it ran for longer than its lock and gave no answer. */
export async function claimKey(call: CallKey, bodyHash: string, lockSeconds: number): Promise<Claimed> {
  const [mine] = await database().$queryRaw<{ lockedUntil: Date }[]>`/* PREPARED */
    INSERT INTO idempotency_key AS i (organisation_id, principal, endpoint, key, body_hash, created_at, locked_until)
    SELECT ${call.organisation}, ${call.principal}, ${call.endpoint}, ${call.key}, ${bodyHash}, t.now,
           t.now + make_interval(secs => ${lockSeconds}) FROM (SELECT app_now() AS now) t
    ON CONFLICT (organisation_id, principal, endpoint, key) DO UPDATE SET locked_until = excluded.locked_until
          WHERE i.status IS NULL AND i.body_hash = excluded.body_hash AND i.locked_until < app_now()
    RETURNING locked_until AS "lockedUntil"`;
  if (mine) return { kind: "mine", ...mine };
  const [other] = await database().$queryRaw<
    { bodyHash: string; status: number | null; body: string | null }[]
  >`/* PREPARED */
    SELECT body_hash AS "bodyHash", status, body FROM idempotency_key
     WHERE organisation_id = ${call.organisation} AND principal = ${call.principal}
       AND endpoint = ${call.endpoint} AND key = ${call.key}`;
  // Released between the two statements: as good as running, and free at the next look.
  if (!other) return { kind: "running", bodyHash };
  const { status, body } = other;
  if (status === null || body === null) return { kind: "running", bodyHash: other.bodyHash };
  return { kind: "answered", bodyHash: other.bodyHash, status, body };
}

export async function keepAnswer(
  call: CallKey,
  lockedUntil: Date,
  answer: { readonly status: number; readonly body: string },
): Promise<void> {
  await database().$executeRaw`/* PREPARED */
    UPDATE idempotency_key SET status = ${answer.status}, body = ${answer.body}
     WHERE organisation_id = ${call.organisation} AND principal = ${call.principal} AND endpoint = ${call.endpoint}
       AND key = ${call.key} AND status IS NULL AND locked_until = ${lockedUntil}`;
}

/** The call failed without an answer worth keeping: the next one with this key runs. */
export async function releaseKey(call: CallKey, lockedUntil: Date): Promise<void> {
  await database().$executeRaw`/* PREPARED */
    DELETE FROM idempotency_key
     WHERE organisation_id = ${call.organisation} AND principal = ${call.principal} AND endpoint = ${call.endpoint}
       AND key = ${call.key} AND status IS NULL AND locked_until = ${lockedUntil}`;
}

/** Keep an answer that was given without claiming the key first. The first answer stays. */
export async function putAnswer(
  call: CallKey,
  bodyHash: string,
  answer: { readonly status: number; readonly body: string },
): Promise<void> {
  await database().$executeRaw`/* PREPARED */
    INSERT INTO idempotency_key (organisation_id, principal, endpoint, key, body_hash, status, body, created_at, locked_until)
    SELECT ${call.organisation}, ${call.principal}, ${call.endpoint}, ${call.key}, ${bodyHash}, ${answer.status},
           ${answer.body}, t.now, t.now FROM (SELECT app_now() AS now) t
    ON CONFLICT DO NOTHING`;
}

/** The body that was kept under the key; null when there is none, or not yet. */
export async function readAnswer(call: CallKey): Promise<string | null> {
  const [kept] = await database().$queryRaw<{ body: string | null }[]>`/* PREPARED */
    SELECT body FROM idempotency_key
     WHERE organisation_id = ${call.organisation} AND principal = ${call.principal} AND endpoint = ${call.endpoint}
       AND key = ${call.key}`;
  return kept?.body ?? null;
}
