import type { ActionAnswer, ProposeInput } from "@/lib/contract/actions";
import { isDomainError } from "@/lib/contract/errors";
import { denialWords } from "@/lib/core/denial-words";
import type { AgentActor, Context } from "../context";
import { actionPause } from "../wakes";
import { claim } from "./claim";
import { propose } from "./propose";
import { readAction } from "./read";

/** Whether an action may run now. Only `permitted` lets it; its approval, where one was needed, has been claimed. */
export type Permit = {
  readonly decision: "permitted" | "denied" | "pending";
  /** For the model, in a sentence or two. */
  readonly reason: string;
};

type Question = {
  readonly input: ProposeInput;
  readonly idempotency: { readonly key: string; readonly bodyHash: string };
  readonly claimKey: string;
  /** Seconds until nobody's answer is the answer. */
  readonly wait: number;
  readonly signal: AbortSignal;
};

/** The undo window of an approval is looked at this often. */
const HELD_LOOK_MS = 1_000;

/**
 * The whole way of an action in one call, for callers that can do no more than ask once: propose, wait for people, claim.
 * Errors: those of `propose`.
 */
export async function permit(ctx: Context<AgentActor>, question: Question): Promise<Permit> {
  const endAt = performance.now() + question.wait * 1000;
  const { body: proposed } = await propose(ctx, question);
  const { verdict } = proposed.ruling;
  if (verdict === "allow") return permitted(`Permitted by policy (${proposed.ruling.reason_code}).`);
  if (verdict !== "escalate") return deniedByRuling(proposed);
  const left = Math.max(0, (endAt - performance.now()) / 1000);
  const { signal } = question;
  const decided = await readAction(ctx, { id: proposed.action.id, wait: left, signal });
  return settled(ctx, question, decided, endAt);
}

async function settled(
  ctx: Context<AgentActor>,
  question: Question,
  { action, request }: ActionAnswer,
  endAt: number,
): Promise<Permit> {
  if (!request) return denied("not_approved", "there is nothing to approve");
  const { decision, grant } = request;
  if (request.status === "pending") {
    const asked = `Nobody has answered yet (${request.binding_message}, open until ${request.deadline_at}).`;
    return { decision: "pending", reason: `${asked} It has not run.` };
  }
  if (request.status !== "approved" || decision?.outcome !== "approved") {
    const code = decision?.reason_code ?? decision?.cause ?? "denied";
    return denied(code, decision?.reason ?? "", decision?.retryable ?? false);
  }
  if (Object.keys({ ...decision.constraints, ...grant?.constraints }).length > 0) {
    return denied("constraints_unsupported", "it was approved under constraints that nobody applies here");
  }
  if (grant?.status === "succeeded" || grant?.status === "failed" || grant?.status === "unknown") {
    return denied("already_claimed", "it has run before, and an approval runs once");
  }
  const refused = await claimInTime(ctx, question, action.id, endAt);
  if (refused) return refused;
  const people = decision.decided_by.map(({ person }) => person).join(", ");
  return permitted(`Approved by ${people} (${request.binding_message}).`);
}

/** Null when it was claimed. What is claimed are the arguments of this call, whatever was proposed before. */
async function claimInTime(
  ctx: Context<AgentActor>,
  { input, claimKey, signal }: Question,
  id: string,
  endAt: number,
): Promise<Permit | null> {
  for (;;) {
    if (signal.aborted) return { decision: "pending", reason: "The call was given up. It has not run." };
    try {
      await claim(ctx, { id, arguments: input.arguments, claim_key: claimKey });
      return null;
    } catch (error) {
      if (!isDomainError(error)) throw error;
      if (error.code !== "grant_held") return denied(error.code, error.detail);
      const left = endAt - performance.now();
      if (left <= 0) return { decision: "pending", reason: `${error.detail} It has not run.` };
      await actionPause(id, Math.min(left, HELD_LOOK_MS), signal).promise;
    }
  }
}

function deniedByRuling({ ruling }: ActionAnswer): Permit {
  if (ruling.verdict === "sandbox") {
    return denied(
      "constraints_unsupported",
      "it is permitted only under constraints that nobody applies here",
    );
  }
  const { retry_after_seconds: seconds } = ruling;
  const later = seconds === null ? "" : ` Try again in ${seconds} seconds.`;
  return denied(ruling.reason_code, `${ruling.reason}${later}`, ruling.verdict === "throttle");
}

const permitted = (reason: string): Permit => ({ decision: "permitted", reason });
const denied = (reasonCode: string, reason: string, retryable = false): Permit => ({
  decision: "denied",
  reason: denialWords({ reasonCode, reason, retryable }),
});
