import type { CommentInput, RequestEnvelope } from "@/lib/contract/requests";
import type { Context, PersonActor } from "../context";
import { changeRequest } from "./change";
import { readRequest } from "./read";

/** Say something about a request to everybody who reads it. Errors: not_found (it is not theirs to see). */
export async function comment(
  ctx: Context<PersonActor>,
  { id, text }: CommentInput & { readonly id: string },
): Promise<RequestEnvelope> {
  await readRequest(ctx, { id });
  await changeRequest(ctx.actor.organisation, id, { type: "comment", person: ctx.actor.person, text });
  return { request: await readRequest(ctx, { id }) };
}
