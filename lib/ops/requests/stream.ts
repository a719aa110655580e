import type { Role } from "@/lib/contract/common";
import type { Context, OperatorActor, PersonActor } from "../context";
import { joinFeed, leaveFeed, partAfter, startOf, untilAfter } from "./stream-feed";
import type { StreamEntry } from "./stream-part";
import { maySee } from "./world";

export type StreamItem = {
  /** Where to resume after it. */
  readonly seq: number;
  readonly event: {
    readonly id: string;
    readonly version: number;
    readonly status: "pending" | "approved" | "denied";
  };
};

/**
 * Every new version of every request the caller may see, as it is committed by whatever process, until `signal` aborts.
 * `after` is the last `seq` the caller has; null is from now on, and now is the moment of this call.
 */
export function streamEvents(
  ctx: Context<PersonActor | OperatorActor>,
  { after, signal }: { readonly after: number | null; readonly signal: AbortSignal },
): AsyncIterable<StreamItem> {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  const start = startOf(ctx.actor.organisation, after);
  start.catch(() => undefined); // whoever asks for the first event hears of it
  const events = follow(ctx.actor, start, leaving.signal);
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => events.next(),
      return: async () => {
        // A generator that waits hears of its end only when it is woken.
        leave();
        signal.removeEventListener("abort", leave);
        return events.return(undefined);
      },
    }),
  };
}

async function* follow(
  actor: PersonActor | OperatorActor,
  start: Promise<number>,
  signal: AbortSignal,
): AsyncGenerator<StreamItem, undefined> {
  let position = await start;
  const feed = await joinFeed(actor.organisation);
  const audience = audienceOf(actor);
  try {
    while (!signal.aborted) {
      const { entries, upTo } = await partAfter(feed, position);
      for (const entry of entries) {
        if (signal.aborted) return;
        const { seq, version, status, request } = entry;
        if (audience.hears(entry)) yield { seq, event: { id: request.id, version, status } };
      }
      if (upTo === position) await untilAfter(feed, position, signal);
      position = upTo;
    }
  } finally {
    leaveFeed(feed);
  }
}

const MOST_REMEMBERED = 2_000;

/**
 * Whether this caller hears of an entry. Whoever was told that a request exists is also told how it ends, though their
 * duty may have passed to somebody else meanwhile: their screen must not go on showing it as open. What a role shows is
 * judged by the role of today.
 */
function audienceOf(actor: PersonActor | OperatorActor): { hears(entry: StreamEntry): boolean } {
  const told = new Set<string>();
  let role: Role | null = null;
  return {
    hears: ({ request, view, world }) => {
      if (actor.kind === "operator") return true;
      const today = view.current.directory.people.get(actor.person)?.role;
      if (!today) return false;
      if (role !== today) told.clear();
      role = today;
      if (told.has(request.id)) return true;
      if (!maySee({ ...actor, role: today }, request, view, world)) return false;
      const [oldest] = told;
      if (told.size >= MOST_REMEMBERED && oldest !== undefined) told.delete(oldest);
      told.add(request.id);
      return true;
    },
  };
}
