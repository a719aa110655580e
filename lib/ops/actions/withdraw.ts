import type { ActionAnswer, WithdrawInput } from "@/lib/contract/actions";
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
  await changeRequest(ctx.actor.organisation, request.id, {
    type: "withdraw",
    reason: input.reason ?? null,
    reasonCode: input.reason_code ?? null,
  });
  return readAction(ctx, { id: action.id, wait: 0 });
}
