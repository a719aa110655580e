import { DomainError } from "@/lib/contract/errors";
import type { SlackAccount } from "@/lib/core/slack-account";
import { touchHomes } from "@/lib/db/slack-homes";
import { changeConfig } from "../config/apply";
import type { Context, PersonActor } from "../context";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";
import { holderOf, withSlack } from "./link";
import { homeTeam } from "./workspace";

/**
 * An e-mail address says whose account it may be, and proves nothing. So it is a suggestion: an admin asks for it, and
 * an admin makes the link, as they do by writing it into the configuration.
 */

export type Unlinked = { readonly person: string; readonly email: string };

/** People without an account whose address is theirs alone here, in the order of their ids. */
export async function unlinkedPeople(organisation: string): Promise<readonly Unlinked[]> {
  const { document } = await snapshotInForce(organisation);
  const counts = new Map<string, number>();
  for (const { email } of document.people)
    if (email != null) counts.set(email.toLowerCase(), (counts.get(email.toLowerCase()) ?? 0) + 1);
  return document.people
    .flatMap(({ id: person, email, slack }) =>
      email != null && slack == null && counts.get(email.toLowerCase()) === 1 ? [{ person, email }] : [],
    )
    .toSorted((a, b) => (a.person < b.person ? -1 : 1));
}

/** Nobody is suggested for them: they are not there, have an account, or have no address of their own. */
export async function whyNotSuggested(organisation: string, person: string): Promise<DomainError> {
  const { document } = await snapshotInForce(organisation);
  const them = document.people.find(({ id }) => id === person);
  if (!them) return notFound("person");
  if (them.slack != null) return linkedMeanwhile(them.name);
  return new DomainError("conflict", `${them.name} has no e-mail address that is theirs alone.`);
}

const linkedMeanwhile = (name: string): DomainError =>
  new DomainError("already_exists", `${name} has linked an account meanwhile.`);

/** Whether it is somebody's already, however configuration writes it. */
export async function isHeld(organisation: string, account: SlackAccount): Promise<boolean> {
  const [{ document }, home] = await Promise.all([snapshotInForce(organisation), homeTeam(organisation)]);
  return holderOf(document, account, home) !== undefined;
}

/** An admin says that it is theirs. Errors: forbidden, not_found, already_exists (they have one, or it is somebody's). */
export async function linkFor(
  ctx: Context<PersonActor>,
  { person, account }: { readonly person: string; readonly account: SlackAccount },
): Promise<void> {
  const { organisation } = ctx.actor;
  const home = await homeTeam(organisation);
  await changeConfig(ctx, (document) => {
    const them = document.people.find(({ id }) => id === person);
    if (!them) throw notFound("person");
    if (them.slack != null) throw linkedMeanwhile(them.name);
    const holder = holderOf(document, account, home);
    if (holder)
      throw new DomainError("already_exists", `This Slack account is linked to ${holder.name} already.`);
    return withSlack(document, person, `${account.team}/${account.user}`);
  });
  await touchHomes(organisation, [account]);
}
