"use client";

import type { RequestList } from "@/lib/contract/requests";
import { cn } from "../shared/cn";
import { TABS, type Tab } from "./filters";

const LABELS: Readonly<Record<Tab, string>> = {
  mine: "Mine",
  team: "Teams",
  all: "All",
  decided: "Decided",
};

export function QueueTabs({
  tab,
  counts,
  onChange,
}: {
  tab: Tab;
  counts: RequestList["counts"] | undefined;
  onChange: (tab: Tab) => void;
}) {
  const countOf = (candidate: Tab): number | undefined =>
    candidate === "mine" ? counts?.mine : candidate === "all" ? counts?.pending : undefined;
  return (
    <nav aria-label="Which requests" className="-mb-px flex gap-1 overflow-x-auto">
      {TABS.map((candidate) => (
        <button
          key={candidate}
          type="button"
          aria-current={candidate === tab ? "page" : undefined}
          onClick={() => onChange(candidate)}
          className={cn(
            "flex min-h-10 items-center gap-2 whitespace-nowrap border-transparent border-b-2 px-3 text-sm text-ink-2 hover:text-ink",
            candidate === tab && "border-engraving font-medium text-ink",
          )}
        >
          {LABELS[candidate]}
          {countOf(candidate) === undefined ? null : (
            <span className="rounded-sm bg-line px-1.5 font-mono text-2xs text-ink tabular-nums">
              {countOf(candidate)}
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
