import type { MyContact } from "@/lib/contract/people-own";
import { changeConfig } from "../config/apply";
import type { Context, PersonActor } from "../context";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";

/** How the caller is reached; null where they have said nothing. Errors: not_found (somebody who is not there any more). */
export async function readMyContact({ actor }: Context<PersonActor>): Promise<MyContact> {
  const { document } = await snapshotInForce(actor.organisation);
  const me = document.people.find(({ id }) => id === actor.person);
  if (!me) throw notFound("person");
  return { default: me.contact?.default ?? null, urgent: me.contact?.urgent ?? null };
}

/** Say how one is reached from now on. Pages already on their way stay as they are. */
export async function setMyContact(ctx: Context<PersonActor>, contact: MyContact): Promise<MyContact> {
  const { person } = ctx.actor;
  const isSilent = contact.default == null && contact.urgent == null;
  await changeConfig(
    ctx,
    (document) => ({
      ...document,
      people: document.people.map((one) =>
        one.id === person ? { ...one, contact: isSilent ? null : contact } : one,
      ),
    }),
    { isOwn: true },
  );
  return readMyContact(ctx);
}
