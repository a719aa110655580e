import { findCallbackSecret } from "@/lib/db/callback-secret";
import { type Job, keepPayload } from "@/lib/db/outbox";
import { readActionRecord, readRequestRecord } from "@/lib/db/request-reader";
import { log } from "@/lib/runtime/log";
import { DONE, type JobOutcome } from "../work/jobs";
import { CallbackMessage, composeCallback } from "./compose";
import { GONE, isTaken, postSigned } from "./post";

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
  const end = await postSigned(message, [secret]);
  if ("error" in end) return { kind: "retry", error: end.error };
  if (isTaken(end.status)) return DONE;
  if (end.status !== GONE) return { kind: "retry", error: `answered ${end.status}` };
  const facts = { organisation: job.organisation, request: job.key, attempts: job.attempts };
  log().warn(facts, "a callback's receiver is gone");
  return DONE;
}
