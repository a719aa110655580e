import { z } from "zod";
import type { Job } from "@/lib/db/outbox";
import {
  keepWebhookMessage,
  noteWebhookAttempt,
  readWebhookMessage,
  readWebhookSecrets,
  type WebhookMessageRow,
} from "@/lib/db/webhooks";
import { newId } from "@/lib/runtime/ids";
import { GONE, isTaken, postSigned } from "../callbacks/post";
import { snapshotInForce } from "../requests/world";
import { DONE, type JobOutcome } from "../work/jobs";
import { composeEvent } from "./compose";

const Asked = z.union([
  z.object({ webhook: z.string(), message: z.string() }),
  z.object({ webhook: z.string(), request: z.string(), seq: z.int() }),
]);
type Asked = z.infer<typeof Asked>;

/**
 * Tell a webhook what happened. The message is kept before it is first sent, and every attempt sends those bytes under
 * the same id. A 2xx ends it, and so does 410 Gone. A webhook that is no longer configured is told nothing.
 */
export async function sendWebhook(job: Job): Promise<JobOutcome> {
  const asked = Asked.parse(job.payload);
  const { organisation } = job;
  const { document } = await snapshotInForce(organisation);
  const webhook = document.webhooks.find(({ id }) => id === asked.webhook);
  const message = webhook && (await messageFor(organisation, asked));
  if (!webhook || !message || message.status === "delivered") return DONE;
  const secrets = await readWebhookSecrets(organisation, webhook.id);
  const end = secrets
    ? await postSigned({ id: message.eventId, url: webhook.url, body: message.body }, [
        secrets.secret,
        ...(secrets.previous === null ? [] : [secrets.previous]),
      ])
    : { error: "it has no secret to sign with yet" };
  return record(organisation, message.id, end);
}

async function messageFor(organisation: string, asked: Asked): Promise<WebhookMessageRow | null> {
  const { webhook } = asked;
  if ("message" in asked) return readWebhookMessage(organisation, webhook, asked.message);
  const composed = await composeEvent(organisation, asked.request, asked.seq);
  if (!composed) return null;
  const id = newId("wmg");
  return keepWebhookMessage({ id, organisation, webhook, requestId: asked.request, ...composed });
}

async function record(
  organisation: string,
  id: string,
  end: Awaited<ReturnType<typeof postSigned>>,
): Promise<JobOutcome> {
  const answered = "status" in end ? end.status : null;
  if (answered !== null && isTaken(answered)) {
    await noteWebhookAttempt(organisation, id, { status: "delivered", answered, error: null });
    return DONE;
  }
  const error = "error" in end ? end.error : `answered ${end.status}`;
  const isOver = answered === GONE;
  await noteWebhookAttempt(organisation, id, { status: isOver ? "failed" : "waiting", answered, error });
  return isOver ? DONE : { kind: "retry", error };
}

/** The days of trying are over. */
export async function giveUpWebhooks(jobs: readonly Job[], error: string): Promise<void> {
  for (const { organisation, payload } of jobs) {
    const message = await messageFor(organisation, Asked.parse(payload));
    if (message) await noteWebhookAttempt(organisation, message.id, { ...message, status: "failed", error });
  }
}
