import type { WebhookMessages, WebhookSecret } from "@/lib/contract/webhooks";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import {
  enqueueWebhookMessage,
  keepWebhookMessage,
  listWebhookMessages,
  readWebhookMessage,
  readWebhookSecrets,
  replaceWebhookSecret,
  type WebhookMessageRow,
} from "@/lib/db/webhooks";
import { newId } from "@/lib/runtime/ids";
import type { Context } from "../context";
import { configured, demandAdministrator } from "../identity/administrator";
import { newCallbackSecret } from "../identity/secrets";
import { notFound, unknownCursor } from "../refuse";
import { transact } from "../requests/transact";
import { reading, snapshotInForce } from "../requests/world";
import { cloudEvent } from "./compose";

/** How long the replaced secret still signs, so that a receiver can change over. */
const OVERLAP_SECONDS = 24 * 3600;

/** A new secret, shown once. Errors: forbidden, not_found. */
export async function replaceSecret(ctx: Context, { id }: Asked): Promise<WebhookSecret> {
  await demandAdministrator(ctx, "rotate_webhook_secret", id);
  const { organisation } = ctx.actor;
  return transact(organisation, [], async (moment, _requests, tx) => {
    if (!moment.current.document.webhooks.some((webhook) => webhook.id === id)) throw notFound("webhook");
    const secret = newCallbackSecret();
    const until = await replaceWebhookSecret(tx, { organisation, webhook: id }, secret, OVERLAP_SECONDS);
    // Says that it was replaced, and nothing of what it is.
    const version = sha256(canonicalJson({ webhook: id, at: moment.now.toISOString() }));
    const note = configured(ctx, {
      change: until ? "changed" : "created",
      noun: "webhook_secrets",
      id,
      version,
    });
    return {
      notes: [note],
      answer: () => ({ result: { secret, previous_until: until?.toISOString() ?? null } }),
    };
  });
}

type Asked = { readonly id: string };
type Page = {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly status?: WebhookMessageRow["status"] | undefined;
};

const MESSAGE_ID = /^wmg_[0-9A-Z]{26}$/;

/** What it was told in the last thirty days, the latest first. Errors: not_found. */
export async function listMessages(ctx: Context, { id, ...page }: Asked & Page): Promise<WebhookMessages> {
  const { organisation } = ctx.actor;
  const { cursor = null, limit, status = null } = page;
  if (cursor !== null && !MESSAGE_ID.test(cursor)) throw unknownCursor();
  await demandWebhook(organisation, id);
  const [rows, secrets] = await Promise.all([
    listWebhookMessages(organisation, id, { cursor, status, limit: limit + 1 }),
    readWebhookSecrets(organisation, id),
  ]);
  const messages = rows.slice(0, limit).map(messageView);
  return {
    messages,
    next_cursor: rows.length > limit ? (messages.at(-1)?.id ?? null) : null,
    has_secret: secrets !== null,
  };
}

/** Send a message once more, the same bytes under the same id. Errors: not_found. */
export async function replayMessage(ctx: Context, { id, message }: Asked & { readonly message: string }) {
  const { organisation } = ctx.actor;
  await demandWebhook(organisation, id);
  const found = await readWebhookMessage(organisation, id, message);
  if (!found) throw notFound("message");
  await enqueueWebhookMessage(organisation, id, found.id);
  return messageView({ ...found, status: "waiting" });
}

/** Send a message that means nothing, to see whether it arrives. Errors: not_found. */
export async function testWebhook(ctx: Context, { id }: Asked) {
  const { organisation } = ctx.actor;
  const { now } = await reading(organisation);
  await demandWebhook(organisation, id);
  const message = newId("wmg");
  const eventId = message.replace(/^wmg_/, "evt_");
  const event = "webhook.test";
  const data = { organisation, webhook: id };
  const body = cloudEvent({ event, eventId, subject: id, time: now.toISOString(), data });
  const kept = await keepWebhookMessage({
    ...{ id: message, organisation, webhook: id, event, eventId, requestId: null, body },
  });
  await enqueueWebhookMessage(organisation, id, kept.id);
  return messageView(kept);
}

async function demandWebhook(organisation: string, id: string): Promise<void> {
  const { document } = await snapshotInForce(organisation);
  if (!document.webhooks.some((webhook) => webhook.id === id)) throw notFound("webhook");
}

const messageView = (row: WebhookMessageRow): WebhookMessages["messages"][number] => ({
  id: row.id,
  event: row.event,
  event_id: row.eventId,
  request: row.requestId,
  status: row.status,
  attempts: row.attempts,
  answered: row.answered,
  error: row.error,
  created_at: row.createdAt.toISOString(),
  tried_at: row.triedAt?.toISOString() ?? null,
});
