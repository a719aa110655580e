import type { ActionAnswer } from "@/lib/contract/actions";
import {
  type ActionRecord,
  type RequestRecord,
  readActionRecord,
  readNow,
  readRequestOfAction,
} from "@/lib/db/request-reader";
import type { AgentActor, Context, OperatorActor } from "../context";
import { notFound } from "../refuse";
import { decideIfOverdue } from "../requests/change";
import { actionPause } from "../wakes";
import { answerView } from "./answer-view";

/** A missed wake costs at most this. */
const LOOK_AGAIN_MS = 5_000;

/**
 * What became of an action. With `wait` (seconds) the answer comes as soon as the request is decided, else as it stands
 * when the time is up. Errors: not_found, also for another agent's action.
 */
export async function readAction(
  ctx: Context<AgentActor | OperatorActor>,
  input: { readonly id: string; readonly wait: number; readonly signal?: AbortSignal },
): Promise<ActionAnswer> {
  const { organisation } = ctx.actor;
  const endAt = performance.now() + input.wait * 1000;
  const action = await ownAction(ctx, input.id);
  for (;;) {
    const left = endAt - performance.now();
    const pause = left > 0 ? actionPause(action.id, Math.min(left, LOOK_AGAIN_MS), input.signal) : null;
    const request = await current(organisation, action.id);
    if (request?.status !== "pending" || !pause || input.signal?.aborted) {
      pause?.cancel();
      return answerView(
        organisation,
        request?.grantStatus ? await ownAction(ctx, input.id) : action,
        request,
      );
    }
    await pause.promise;
  }
}

export async function ownAction(ctx: Context<AgentActor | OperatorActor>, id: string): Promise<ActionRecord> {
  const action = await readActionRecord(ctx.actor.organisation, id);
  const isTheirs = action && (ctx.actor.kind === "operator" || action.agentId === ctx.actor.agent);
  if (!isTheirs) throw notFound("action");
  return action;
}

async function current(organisation: string, actionId: string): Promise<RequestRecord | null> {
  const request = await readRequestOfAction(organisation, actionId);
  if (request?.status !== "pending") return request;
  const isNews = await decideIfOverdue(organisation, request, await readNow());
  return isNews ? readRequestOfAction(organisation, actionId) : request;
}
