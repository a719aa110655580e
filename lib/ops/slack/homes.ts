import type { RequestSummary } from "@/lib/contract/requests";
import { onCall } from "@/lib/core/schedule";
import { changeAfter } from "@/lib/core/schedule-ahead";
import type { SlackAccount } from "@/lib/core/slack-account";
import { touchHomes } from "@/lib/db/slack-homes";
import type { Context, PersonActor } from "../context";
import { listRequests } from "../requests/list";
import { reading } from "../requests/world";
import { accountsIn } from "./accounts";
import { homeTeam } from "./workspace";

export { markHome, openHome, readHome } from "@/lib/db/slack-homes";

/** What one person's App Home shows: what waits for them, soonest first, and who is on call. */
export type Inbox = {
  /** Of this page. */
  readonly waiting: readonly RequestSummary[];
  readonly waitingCount: number;
  readonly page: number;
  /** Every schedule, with the names of those on call now. */
  readonly watches: readonly {
    readonly schedule: string;
    readonly people: readonly string[];
    readonly isMine: boolean;
    readonly until: string | null;
  }[];
  readonly people: Readonly<Record<string, { readonly name: string }>>;
};

export async function inboxOf(
  ctx: Context<PersonActor>,
  { page, rows }: { readonly page: number; readonly rows: number },
): Promise<Inbox> {
  const [list, view] = await Promise.all([pageOf(ctx, page, rows), reading(ctx.actor.organisation)]);
  const { directory, document } = view.current;
  const nameOf = (id: string) => directory.people.get(id)?.name ?? id;
  const watches = [...directory.schedules].map(([id, schedule]) => {
    const people = onCall(schedule, view.now);
    return {
      schedule: document.schedules.find((one) => one.id === id)?.name ?? id,
      people: people.map(nameOf),
      isMine: people.includes(ctx.actor.person),
      until: changeAfter(schedule, view.now)?.start.toISOString() ?? null,
    };
  });
  const people = Object.fromEntries([...directory.people.values()].map(({ id, name }) => [id, { name }]));
  return { ...list, watches, people };
}

/** The page asked for, or the last there is. */
async function pageOf(ctx: Context<PersonActor>, page: number, rows: number) {
  let cursor: string | null = null;
  for (let at = 0; ; at++) {
    const { requests, next_cursor, counts } = await listRequests(ctx, {
      ...{ view: "mine", status: "pending", limit: rows },
      ...(cursor === null ? {} : { cursor }),
    });
    if (at === page || next_cursor === null)
      return { waiting: requests, waitingCount: counts.mine, page: at };
    cursor = next_cursor;
  }
}

/** Everybody of the organisation whose home may now show something else. */
export async function touchHomesOf(organisation: string): Promise<void> {
  const team = await homeTeam();
  if (team === null) return;
  const accounts = await accountsIn(organisation, team);
  await touchHomes(
    organisation,
    [...accounts.values()].map((user): SlackAccount => ({ team, user })),
  );
}
