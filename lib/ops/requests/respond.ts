import type { RespondAnswer, RespondInput } from "@/lib/contract/requests";
import { newId } from "@/lib/runtime/ids";
import type { Context, PersonActor } from "../context";
import { changeRequest } from "./change";
import { readRequest } from "./read";
import type { After } from "./transact";

/**
 * One person's approve or deny. The only way an answer is given, whatever the channel.
 * Errors: not_eligible, self_approval, authority_insufficient, step_up_required, digest_mismatch, already_responded,
 * already_decided, deadline_passed, invalid (a reason is required), not_found.
 */
export async function respond(ctx: Context<PersonActor>, input: Given): Promise<RespondAnswer> {
  const { person } = ctx.actor;
  const after = await giveAnswer(ctx, input);
  const response = after.state.responses.find((given) => given.person === person);
  const request = await readRequest(ctx, { id: input.id });
  return {
    request,
    response: { id: response?.id ?? "", verdict: response?.verdict, at: response?.at.toISOString() },
  };
}

type Given = RespondInput & { readonly id: string };

/** The same for somebody who looks at the request elsewhere, and whom nobody needs to show it. */
export function giveAnswer(ctx: Context<PersonActor>, input: Given): Promise<After> {
  const { organisation, person, assurance, via } = ctx.actor;
  return changeRequest(organisation, input.id, {
    type: "respond",
    id: newId("rsp"),
    person,
    verdict: input.verdict,
    digest: input.digest,
    reason: input.reason ?? null,
    reasonCode: input.reason_code ?? null,
    constraints: input.constraints ?? {},
    via,
    assurance,
  });
}
