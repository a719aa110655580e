import { type SlackAccount, slackAccount } from "@/lib/core/slack-account";
import type { DeliveryJob } from "@/lib/ops/deliveries/load";
import type { DeliveryResult } from "@/lib/ops/deliveries/record";
import { readAccount } from "@/lib/ops/slack/accounts";
import { placeOf } from "@/lib/ops/slack/copies";
import { accountOf as linkedAccount } from "@/lib/ops/slack/link";
import { type Account, accountNow, dmChannelOf } from "./accounts";
import { type Connection, connect, faultAfter, wordsOf } from "./connection";
import { postDelivery } from "./post";

/** Pages and reminders on their way into Slack: to one person's own conversation, or to a shared place. */
export const deliverToSlack = (jobs: readonly DeliveryJob[]): Promise<readonly DeliveryResult[]> =>
  Promise.all(jobs.map((job) => deliver(job).catch(afterTrouble)));

async function afterTrouble(error: unknown): Promise<DeliveryResult> {
  if (error instanceof Undeliverable) return { kind: "failed", error: error.message };
  const fault = await faultAfter(error);
  const passes = fault.kind === "ambiguous" || fault.kind === "ratelimited";
  return { kind: passes ? "retry" : "failed", error: wordsOf(fault) };
}

class Undeliverable extends Error {}

async function deliver(job: DeliveryJob): Promise<DeliveryResult> {
  const connection = await connect();
  const channel =
    job.personId === null ? await placeFor(job, connection) : await theirs(job, job.personId, connection);
  return postDelivery(job, channel, connection);
}

async function theirs(
  { organisation }: DeliveryJob,
  person: string,
  connection: Connection,
): Promise<string> {
  const account = await linkedAccount(organisation, person);
  if (account === null) throw new Undeliverable("they have linked no Slack account");
  refuseOthers(account, await accountNow(account), connection);
  await refuseWhileMuted(account);
  return dmChannelOf(account, connection);
}

function refuseOthers({ team }: SlackAccount, { kind }: Account, connection: Connection): void {
  if (team !== connection.team)
    throw new Undeliverable("their Slack account is in a workspace that is not connected");
  if (kind !== "member") throw new Undeliverable(NO_MEMBER[kind]);
}

/** Their own wish: the next way to reach them is used. */
async function refuseWhileMuted(account: SlackAccount): Promise<void> {
  const { mutedUntil = null } = (await readAccount(account)) ?? {};
  if (mutedUntil !== null) throw new Undeliverable(`they muted Slack until ${mutedUntil.toISOString()}`);
}

const NO_MEMBER: Readonly<Record<Exclude<Account["kind"], "member">, string>> = {
  guest: "their Slack account is a guest's",
  bot: "their Slack account is a bot's",
  deleted: "their Slack account was deactivated",
  stranger: "their Slack account is of another workspace",
};

async function placeFor({ organisation, payload }: DeliveryJob, { team }: Connection): Promise<string> {
  const id = typeof payload === "object" && payload !== null ? Reflect.get(payload, "place") : null;
  const place = await placeOf(organisation, String(id));
  if (place === null) throw new Undeliverable("that channel is no longer in the configuration");
  // Channels are written as accounts are: T…/C…, or C… of the token's own workspace.
  const at = slackAccount(place.slack, team);
  if (at?.team !== team) throw new Undeliverable("that channel is in a workspace that is not connected");
  return at.user;
}
