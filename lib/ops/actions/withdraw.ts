import type { ActionAnswer, WithdrawInput } from "@/lib/contract/actions";
import { isDomainError } from "@/lib/contract/errors";
import { readRequestOfAction } from "@/lib/db/request-reader";
import type { AgentActor, Context } from "../context";
import { refusal } from "../refuse";
import { changeRequest } from "../requests/change";
import { ownAction, readAction } from "./read";

/** Take back a question nobody has answered. Repeating it changes nothing. Errors: already_decided, not_found. */
export async function withdraw(
  ctx: Context<AgentActor>,
  input: WithdrawInput & { readonly id: string },
): Promise<ActionAnswer> {
  const action = await ownAction(ctx, input.id);
  const request = await readRequestOfAction(ctx.actor.organisation, action.id);
  if (!request) throw refusal("already_decided", { verdict: action.verdict });
  try {
    await changeRequest(ctx.actor.organisation, request.id, {
      type: "withdraw",
      reason: input.reason ?? null,
      reasonCode: input.reason_code ?? null,
    });
  } catch (error) {
    throw isDomainError(error) && error.code === "already_decided"
      ? await alreadyDecided(ctx, action.id)
      : error;
  }
  return readAction(ctx, { id: action.id, wait: 0 });
}

/** The harness that came too late gets the decision, and need not ask for it. */
async function alreadyDecided(ctx: Context<AgentActor>, id: string): Promise<Error> {
  const { request } = await readAction(ctx, { id, wait: 0 });
  return refusal("already_decided", { request });
}
