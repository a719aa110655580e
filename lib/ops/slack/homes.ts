import type { RequestSummary } from "@/lib/contract/requests";
import { onCall } from "@/lib/core/schedule";
import { changeAfter } from "@/lib/core/schedule-ahead";
import type { SlackAccount } from "@/lib/core/slack-account";
import { touchHomes } from "@/lib/db/slack-homes";
import type { Context, PersonActor } from "../context";
import { listRequests } from "../requests/list";
import { reading } from "../requests/world";
import { accountsIn } from "./accounts";

export { HOME_TOPIC, markHome, openHome, readHome } from "@/lib/db/slack-homes";

/** What one person's App Home shows: what waits for them, soonest first, and until when they are on call. */
export type Inbox = {
  readonly waiting: readonly RequestSummary[];
  readonly total: number;
  readonly onCall: readonly { readonly schedule: string; readonly until: Date | null }[];
  readonly onCallNow: readonly { readonly schedule: string; readonly people: readonly string[] }[];
};

/** Slack shows a hundred blocks and people read fewer: what waits beyond this is in the console. */
const MOST = 150;

export async function inboxOf(ctx: Context<PersonActor>): Promise<Inbox> {
  const [{ requests, counts }, view] = await Promise.all([
    listRequests(ctx, { view: "mine", status: "pending", limit: MOST }),
    reading(ctx.actor.organisation),
  ]);
  const { directory, document } = view.current;
  const shifts = [...directory.schedules].map(([id, schedule]) => ({
    schedule: document.schedules.find((one) => one.id === id)?.name ?? id,
    people: onCall(schedule, view.now),
    until: changeAfter(schedule, view.now)?.start ?? null,
  }));
  return {
    waiting: requests,
    total: counts.mine,
    onCall: shifts.filter(({ people }) => people.includes(ctx.actor.person)),
    onCallNow: shifts.map(({ schedule, people }) => ({
      schedule,
      people: people.map((id) => directory.people.get(id)?.name ?? id),
    })),
  };
}

/** Everybody of the organisation whose home may now show something else. */
export async function touchHomesOf(organisation: string, team: string): Promise<void> {
  const accounts = await accountsIn(organisation, team);
  await touchHomes(
    organisation,
    [...accounts.values()].map((user): SlackAccount => ({ team, user })),
  );
}
