import { type SlackAccount, slackAccount } from "@/lib/core/slack-account";
import { readAccount } from "@/lib/ops/slack/accounts";
import { placeOf } from "@/lib/ops/slack/copies";
import { accountOf as linkedAccount } from "@/lib/ops/slack/link";
import { homeTeam, isHomeKnown } from "@/lib/ops/slack/workspace";
import { config } from "@/lib/runtime/config";
import { type Account, accountNow, dmChannelOf } from "./accounts";
import { isNotConnected, notConnected, SlackAway } from "./away";
import { type Connection, connect, connectHome, faultAfter } from "./connection";

/** Where somebody, or a shared place, is reached in Slack: which conversation, in which workspace. */

export type Reached = { readonly channel: string; readonly connection: Connection };

/** There is no way to them in Slack, in words for whoever waits for the page. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  constructor(
    readonly code: "not_linked" | "not_connected" | "not_member" | "muted" | "no_place",
    message: string,
  ) {
    super(message);
  }
}

/** Their own conversation. Throws Unreachable, and SlackAway when Slack must be asked and does not say. */
export async function reachPerson(organisation: string, person: string): Promise<Reached> {
  const account = await onceHomeIsKnown(() => linkedAccount(organisation, person));
  if (account === null) throw new Unreachable("not_linked", "they have linked no Slack account");
  const connection = await connectOr(account.team, organisation, "their Slack account");
  return inWords(connection.team, async () => {
    const { kind } = await accountNow(account);
    if (kind !== "member") throw new Unreachable("not_member", NO_MEMBER[kind]);
    const { mutedUntil = null } = (await readAccount(account)) ?? {};
    // Their own wish: the next way to reach them is used.
    if (mutedUntil !== null)
      throw new Unreachable("muted", `they muted Slack until ${mutedUntil.toISOString()}`);
    return { channel: await dmChannelOf(account, connection), connection };
  });
}

const NO_MEMBER: Readonly<Record<Exclude<Account["kind"], "member">, string>> = {
  guest: "their Slack account is a guest's",
  bot: "their Slack account is a bot's",
  deleted: "their Slack account was deactivated",
  stranger: "their Slack account is of another workspace",
};

/** A shared place of the configuration. Channels are written as accounts are: T…/C…, or C… of the home workspace. */
export async function reachPlace(organisation: string, id: string): Promise<Reached> {
  const place = await placeOf(organisation, id);
  if (place === null) throw new Unreachable("no_place", "that channel is no longer in the configuration");
  const at = slackAccount(place.slack, await homeNow(organisation));
  if (at === null)
    throw new Unreachable("not_connected", "that channel is in no workspace that is connected");
  return { channel: at.user, connection: await connectOr(at.team, organisation, "that channel") };
}

/** The workspace of ids that are written without one; null where there is none, or several. */
export const homeNow = (organisation: string): Promise<string | null> =>
  onceHomeIsKnown(() => homeTeam(organisation));

/** A user group, and the workspace it is in. */
export type Placed = { readonly group: string; readonly connection: Connection };

/** A group of a workspace that is not the organisation's does not exist. Throws SlackAway. */
export async function connectPlace(place: SlackAccount | null, organisation: string): Promise<Placed> {
  if (place === null) throw notConnected();
  return { group: place.user, connection: await connect(place.team, organisation) };
}

/** Ids without a workspace are of the settings' one, which Slack has to name once. */
async function onceHomeIsKnown<T>(find: () => Promise<T | null>): Promise<T | null> {
  const found = await find();
  if (found !== null || config().slack.botToken === null || (await isHomeKnown())) return found;
  await connectHome();
  return find();
}

async function connectOr(team: string, organisation: string, what: string): Promise<Connection> {
  return connect(team, organisation).catch((error: unknown) => {
    if (isNotConnected(error))
      throw new Unreachable("not_connected", `${what} is in a workspace that is not connected`);
    throw error;
  });
}

/** A call that fails here is of that workspace, which only this place knows. */
export async function inWords<T>(team: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Unreachable || error instanceof SlackAway) throw error;
    throw new SlackAway(await faultAfter(error, team));
  }
}
