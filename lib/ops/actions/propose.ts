import type { ActionAnswer, ProposeInput } from "@/lib/contract/actions";
import { DomainError } from "@/lib/contract/errors";
import { readRequestOfAction } from "@/lib/db/request-reader";
import { refuseOutboundUrl } from "@/lib/runtime/outbound";
import type { AgentActor, Context } from "../context";
import { storeReply } from "../idempotency";
import { notFound } from "../refuse";
import { changeRequest } from "../requests/change";
import { answerView } from "./answer-view";
import { type Filed, file, PROPOSE_ENDPOINT, type Proposal } from "./intake";
import { ownAction } from "./read";

export type Proposed = {
  readonly status: 200 | 202;
  readonly body: ActionAnswer;
  readonly replayed: boolean;
};

/**
 * Propose an action: the gate rules on it, and either answers at once or opens a request. Repeating a call with its
 * Idempotency-Key gives the same answer; the same digest while a request is pending joins that request.
 * Errors: schema_mismatch, invalid, idempotency_key_reused, key_revoked, already_decided (of what it supersedes).
 */
export async function propose(
  ctx: Context<AgentActor>,
  call: {
    readonly input: ProposeInput;
    readonly idempotency: { readonly key: string; readonly bodyHash: string } | null;
  },
): Promise<Proposed> {
  const { input } = call;
  if (input.callback) checkCallback(input.callback.url);
  const supersedes = input.supersedes == null ? null : await requestSuperseded(ctx, input.supersedes);
  const filed = await fileInTime(ctx.actor, { ...call, supersedes });
  const proposed = await answer(ctx, filed);
  if (filed.kind === "joined" && call.idempotency) {
    await storeReply(ctx, { endpoint: PROPOSE_ENDPOINT, ...call.idempotency }, proposed);
  }
  return proposed;
}

type Settled = Exclude<Filed, { readonly kind: "overdue" }>;

/** Whoever asks the same again after the deadline is the first to look: the earlier request is decided, then this. */
async function fileInTime(actor: AgentActor, proposal: Proposal): Promise<Settled> {
  for (;;) {
    const filed = await file(actor, proposal);
    if (filed.kind !== "overdue") return filed;
    await changeRequest(actor.organisation, filed.requestId, { type: "tick" });
  }
}

async function answer(ctx: Context<AgentActor>, filed: Settled): Promise<Proposed> {
  switch (filed.kind) {
    case "answered":
      return { status: filed.status, body: filed.body, replayed: filed.replayed };
    case "refused":
      throw filed.error;
    case "joined": {
      const action = await ownAction(ctx, filed.actionId);
      const request = await readRequestOfAction(ctx.actor.organisation, action.id);
      return {
        status: 202,
        body: await answerView(ctx.actor.organisation, action, request),
        replayed: false,
      };
    }
    default:
      return filed satisfies never;
  }
}

/** Errors: invalid, for an address that is not to be called. */
export function checkCallback(url: string, path = "/callback/url"): void {
  const problem = refuseOutboundUrl(url);
  if (!problem) return;
  throw new DomainError("invalid", "The callback URL cannot be called.", {
    errors: [{ path, message: problem }],
  });
}

/** The request that this proposal ends: the agent's own, and of an action that was escalated. */
async function requestSuperseded(ctx: Context<AgentActor>, actionId: string): Promise<string> {
  const action = await ownAction(ctx, actionId);
  const request = await readRequestOfAction(ctx.actor.organisation, action.id);
  if (!request) throw notFound("pending request to supersede");
  return request.id;
}
