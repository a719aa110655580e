"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { ListRequestsQuery, RequestList } from "@/lib/contract/requests";
import { getJson } from "../shared/api";
import { type QueueFilters, queueKeyOf, searchOf } from "./filters";
import { loadQueuePage, nextCursors, type QueueCursors } from "./queue-page";

const load = (query: ListRequestsQuery) => getJson<RequestList>(`/api/v1/requests?${searchOf(query)}`);

const FIRST: QueueCursors = null;

/** The queue, page after page; `page.tsx` seeds the first under the same key. */
export function useRequestList(filters: QueueFilters) {
  return useInfiniteQuery({
    queryKey: keys.requestList(queueKeyOf(filters)),
    queryFn: ({ pageParam }) => loadQueuePage(filters, pageParam, load),
    initialPageParam: FIRST,
    getNextPageParam: (_, pages) => nextCursors(pages),
    placeholderData: keepPreviousData,
  });
}

/** How many requests wait, for the navigation and the document's title. */
export function useRequestCounts() {
  return useQuery({
    queryKey: keys.requestList({ counts: "only" }),
    queryFn: () => load({ view: "mine", status: "pending", limit: 1 }),
    select: (list) => list.counts,
  });
}
