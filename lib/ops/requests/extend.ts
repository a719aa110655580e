import type { ExtendInput, RequestEnvelope } from "@/lib/contract/requests";
import type { Context, PersonActor } from "../context";
import { changeRequest } from "./change";
import { readRequest } from "./read";

/** Move the deadline, within the route's cap and at most twice. Errors: extend_limit, not_eligible, already_decided. */
export async function extend(
  ctx: Context<PersonActor>,
  { id, seconds }: ExtendInput & { readonly id: string },
): Promise<RequestEnvelope> {
  await changeRequest(ctx.actor.organisation, id, { type: "extend", person: ctx.actor.person, seconds });
  return { request: await readRequest(ctx, { id }) };
}
