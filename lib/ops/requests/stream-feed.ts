import { streamEnd } from "@/lib/db/stream-reader";
import { background } from "@/lib/runtime/log";
import { remember } from "@/lib/runtime/remember";
import { onWake } from "../wakes";
import { AT_ONCE, readPart, type StreamEntry, type StreamPart } from "./stream-part";

/**
 * What every open console of one organisation in this process shares: one reader of the live stream, woken by NOTIFY
 * with a poll behind it. It keeps the newest entries; whoever is further behind reads the database at their own pace. So
 * a slow console costs a number and not memory, and a wake that was not heard costs a few seconds and never an event.
 */
export type Feed = {
  readonly organisation: string;
  /** Everything up to here has been read. */
  head: number;
  /** The newest entries, oldest first: all there are between `keptAfter` and `head`. */
  kept: readonly StreamEntry[];
  keptAfter: number;
  readers: number;
  isReading: boolean;
  /** Something happened while it was reading. */
  isBehind: boolean;
  readonly waiting: Set<() => void>;
  readonly close: () => void;
};

const MOST_KEPT = 1_000;
/** A missed wake costs at most this. */
const LOOK_AGAIN_MS = 5_000;

const feeds = (): Map<string, Feed> => remember("feeds", () => new Map<string, Feed>());

/** Where a reader who last saw `after` begins. A position that was never given, or none, means "from now on". */
export async function startOf(organisation: string, after: number | null): Promise<number> {
  const head = feeds().get(organisation)?.head;
  if (head !== undefined && (after === null || after <= head)) return after ?? head;
  const end = await streamEnd(organisation);
  return after === null ? end : Math.min(after, end);
}

export async function joinFeed(organisation: string): Promise<Feed> {
  const end = feeds().has(organisation) ? 0 : await streamEnd(organisation);
  const feed = feeds().get(organisation) ?? openFeed(organisation, end);
  feed.readers += 1;
  return feed;
}

export function leaveFeed(feed: Feed): void {
  feed.readers -= 1;
  if (feed.readers > 0) return;
  feed.close();
  feeds().delete(feed.organisation);
}

function openFeed(organisation: string, end: number): Feed {
  const stopHearing = onWake((wake) => {
    const isOurs = wake === null || (wake.organisation === organisation && wake.moved.length > 0);
    if (isOurs) catchUp(feed);
  });
  const poll = setInterval(() => catchUp(feed), LOOK_AGAIN_MS).unref();
  const feed: Feed = {
    organisation,
    head: end,
    kept: [],
    keptAfter: end,
    readers: 0,
    isReading: false,
    isBehind: false,
    waiting: new Set(),
    close: () => {
      stopHearing();
      clearInterval(poll);
    },
  };
  feeds().set(organisation, feed);
  return feed;
}

/** One reading at a time: wakes that come meanwhile are one more reading together. */
function catchUp(feed: Feed): void {
  feed.isBehind = true;
  if (!feed.isReading) background(readOn(feed), "read the live stream");
}

async function readOn(feed: Feed): Promise<void> {
  feed.isReading = true;
  try {
    while (feed.isBehind && feed.readers > 0) {
      feed.isBehind = false;
      const { entries, upTo, isFull } = await readPart(feed.organisation, feed.head);
      if (isFull) feed.isBehind = true;
      if (upTo === feed.head) continue;
      keep(feed, entries, upTo);
      for (const tell of [...feed.waiting]) tell();
    }
  } finally {
    feed.isReading = false;
  }
}

function keep(feed: Feed, entries: readonly StreamEntry[], upTo: number): void {
  const kept = [...feed.kept, ...entries];
  const dropped = kept.length > MOST_KEPT ? kept.splice(0, kept.length - MOST_KEPT).at(-1) : undefined;
  feed.kept = kept;
  feed.keptAfter = dropped?.seq ?? feed.keptAfter;
  feed.head = upTo;
}

/** What comes after a position: from memory, or from the database for whoever is far behind. */
export async function partAfter(feed: Feed, position: number): Promise<StreamPart> {
  if (position < feed.keptAfter) return readPart(feed.organisation, position);
  const entries = feed.kept.filter((entry) => entry.seq > position).slice(0, AT_ONCE);
  const isFull = entries.length === AT_ONCE;
  const upTo = isFull ? (entries.at(-1)?.seq ?? position) : Math.max(position, feed.head);
  return { entries, upTo, isFull };
}

/** Resolves when there is something after the position, or when the reader goes away. */
export function untilAfter(feed: Feed, position: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (feed.head <= position && !signal.aborted) return;
      feed.waiting.delete(look);
      signal.removeEventListener("abort", look);
      resolve();
    };
    feed.waiting.add(look);
    signal.addEventListener("abort", look, { once: true });
    look();
  });
}
