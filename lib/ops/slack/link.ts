import { DomainError } from "@/lib/contract/errors";
import type { SlackLink, SlackLinkOffer } from "@/lib/contract/slack";
import { sha256 } from "@/lib/core/canonical-json";
import { type SlackAccount, slackAccount, writtenAs } from "@/lib/core/slack-account";
import { readAccount } from "@/lib/db/slack-accounts";
import { touchHomes } from "@/lib/db/slack-homes";
import { putLinkCode, readLinkCode, takeLinkCode } from "@/lib/db/slack-links";

import { config } from "@/lib/runtime/config";
import { newSecret } from "@/lib/runtime/ids";
import { changeConfig } from "../config/apply";
import type { Context, PersonActor } from "../context";
import { isSlackSetUp } from "../deliveries/channels";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";
import { isElsewhere } from "./accounts";
import { findWorkspace, homeTeam } from "./workspace";

/**
 * Linking a Slack account to a person. The account proves itself by the code, which only it was given; the person by
 * their session. An e-mail address proves neither. The link is the person's `slack` in the configuration.
 */

/** The address that links this account to whoever opens it signed in, once and for ten minutes. */
export async function offerLink(account: SlackAccount): Promise<string> {
  const code = newSecret();
  await putLinkCode(account, sha256(code));
  return `${config().url}/slack/link/${code}`;
}

/** What the code would link, to be looked at before it is done. Errors: not_found (unknown, used, too old). */
export async function readLinkOffer(
  { actor }: Context<PersonActor>,
  { code }: { readonly code: string },
): Promise<SlackLinkOffer> {
  const account = await readLinkCode(sha256(code));
  if (!account) throw spent();
  await refuseElsewhere(account, actor.organisation);
  const [home, { document }] = await Promise.all([
    homeTeam(actor.organisation),
    snapshotInForce(actor.organisation),
  ]);
  const me = document.people.find(({ id }) => id === actor.person);
  const holder = holderOf(document, account, home);
  const [offered, mine] = await Promise.all([
    named(account),
    me?.slack == null ? null : named(slackAccount(me.slack, home)),
  ]);
  return {
    account: offered?.account ?? account.user,
    workspace: offered?.workspace ?? account.team,
    linked: mine?.account ?? me?.slack ?? null,
    is_mine: holder !== undefined && holder.id === me?.id,
    held_by: holder === undefined || holder.id === me?.id ? null : holder.name,
  };
}

/** The caller's own account. Errors: not_found (somebody who is not there any more). */
export async function readMyLink({ actor }: Context<PersonActor>): Promise<SlackLink> {
  const [home, { document }] = await Promise.all([
    homeTeam(actor.organisation),
    snapshotInForce(actor.organisation),
  ]);
  const me = document.people.find(({ id }) => id === actor.person);
  if (!me) throw notFound("person");
  const slack = me.slack ?? null;
  const found = slack === null ? null : await named(slackAccount(slack, home));
  return {
    set_up: isSlackSetUp(),
    slack,
    account: found?.account ?? null,
    workspace: found?.workspace ?? null,
  };
}

/** Link it. Errors: not_found (unknown, used, too old), already_exists (it is somebody else's). */
export async function confirmLink(
  ctx: Context<PersonActor>,
  { code }: { readonly code: string },
): Promise<SlackLink> {
  const { organisation, person } = ctx.actor;
  const meant = await readLinkCode(sha256(code));
  if (meant) await refuseElsewhere(meant, organisation);
  const account = await takeLinkCode(sha256(code));
  if (!account) throw spent();
  const home = await homeTeam(organisation);
  await changeConfig(
    ctx,
    (document) => {
      const holder = holderOf(document, account, home);
      if (holder && holder.id !== person)
        throw new DomainError("already_exists", `This Slack account is linked to ${holder.name} already.`);
      return withSlack(document, person, `${account.team}/${account.user}`);
    },
    { isOwn: true },
  );
  await touchHomes(ctx.actor.organisation, [account]);
  return readMyLink(ctx);
}

/** End the caller's own link, if there is one. */
export async function endLink(ctx: Context<PersonActor>): Promise<void> {
  const { organisation, person } = ctx.actor;
  const account = await accountOf(organisation, person);
  await changeConfig(ctx, (document) => withSlack(document, person, null), { isOwn: true });
  if (account !== null) await touchHomes(organisation, [account]);
}

type Document = Parameters<Parameters<typeof changeConfig>[1]>[0];

/** Whom the account is linked to, however configuration writes it. */
export function holderOf({ people }: Document, account: SlackAccount, home: string | null) {
  const written = writtenAs(account, home);
  return people.find(({ slack }) => slack != null && written.includes(slack));
}

/** What Slack calls an account and its workspace, as far as it was heard. */
async function named(account: SlackAccount | null) {
  if (account === null) return null;
  const [known, workspace] = await Promise.all([readAccount(account), findWorkspace(account.team)]);
  return { account: known?.name ?? null, workspace: workspace?.name ?? null };
}

export const withSlack = (document: Document, person: string, slack: string | null): Document => ({
  ...document,
  people: document.people.map((one) => (one.id === person ? { ...one, slack } : one)),
});

/** A workspace that another organisation installed knows nobody of this one. */
async function refuseElsewhere({ team }: SlackAccount, organisation: string): Promise<void> {
  if (await isElsewhere(team, organisation))
    throw notFound("code", "It is of a Slack workspace that your organisation is not connected to.");
}

const spent = (): DomainError =>
  notFound("code", "It was used, or is older than ten minutes. Press the button in Slack again for another.");

/** The account a person has, where the workspace it is in is known. */
export async function accountOf(organisation: string, person: string): Promise<SlackAccount | null> {
  const { directory } = await snapshotInForce(organisation);
  const written = directory.people.get(person)?.slack;
  return written === undefined ? null : slackAccount(written, await homeTeam(organisation));
}
