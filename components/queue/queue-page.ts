import type { ListRequestsQuery, RequestList, RequestSummary } from "@/lib/contract/requests";
import { type QueueFilters, queueQuery, type Status, statusesOf } from "./filters";

/**
 * One page of the queue. The API lists one status at a time; "decided" is two of them, read side by side and merged by
 * the instant of the decision. Shared by the server's first load and the browser's later ones.
 */

export type QueuePage = {
  readonly lists: readonly { readonly status: Status; readonly list: RequestList }[];
};

/** Where each list goes on; a status that is absent has no more. Null at first. */
export type QueueCursors = Readonly<Partial<Record<Status, string>>> | null;

type Load = (query: ListRequestsQuery) => Promise<RequestList>;

export async function loadQueuePage(
  filters: QueueFilters,
  cursors: QueueCursors,
  load: Load,
): Promise<QueuePage> {
  const statuses = statusesOf(filters).filter((status) => cursors === null || cursors[status] !== undefined);
  const lists = await Promise.all(
    statuses.map(async (status) => ({
      status,
      list: await load({ ...queueQuery(filters, status), cursor: cursors?.[status] }),
    })),
  );
  return { lists };
}

/** Where to go on after these pages; undefined at the end of every list. */
export function nextCursors(pages: readonly QueuePage[]): QueueCursors | undefined {
  const open = [...lastLists(pages)].flatMap(([status, list]) =>
    list.next_cursor === null ? [] : [[status, list.next_cursor] as const],
  );
  return open.length === 0 ? undefined : Object.fromEntries(open);
}

/** The rows of these pages in order, down to where every list is known: below that, another list may still hold newer. */
export function queueRows(pages: readonly QueuePage[]): readonly RequestSummary[] {
  const rows = pages.flatMap((page) => page.lists.flatMap(({ list }) => list.requests));
  const lists = lastLists(pages);
  if (lists.size < 2) return rows;
  const horizon = [...lists.values()]
    .filter((list) => list.next_cursor !== null)
    .map((list) => decidedAt(list.requests.at(-1)))
    .toSorted()
    .at(-1);
  return rows
    .toSorted((a, b) => decidedAt(b).localeCompare(decidedAt(a)))
    .filter((row) => decidedAt(row) >= (horizon ?? ""));
}

// Instants of the wire are all UTC to the millisecond, so that text order is time order.
const decidedAt = (row: RequestSummary | undefined): string => row?.decision?.decided_at ?? "";

function lastLists(pages: readonly QueuePage[]): ReadonlyMap<Status, RequestList> {
  return new Map(pages.flatMap((page) => page.lists.map(({ status, list }) => [status, list] as const)));
}
