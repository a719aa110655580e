"use client";

import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useMemo, useRef } from "react";
import type { RequestSummary } from "@/lib/contract/requests";
import { useNames } from "../people/queries";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { cn } from "../shared/cn";
import { ProblemNotice } from "../shared/notice";
import { useShortcuts } from "../shared/shortcuts";
import { type Catalogue, NO_FILTERS, type QueueFilters, queueParsers } from "./filters";
import { useRequestList } from "./queries";
import { type OnCallNow, QueueEmpty } from "./queue-empty";
import { QueueFilterBar } from "./queue-filters";
import { queueRows } from "./queue-page";
import { QueueRow } from "./queue-row";
import { QueueTabs } from "./queue-tabs";
import { useQueueCursor } from "./use-queue-cursor";

export function QueueView({ onCall, catalogue }: { onCall: OnCallNow; catalogue: Catalogue }) {
  const [filters, setFilters] = useQueryStates(queueParsers, { history: "replace" });
  const search = useRef<HTMLInputElement>(null);
  const list = useRequestList(filters);
  const names = useNames();
  const requests = useMemo(() => queueRows(list.data?.pages ?? []), [list.data]);
  const options = useMemo(() => offered(catalogue, requests), [catalogue, requests]);
  const change = (changes: Partial<QueueFilters>) => void setFilters(changes);
  return (
    <section aria-labelledby="queue-heading" className="overflow-clip rounded-lg border border-line bg-sheet">
      <h1 id="queue-heading" className="sr-only">
        Queue
      </h1>
      <div className="border-line border-b px-1 sm:px-2">
        <QueueTabs
          tab={filters.tab}
          // Of the same reading as the rows. The shell's own comes alive earlier, and may already know of more than
          // the server wrote here.
          counts={list.data?.pages[0]?.lists[0]?.list.counts}
          onChange={(tab) => void setFilters({ tab, status: null, cause: null }, { history: "push" })}
        />
      </div>
      <QueueFilterBar filters={filters} options={options} searchRef={search} onChange={change} />
      {list.isError ? (
        <div className="p-4">
          <ProblemNotice problem={problemOf(list.error)}>
            <Button className="mt-3" onClick={() => void list.refetch()}>
              Try again
            </Button>
          </ProblemNotice>
        </div>
      ) : null}
      {list.isSuccess && requests.length === 0 ? (
        <QueueEmpty
          filters={filters}
          onCall={onCall}
          names={names}
          onClear={<Button onClick={() => change(NO_FILTERS)}>Clear the filters</Button>}
        />
      ) : null}
      <QueueRows requests={requests} names={names} isStale={list.isPlaceholderData} searchRef={search} />
      {list.hasNextPage ? (
        <div className="border-line border-t p-3 text-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? "Loading…" : "Load more"}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function QueueRows({
  requests,
  names,
  isStale,
  searchRef,
}: {
  requests: readonly RequestSummary[];
  names: Readonly<Record<string, string>>;
  /** The rows are of the filters before; the new ones are on their way. */
  isStale: boolean;
  searchRef: React.RefObject<HTMLInputElement | null>;
}) {
  const router = useRouter();
  const { rows, activeId, goneId, setActiveId, move } = useQueueCursor(requests);
  const open = () => {
    if (activeId) router.push(`/requests/${activeId}`);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    o: open,
    "/": () => searchRef.current?.focus(),
  });
  if (rows.length === 0) return null;
  return (
    <ul aria-label="Requests" className={cn("transition-opacity", isStale && "opacity-60")}>
      {rows.map((request) => (
        <QueueRow
          key={request.id}
          request={request}
          names={names}
          isActive={request.id === activeId}
          isGone={request.id === goneId}
          onFocus={() => setActiveId(request.id)}
        />
      ))}
    </ul>
  );
}

/** What is worth offering as a filter: what is registered, as far as the reader may know it, and what is in sight. */
function offered(catalogue: Catalogue, requests: readonly RequestSummary[]): Catalogue {
  const agents = new Map(catalogue.agents.map(({ id, name }) => [id, name]));
  const surfaces = new Set(catalogue.surfaces);
  for (const { agent, surface } of requests) {
    agents.set(agent.id, agent.name);
    if (surface) surfaces.add(surface);
  }
  return { agents: [...agents].map(([id, name]) => ({ id, name })), surfaces: [...surfaces].toSorted() };
}
