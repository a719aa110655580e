import { DomainError } from "@/lib/contract/errors";
import type { SlackLink, SlackLinkOffer } from "@/lib/contract/slack";
import { sha256 } from "@/lib/core/canonical-json";
import { type SlackAccount, slackAccount, writtenAs } from "@/lib/core/slack-account";
import { readAccount } from "@/lib/db/slack-accounts";
import { putLinkCode, readLinkCode, takeLinkCode } from "@/lib/db/slack-links";
import { config } from "@/lib/runtime/config";
import { newSecret } from "@/lib/runtime/ids";
import { changeConfig } from "../config/apply";
import type { Context, PersonActor } from "../context";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";
import { readWorkspace } from "./workspace";

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
  const [known, workspace, { document }] = await Promise.all([
    readAccount(account),
    readWorkspace(),
    snapshotInForce(actor.organisation),
  ]);
  const me = document.people.find(({ id }) => id === actor.person);
  return {
    account: known?.name ?? account.user,
    workspace: workspace?.teamId === account.team ? workspace.name : account.team,
    linked: me?.slack ?? null,
  };
}

/** Link it. Errors: not_found (unknown, used, too old), already_exists (it is somebody else's). */
export async function confirmLink(
  ctx: Context<PersonActor>,
  { code }: { readonly code: string },
): Promise<SlackLink> {
  const account = await takeLinkCode(sha256(code));
  if (!account) throw spent();
  const written = `${account.team}/${account.user}`;
  const home = (await readWorkspace())?.teamId ?? null;
  const { person } = ctx.actor;
  await changeConfig(
    ctx,
    (document) => {
      const theirs = new Set(writtenAs(account, home));
      const other = document.people.find(
        ({ id, slack }) => id !== person && slack != null && theirs.has(slack),
      );
      if (other)
        throw new DomainError("already_exists", `This Slack account is linked to ${other.name} already.`);
      return withSlack(document, person, written);
    },
    { isOwn: true },
  );
  return { slack: written };
}

/** End the caller's own link, if there is one. */
export async function endLink(ctx: Context<PersonActor>): Promise<void> {
  await changeConfig(ctx, (document) => withSlack(document, ctx.actor.person, null), { isOwn: true });
}

type Document = Parameters<Parameters<typeof changeConfig>[1]>[0];

const withSlack = (document: Document, person: string, slack: string | null): Document => ({
  ...document,
  people: document.people.map((one) => (one.id === person ? { ...one, slack } : one)),
});

const spent = (): DomainError =>
  notFound("code", "It was used, or is older than ten minutes. Press the button in Slack again for another.");

/** The account a person has, where the workspace it is in is known. */
export async function accountOf(organisation: string, person: string): Promise<SlackAccount | null> {
  const { directory } = await snapshotInForce(organisation);
  const written = directory.people.get(person)?.slack;
  return written === undefined ? null : slackAccount(written, (await readWorkspace())?.teamId ?? null);
}
