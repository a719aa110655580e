import type { RequestEnvelope } from "@/lib/contract/requests";
import type { Context, PersonActor } from "../context";
import { changeRequest } from "./change";
import { readRequest } from "./read";

/** "I am looking": pauses paging for a while and never moves the deadline. Errors: not_eligible, already_decided. */
export async function acknowledge(
  ctx: Context<PersonActor>,
  { id }: { readonly id: string },
): Promise<RequestEnvelope> {
  await changeRequest(ctx.actor.organisation, id, { type: "acknowledge", person: ctx.actor.person });
  return { request: await readRequest(ctx, { id }) };
}
