import type { RequestSummary } from "@/lib/contract/requests";
import { onCall } from "@/lib/core/schedule";
import { changeAfter } from "@/lib/core/schedule-ahead";
import { slackAccount } from "@/lib/core/slack-account";
import { touchHomes } from "@/lib/db/slack-homes";
import type { Context, PersonActor } from "../context";
import { listRequests } from "../requests/list";
import { reading, snapshotInForce } from "../requests/world";
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

/** `people` is one human being: themselves in each organisation their account is linked in. */
export async function inboxOf(
  people: readonly Context<PersonActor>[],
  { page, rows }: { readonly page: number; readonly rows: number },
): Promise<Inbox> {
  const most = (page + 1) * rows;
  const all = await Promise.all(
    people.map(async (ctx) => ({ ...(await firstOf(ctx, most, rows)), ...(await houseOf(ctx)) })),
  );
  const waiting = all
    .flatMap(({ found }) => found)
    .toSorted((a, b) => Date.parse(a.deadline_at) - Date.parse(b.deadline_at));
  const waitingCount = all.reduce((sum, { count }) => sum + count, 0);
  // The page asked for, or the last there is.
  const at = Math.max(0, Math.min(page, Math.ceil(waitingCount / rows) - 1));
  return {
    waiting: waiting.slice(at * rows, (at + 1) * rows),
    waitingCount,
    page: at,
    watches: all.flatMap(({ watches }) => watches),
    people: Object.assign({}, ...all.map(({ names }) => names)),
  };
}

async function houseOf({ actor: { organisation, person } }: Context<PersonActor>) {
  const { now, current } = await reading(organisation);
  const { directory, document } = current;
  const nameOf = (id: string) => directory.people.get(id)?.name ?? id;
  const watches = [...directory.schedules].map(([id, schedule]) => {
    const people = onCall(schedule, now);
    return {
      schedule: document.schedules.find((one) => one.id === id)?.name ?? id,
      people: people.map(nameOf),
      isMine: people.includes(person),
      until: changeAfter(schedule, now)?.start.toISOString() ?? null,
    };
  });
  return {
    watches,
    names: Object.fromEntries([...directory.people.values()].map(({ id, name }) => [id, { name }])),
  };
}

/** What waits for one person, soonest first. */
async function firstOf(ctx: Context<PersonActor>, most: number, limit: number) {
  const found: RequestSummary[] = [];
  let cursor: string | null = null;
  for (;;) {
    const { requests, next_cursor, counts } = await listRequests(ctx, {
      ...{ view: "mine", status: "pending", limit },
      ...(cursor === null ? {} : { cursor }),
    });
    found.push(...requests);
    if (found.length >= most || next_cursor === null) return { found, count: counts.mine };
    cursor = next_cursor;
  }
}

/** Everybody of the organisation whose home may now show something else. */
export async function touchHomesOf(organisation: string): Promise<void> {
  const [{ directory }, home] = await Promise.all([snapshotInForce(organisation), homeTeam(organisation)]);
  const accounts = [...directory.people.values()].flatMap(({ slack }) => {
    const account = slack === undefined ? null : slackAccount(slack, home);
    return account === null ? [] : [account];
  });
  await touchHomes(organisation, accounts);
}
