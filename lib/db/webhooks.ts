import { database, type Tx } from "./client";

/** Webhooks' secrets, and what they were told. */

export type WebhookSecrets = {
  readonly secret: string;
  /** Null where there is none, or its time is over. */
  readonly previous: string | null;
  readonly previousUntil: Date | null;
};

export async function readWebhookSecrets(
  organisation: string,
  webhook: string,
): Promise<WebhookSecrets | null> {
  const [row] = await database().$queryRaw<WebhookSecrets[]>`
    SELECT secret, CASE WHEN previous_until > app_now() THEN previous END AS previous, previous_until AS "previousUntil"
      FROM webhook_secret WHERE organisation_id = ${organisation} AND webhook_id = ${webhook}`;
  return row ?? null;
}

/** A new secret; the one it replaces still signs for so long. Answers until when, or null where there was none. */
export async function replaceWebhookSecret(
  tx: Tx,
  at: { readonly organisation: string; readonly webhook: string },
  secret: string,
  overlapSeconds: number,
): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ until: Date | null }[]>`
    INSERT INTO webhook_secret (organisation_id, webhook_id, secret) VALUES (${at.organisation}, ${at.webhook}, ${secret})
    ON CONFLICT (organisation_id, webhook_id) DO UPDATE
       SET secret = excluded.secret, previous = webhook_secret.secret,
           previous_until = app_now() + make_interval(secs => ${overlapSeconds})
    RETURNING previous_until AS until`;
  return row?.until ?? null;
}

export type WebhookMessageRow = {
  readonly id: string;
  readonly webhook: string;
  readonly event: string;
  readonly eventId: string;
  readonly requestId: string | null;
  readonly body: string;
  readonly status: "waiting" | "delivered" | "failed";
  readonly attempts: number;
  readonly answered: number | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly triedAt: Date | null;
};

type NewMessage = Pick<WebhookMessageRow, "id" | "webhook" | "event" | "eventId" | "requestId" | "body"> & {
  readonly organisation: string;
};

/** Kept once per event: whoever comes second is given what the first one kept. */
export async function keepWebhookMessage(message: NewMessage): Promise<WebhookMessageRow> {
  const { id, organisation, webhook, event, eventId, requestId, body } = message;
  await database().$executeRaw`
    INSERT INTO webhook_message (id, organisation_id, webhook_id, event_id, event, request_id, body, created_at)
    VALUES (${id}, ${organisation}, ${webhook}, ${eventId}, ${event}, ${requestId}, ${body}, app_now())
    ON CONFLICT (organisation_id, webhook_id, event_id) DO NOTHING`;
  const [kept] = await database().$queryRaw<WebhookMessageRow[]>`
    SELECT id, webhook_id AS webhook, event, event_id AS "eventId", request_id AS "requestId", body, status, attempts,
           answered, error, created_at AS "createdAt", tried_at AS "triedAt"
      FROM webhook_message
     WHERE organisation_id = ${organisation} AND webhook_id = ${webhook} AND event_id = ${eventId}`;
  if (!kept) throw new Error("a message that was kept is not there");
  return kept;
}

export async function readWebhookMessage(
  organisation: string,
  webhook: string,
  id: string,
): Promise<WebhookMessageRow | null> {
  const [row] = await database().$queryRaw<WebhookMessageRow[]>`
    SELECT id, webhook_id AS webhook, event, event_id AS "eventId", request_id AS "requestId", body, status, attempts,
           answered, error, created_at AS "createdAt", tried_at AS "triedAt"
      FROM webhook_message WHERE organisation_id = ${organisation} AND webhook_id = ${webhook} AND id = ${id}`;
  return row ?? null;
}

/** The latest first, from below `cursor`. */
export function listWebhookMessages(
  organisation: string,
  webhook: string,
  page: { readonly cursor: string | null; readonly limit: number; readonly status: string | null },
): Promise<readonly WebhookMessageRow[]> {
  return database().$queryRaw<WebhookMessageRow[]>`
    SELECT id, webhook_id AS webhook, event, event_id AS "eventId", request_id AS "requestId", '' AS body, status, attempts,
           answered, error, created_at AS "createdAt", tried_at AS "triedAt"
      FROM webhook_message
     WHERE organisation_id = ${organisation} AND webhook_id = ${webhook}
       AND (${page.cursor}::text IS NULL OR id < ${page.cursor})
       AND (${page.status}::text IS NULL OR status = ${page.status})
     ORDER BY id DESC LIMIT ${page.limit}`;
}

const LONGEST_ERROR = 300;

export async function noteWebhookAttempt(
  organisation: string,
  id: string,
  end: Pick<WebhookMessageRow, "status" | "answered" | "error">,
): Promise<void> {
  await database().$executeRaw`
    UPDATE webhook_message SET status = ${end.status}, answered = ${end.answered},
           error = ${end.error?.slice(0, LONGEST_ERROR) ?? null}, attempts = attempts + 1, tried_at = app_now()
     WHERE organisation_id = ${organisation} AND id = ${id}`;
}

export const WEBHOOK_TOPIC = "webhook";

/** Send it, or send it once more, as soon as somebody is free. */
export async function enqueueWebhookMessage(
  organisation: string,
  webhook: string,
  id: string,
): Promise<void> {
  await database().$executeRaw`
    UPDATE webhook_message SET status = 'waiting' WHERE organisation_id = ${organisation} AND id = ${id}`;
  await database().$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, payload, due_at, created_at)
    SELECT ${organisation}, ${WEBHOOK_TOPIC}, ${id}, ${JSON.stringify({ webhook, message: id })}::jsonb, clock.now, clock.now
      FROM (SELECT app_now() AS now) clock
    ON CONFLICT (topic, key) DO UPDATE SET due_at = excluded.due_at, attempts = 0, dead = false WHERE outbox.lease_owner IS NULL`;
}
