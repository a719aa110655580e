import { createHash } from "node:crypto";
import type { SlackAccount } from "@/lib/core/slack-account";
import { contextOf, linkedPeople } from "@/lib/ops/slack/accounts";
import { inboxOf, markHome, readHome } from "@/lib/ops/slack/homes";
import { offerLink } from "@/lib/ops/slack/link";
import { DONE, type Job, type JobOutcome } from "@/lib/ops/work/jobs";
import { config } from "@/lib/runtime/config";
import { accountNow, STRANGERS } from "./accounts";
import { home, ROWS_PER_PAGE, strangersHome, unlinkedHome } from "./blocks/home";
import { connect, faultAfter, wordsOf } from "./connection";
import { pace } from "./pace";

/** App Home: a person's own queue, published when it is opened and soon after anything in it changed. */

/** The worker's way: `T01/U012`. */
export async function publishHome({ key }: Job): Promise<JobOutcome> {
  const [team = "", user = ""] = key.split("/");
  try {
    await publish({ team, user });
    return DONE;
  } catch (error) {
    return { kind: "retry", error: wordsOf(await faultAfter(error, team)) };
  }
}

/** `isOpened`: they look at it now, and whatever Slack shows them must be it, also what it already was. */
export async function publish(account: SlackAccount, { isOpened = false } = {}): Promise<void> {
  const known = await readHome(account);
  if (known === null) return;
  const view = await viewFor(account, known.page);
  const shown = createHash("sha256").update(JSON.stringify(view)).digest("hex");
  if (shown === known.shown && !isOpened) return;
  const { clients } = await connect(account.team, null);
  await pace(account.team).run({
    method: "views.publish",
    channel: null,
    priority: "home",
    key: `${account.team}/${account.user}`,
    call: () => clients.outbox.views.publish({ user_id: account.user, view }),
  });
  await markHome(account, shown);
}

async function viewFor(account: SlackAccount, page: number) {
  const { kind } = await accountNow(account);
  if (kind !== "member") return strangersHome(STRANGERS[kind]);
  const linked = await linkedPeople(account);
  if (linked.length === 0) return unlinkedHome(await offerLink(account));
  const inbox = await inboxOf(linked.map(contextOf), { page, rows: ROWS_PER_PAGE });
  const { waiting: rows, waitingCount, watches, people } = inbox;
  const untils = watches.flatMap(({ isMine, until }) => (isMine && until !== null ? [until] : []));
  return home({
    ...{ rows, waitingCount, people, page: inbox.page },
    onCallUntil: untils.toSorted()[0] ?? null,
    onCall: [...new Set(watches.flatMap((watch) => watch.people))],
    consoleUrl: config().url,
  });
}
