import type { EscalateInput, RequestEnvelope } from "@/lib/contract/requests";
import type { Context, PersonActor } from "../context";
import { changeRequest } from "./change";
import { readRequest } from "./read";

/** Fire the next step now. Errors: step_already_fired (somebody was quicker), no_more_steps, already_decided. */
export async function escalate(
  ctx: Context<PersonActor>,
  { id, from_step }: EscalateInput & { readonly id: string },
): Promise<RequestEnvelope> {
  await readRequest(ctx, { id });
  const command = { type: "escalate", person: ctx.actor.person, fromStep: from_step } as const;
  await changeRequest(ctx.actor.organisation, id, command);
  return { request: await readRequest(ctx, { id }) };
}
