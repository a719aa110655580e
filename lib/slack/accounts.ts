import type { SlackAccount } from "@/lib/core/slack-account";
import {
  type AccountKind,
  type AccountRecord,
  putAccount,
  putDmChannel,
  readAccount,
} from "@/lib/ops/slack/accounts";
import type { Stranger } from "./blocks/private";
import { type Connection, connect, faultAfter } from "./connection";

/** Who an account is to Slack: read at every click and page, and asked of Slack when it was long ago. */

const FRESH_SECONDS = 15 * 60;
/** While Slack does not answer, what it said within a day still counts. */
const STALE_SECONDS = 24 * 3600;

/** Whom the words for outsiders speak of. */
export const STRANGERS: Readonly<Record<Exclude<AccountKind, "member">, Stranger>> = {
  guest: "guest",
  bot: "bot",
  deleted: "deleted",
  stranger: "other_workspace",
};

export type Account = Pick<AccountRecord, "name" | "kind">;

/** Throws what the client throws when Slack must be asked and does not answer. */
export async function accountNow(account: SlackAccount): Promise<Account> {
  const known = await readAccount(account);
  if (known && known.ageSeconds < FRESH_SECONDS) return known;
  try {
    const asking = ask(account);
    return await (known ? within(SOON_MS, asking) : asking);
  } catch (error) {
    const fault = await faultAfter(error, account.team);
    const isSilent = fault.kind === "ambiguous" || fault.kind === "ratelimited";
    if (isSilent && known && known.ageSeconds < STALE_SECONDS) return known;
    // Slack knows nobody by this id.
    if (fault.kind === "gone") return { name: known?.name ?? account.user, kind: "deleted" };
    throw error;
  }
}

async function ask(account: SlackAccount): Promise<Account> {
  const { clients } = await connect(account.team, null);
  const { user } = await clients.interactive.users.info({ user: account.user });
  if (user === undefined) throw new TypeError("Slack named no user");
  const found = accountOf(user, account.team);
  await putAccount(account, found);
  return found;
}

/** Whoever clicked waits three seconds in all: a Slack that hangs must leave some of them for the answer. */
const SOON_MS = 1_000;

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Slack did not answer within ${ms} ms`)), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** What Slack says of a user, as far as it matters here. Everything is optional in Slack's own types. */
export type SlackUser = {
  readonly id?: string;
  readonly team_id?: string;
  readonly name?: string;
  readonly real_name?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_app_user?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
};

export const accountOf = (user: SlackUser, team: string): Account => ({
  name: user.real_name || user.name || user.id || "somebody",
  kind: kindOf(user, team),
});

function kindOf(user: SlackUser, team: string): AccountKind {
  if (user.deleted) return "deleted";
  if (user.is_bot || user.is_app_user || user.id === "USLACKBOT") return "bot";
  if (user.is_stranger || (user.team_id !== undefined && user.team_id !== team)) return "stranger";
  return user.is_restricted || user.is_ultra_restricted ? "guest" : "member";
}

/** The conversation with them: opened once, and kept. */
export async function dmChannelOf(account: SlackAccount, { clients }: Connection): Promise<string> {
  const known = await readAccount(account);
  if (known?.dmChannel) return known.dmChannel;
  const { channel } = await clients.outbox.conversations.open({ users: account.user });
  if (!channel?.id) throw new TypeError("Slack opened no conversation");
  await putDmChannel(account, channel.id);
  return channel.id;
}
