import { changeConfig } from "../config/apply";
import type { Context, PersonActor } from "../context";
import { notFound } from "../refuse";

/**
 * Take one's authority back: what has not begun is gone, what has ends now and stays in the books. Again it changes
 * nothing. Errors: not_found, also for what somebody else lends.
 */
export async function takeBack(ctx: Context<PersonActor>, { id }: { readonly id: string }): Promise<void> {
  await changeConfig(ctx, (document, { now }) => {
    const found = document.delegations.find((one) => one.id === id && one.from === ctx.actor.person);
    if (!found) throw notFound("delegation");
    if (Date.parse(found.end) <= now.getTime()) return document;
    const rest = document.delegations.filter((one) => one !== found);
    if (Date.parse(found.start) >= now.getTime()) return { ...document, delegations: rest };
    const ended = { ...found, end: now.toISOString() };
    return { ...document, delegations: document.delegations.map((one) => (one === found ? ended : one)) };
  });
}
