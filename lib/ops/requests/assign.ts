import type { AssignInput, RequestEnvelope } from "@/lib/contract/requests";
import type { Context, PersonActor } from "../context";
import { changeRequest } from "./change";
import { readRequest } from "./read";

type Input = AssignInput & { readonly id: string };

/**
 * Hand the request on to somebody, who is paged now. Whoever does, and was paged, is paged no more; what they may answer
 * they still may. Errors: not_eligible, assignee_not_eligible, self_approval, invalid (nobody of that name),
 * already_decided, deadline_passed, not_found.
 */
export const reassign = (ctx: Context<PersonActor>, input: Input): Promise<RequestEnvelope> =>
  assign(ctx, "reassign", input);

/** Page one more person about it, and release nobody. Errors: those of `reassign`. */
export const addResponder = (ctx: Context<PersonActor>, input: Input): Promise<RequestEnvelope> =>
  assign(ctx, "add_responder", input);

async function assign(
  ctx: Context<PersonActor>,
  type: "reassign" | "add_responder",
  { id, person: to }: Input,
): Promise<RequestEnvelope> {
  const { organisation, person } = ctx.actor;
  await changeRequest(organisation, id, { type, person, to });
  return { request: await readRequest(ctx, { id }) };
}
