import type { AskInput, RequestEnvelope } from "@/lib/contract/requests";
import { newId } from "@/lib/runtime/ids";
import type { Context, PersonActor } from "../context";
import { changeRequest } from "./change";
import { readRequest } from "./read";

/** Ask the agent something; its harness sees it on the action. Errors: already_decided, deadline_passed, not_found. */
export async function ask(
  ctx: Context<PersonActor>,
  { id, text }: AskInput & { readonly id: string },
): Promise<RequestEnvelope> {
  await readRequest(ctx, { id });
  const command = { type: "ask", questionId: newId("qst"), person: ctx.actor.person, text } as const;
  await changeRequest(ctx.actor.organisation, id, command);
  return { request: await readRequest(ctx, { id }) };
}
