import { DomainError } from "@/lib/contract/errors";
import type { SlackSuggestions } from "@/lib/contract/slack";
import { type SlackAccount, slackAccount } from "@/lib/core/slack-account";
import type { Context, PersonActor } from "@/lib/ops/context";
import { isSlackSetUp } from "@/lib/ops/deliveries/channels";
import { isHeld, linkFor, type Unlinked, unlinkedPeople, whyNotSuggested } from "@/lib/ops/slack/suggest";
import { connectedTo } from "@/lib/ops/slack/workspace";
import { accountOf } from "./accounts";
import { faultOf } from "./clients";
import { type Connection, connect, faultAfter, wordsOf } from "./connection";
import { homeNow } from "./reach";

/**
 * Whose account it may be, asked of Slack because an admin wants to know now, and never otherwise. Full members of a
 * workspace of the organisation alone are suggested; nothing is linked here without another word of the admin.
 */

/** Slack takes about fifty such questions a minute. */
const MOST_ASKED = 50;
const AT_ONCE = 5;

type Suggestion = SlackSuggestions["suggestions"][number];
type Place = { readonly connection: Connection; readonly workspace: string };

/** The next fifty people. What Slack does not answer is said, and the next call goes on where this one ended. */
export async function suggestAccounts(
  { actor: { organisation } }: Context<PersonActor>,
  { after }: { readonly after?: string | null | undefined },
): Promise<SlackSuggestions> {
  const all = (await unlinkedPeople(organisation)).filter(({ person }) => after == null || person > after);
  const people = all.slice(0, MOST_ASKED);
  const suggestions: Suggestion[] = [];
  let asked = 0;
  let error: string | null = null;
  try {
    const places = people.length === 0 ? [] : await placesOf(organisation);
    while (asked < people.length) {
      const batch = people.slice(asked, asked + AT_ONCE);
      const found = await Promise.all(batch.map((one) => suggestedFor(organisation, one, places)));
      suggestions.push(...found.flat());
      asked += batch.length;
    }
  } catch (thrown) {
    error = wordsOf(await faultAfter(thrown, null));
  }
  const last = asked === 0 ? (after ?? null) : (people[asked - 1]?.person ?? null);
  return { suggestions, asked, next: asked < all.length ? last : null, error };
}

async function placesOf(organisation: string): Promise<readonly Place[]> {
  if (!isSlackSetUp()) return [];
  await homeNow(organisation);
  const { settings, installed } = await connectedTo(organisation);
  const serving = [settings, ...installed].filter((one) => one !== null && one.status !== "uninstalled");
  return Promise.all(
    serving.flatMap((one) =>
      one === null
        ? []
        : [connect(one.teamId, organisation).then((connection) => ({ connection, workspace: one.name }))],
    ),
  );
}

async function suggestedFor(
  organisation: string,
  { person, email }: Unlinked,
  places: readonly Place[],
): Promise<readonly Suggestion[]> {
  const found = await Promise.all(
    places.map(async ({ connection, workspace }): Promise<readonly Suggestion[]> => {
      const member = await memberWith(email, connection);
      if (member === null || (await isHeld(organisation, member))) return [];
      const slack = `${member.team}/${member.user}`;
      return [{ person, email, slack, account: member.name, workspace }];
    }),
  );
  return found.flat();
}

/** The full member who has this address. Guests, bots, people who left and people of elsewhere have nothing to decide. */
async function memberWith(
  email: string,
  { team, clients }: Connection,
): Promise<(SlackAccount & { readonly name: string }) | null> {
  const { user } = await clients.interactive.users.lookupByEmail({ email }).catch((error: unknown) => {
    if (faultOf(error).kind === "gone") return { user: undefined };
    throw error;
  });
  if (user?.id === undefined) return null;
  const { kind, name } = accountOf(user, team);
  const isTheirs = user.profile?.email?.toLowerCase() === email.toLowerCase();
  // An address that nobody confirmed is whatever was typed.
  const isSaid = user.is_email_confirmed !== false;
  return kind === "member" && isTheirs && isSaid ? { team, user: user.id, name } : null;
}

/**
 * The admin's word for one of them. Slack is asked once more: what was suggested may be nobody's by now. Errors:
 * forbidden, not_found, already_exists, conflict (it is not suggested any more), unavailable (Slack does not say).
 */
export async function acceptSuggestion(
  ctx: Context<PersonActor>,
  { person, slack }: { readonly person: string; readonly slack: string },
): Promise<void> {
  const { organisation } = ctx.actor;
  const account = slackAccount(slack, null);
  const them = (await unlinkedPeople(organisation)).find((one) => one.person === person);
  if (them === undefined) throw await whyNotSuggested(organisation, person);
  const member = account && (await memberAgain(organisation, them, account));
  if (account === null || member?.user !== account.user)
    throw new DomainError("conflict", "Slack does not say any more that this account has their address.");
  await linkFor(ctx, { person, account });
}

async function memberAgain(organisation: string, { email }: Unlinked, { team }: SlackAccount) {
  try {
    return await memberWith(email, await connect(team, organisation));
  } catch (error) {
    throw new DomainError("unavailable", `${wordsOf(await faultAfter(error, team))}. Nothing was linked.`);
  }
}
