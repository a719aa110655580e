import { findCallbackSecret } from "@/lib/db/callback-secret";
import { type Job, keepPayload } from "@/lib/db/outbox";
import { readActionRecord, readRequestRecord } from "@/lib/db/request-reader";
import { processClock } from "@/lib/runtime/clock";
import { log } from "@/lib/runtime/log";
import { OutboundError, outbound } from "@/lib/runtime/outbound";
import { signWebhook } from "@/lib/runtime/webhook-signature";
import { DONE, type JobOutcome } from "../work/jobs";
import { CallbackMessage, composeCallback } from "./compose";

/** Within the lease of the row, so that no two workers call at once. */
const TIMEOUT_MS = 10_000;
const GONE = 410;

/**
 * Tell the agent's gate that its request was decided. The body is stored before it is first sent, and every attempt
 * sends those bytes under the same id, signed anew with the time of the attempt. A 2xx ends it, and so does 410 Gone.
 */
export async function sendCallback(job: Job, owner: string): Promise<JobOutcome> {
  const message = await messageOf(job, owner);
  if (message === "lost" || message === null) return DONE;
  const secret = await findCallbackSecret(job.organisation, job.key);
  if (!secret) return { kind: "retry", error: "the agent has no valid key to sign with" };
  return call(job, message, secret);
}

/** The message as it was kept, or made and kept now. `lost` when another worker has taken over meanwhile. */
async function messageOf(job: Job, owner: string): Promise<CallbackMessage | "lost" | null> {
  const kept = CallbackMessage.safeParse(job.payload);
  if (kept.success) return kept.data;
  const request = await readRequestRecord(job.organisation, job.key);
  const action = request && (await readActionRecord(job.organisation, request.actionId));
  if (!request || !action) return null;
  const made = await composeCallback(job.organisation, action, request);
  if (!made) return null;
  return (await keepPayload(owner, job.id, made)) ? made : "lost";
}

async function call(job: Job, message: CallbackMessage, secret: string): Promise<JobOutcome> {
  const { id, url, body } = message;
  // Signature ages are judged by real clocks, never by the test clock.
  const timestampSeconds = Math.floor(processClock().getTime() / 1000);
  const headers = {
    "content-type": "application/cloudevents+json; charset=utf-8",
    ...signWebhook([secret], { id, timestampSeconds, body }),
  };
  const facts = { organisation: job.organisation, request: job.key, attempts: job.attempts };
  try {
    const { status } = await outbound({ method: "POST", url, headers, body, timeoutMs: TIMEOUT_MS });
    if (status >= 200 && status < 300) return DONE;
    if (status !== GONE) return { kind: "retry", error: `answered ${status}` };
    log().warn(facts, "a callback's receiver is gone");
    return DONE;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { kind: "retry", error: error.code };
  }
}
