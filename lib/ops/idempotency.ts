import { DomainError } from "@/lib/contract/errors";
import {
  type CallKey,
  type Claimed,
  claimKey,
  keepAnswer,
  putAnswer,
  readAnswer,
  releaseKey,
} from "@/lib/db/idempotency";
import { log } from "@/lib/runtime/log";
import { authorOf } from "./config/apply";
import type { Context } from "./context";

/**
 * A call that is repeated under its Idempotency-Key runs once. Keys are per principal and endpoint. Only answers are
 * kept: a call that failed changed nothing that repeating it would not find, so the next one with the key runs.
 */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

type KeyedCall = { readonly endpoint: string; readonly key: string; readonly bodyHash: string };

/** A run that gave no answer for this long is given up on: its process died. */
const LOCK_SECONDS = 60;
/** How long a repeat waits for the first run before it is told to come back. */
const PATIENCE_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** Errors: idempotency_key_reused (another body), in_progress (the first run is still under way), and those of `run`. */
export async function runIdempotent(
  ctx: Context,
  { bodyHash, ...call }: KeyedCall,
  run: () => Promise<Reply>,
): Promise<Reply & { readonly replayed: boolean }> {
  const key: CallKey = { ...callerOf(ctx), ...call };
  const claimed = await claim(key, bodyHash);
  if (claimed.kind === "answered") return { ...kept(claimed.body), status: claimed.status, replayed: true };
  const reply = await run().catch(async (error: unknown) => {
    await attempt(releaseKey(key, claimed.lockedUntil), "release an idempotency key");
    throw error;
  });
  const { status, headers, body } = reply;
  const answer = { status, body: JSON.stringify({ headers, body }) };
  await attempt(keepAnswer(key, claimed.lockedUntil, answer), "keep an answer");
  return { ...reply, replayed: false };
}

/** What was done is done, also when it cannot be noted: the caller is told what happened, and the lock ends by itself. */
async function attempt(work: Promise<void>, what: string): Promise<void> {
  await work.catch((error: unknown) => log().error({ error, what }, "an idempotency key was left behind"));
}

async function claim(key: CallKey, bodyHash: string): Promise<Exclude<Claimed, { kind: "running" }>> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const claimed = await claimKey(key, bodyHash, LOCK_SECONDS);
    if (claimed.kind === "mine") return claimed;
    if (claimed.bodyHash !== bodyHash) {
      throw new DomainError("idempotency_key_reused", "Use a new Idempotency-Key for another request.");
    }
    if (claimed.kind === "answered") return claimed;
    if (performance.now() >= giveUpAt) {
      throw new DomainError("in_progress", "The first call with this Idempotency-Key is still under way.", {
        retryAfterSeconds: 1,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

const callerOf = (ctx: Context): Pick<CallKey, "organisation" | "principal"> => ({
  organisation: ctx.actor.organisation,
  principal: authorOf(ctx),
});

function kept(text: string): Pick<Reply, "headers" | "body"> {
  return JSON.parse(text) as Pick<Reply, "headers" | "body">; // safe because only runIdempotent writes these rows
}

/**
 * Keep the answer of a call that found its own way to it, as a proposal does that joined a pending request. It is kept
 * as the verb itself keeps its answers: the body alone. An answer that is there already stays.
 */
export async function storeReply(
  ctx: Context,
  { bodyHash, ...call }: KeyedCall,
  reply: { readonly status: number; readonly body: unknown },
): Promise<void> {
  const { status, body } = reply;
  await putAnswer({ ...callerOf(ctx), ...call }, bodyHash, { status, body: JSON.stringify(body) });
}

/** The body kept by `storeReply`, or by a verb that keeps its answers itself; null when there is none. */
export async function storedReply(ctx: Context, call: Omit<KeyedCall, "bodyHash">): Promise<unknown> {
  const body = await readAnswer({ ...callerOf(ctx), ...call });
  return body === null ? null : JSON.parse(body);
}
