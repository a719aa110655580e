import type { ActionAnswer, AnswerInput } from "@/lib/contract/actions";
import { readRequestOfAction } from "@/lib/db/request-reader";
import type { AgentActor, Context } from "../context";
import { notFound } from "../refuse";
import { changeRequest } from "../requests/change";
import { ownAction, readAction } from "./read";

/** Answer a person's question, once; every later approver sees it. Errors: already_answered, not_found. */
export async function answerQuestion(
  ctx: Context<AgentActor>,
  input: AnswerInput & { readonly id: string },
): Promise<ActionAnswer> {
  const action = await ownAction(ctx, input.id);
  const request = await readRequestOfAction(ctx.actor.organisation, action.id);
  if (!request) throw notFound("question");
  const command = { type: "answer", questionId: input.question, text: input.text } as const;
  await changeRequest(ctx.actor.organisation, request.id, command);
  return readAction(ctx, { id: action.id, wait: 0 });
}
