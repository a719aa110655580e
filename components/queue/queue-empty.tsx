import type { ReactNode } from "react";
import { CopyCommand } from "../shared/copy-command";
import { Mark } from "../shared/mark";
import { listed, nameOf } from "../shared/words";
import { activeFilterCount, type QueueFilters, type Tab } from "./filters";

export type OnCallNow = readonly {
  readonly id: string;
  readonly name: string;
  readonly people: readonly string[];
}[];

const NOTHING: Readonly<Record<Tab, { title: string; detail: string }>> = {
  mine: {
    title: "Nothing waits for you",
    detail: "When an agent asks for something you may answer, or you are paged, it appears here by itself.",
  },
  team: {
    title: "Nothing waits for your teams",
    detail: "Requests that anyone of your teams may answer are listed here.",
  },
  all: {
    title: "No agent is waiting",
    detail: "Every request has been decided. New ones appear here by themselves.",
  },
  decided: {
    title: "Nothing has been decided yet",
    detail: "Approvals, denials and requests nobody answered are kept here, and none is ever deleted.",
  },
};

/** An empty queue says who would be asked, and how to try it. */
export function QueueEmpty({
  filters,
  onCall,
  names,
  onClear,
}: {
  filters: QueueFilters;
  onCall: OnCallNow;
  names: Readonly<Record<string, string>>;
  onClear: ReactNode;
}) {
  if (activeFilterCount(filters) > 0) {
    return (
      <div className="px-4 py-12 text-center">
        <p className="font-medium">No request matches these filters</p>
        <p className="mt-1 mb-4 text-sm text-ink-2">
          They are part of the address, so a shared link keeps them.
        </p>
        {onClear}
      </div>
    );
  }
  const words = NOTHING[filters.tab];
  return (
    <div className="grid gap-8 px-4 py-10 sm:grid-cols-[auto_minmax(0,1fr)] sm:px-10 sm:py-14">
      <Mark state="approved" className="size-14 text-engraving opacity-80" />
      <div className="min-w-0 max-w-xl">
        <p className="font-semibold text-lg">{words.title}</p>
        <p className="mt-1 text-sm text-ink-2">{words.detail}</p>
        {filters.tab === "decided" ? null : <Teaching onCall={onCall} names={names} />}
      </div>
    </div>
  );
}

function Teaching({ onCall, names }: { onCall: OnCallNow; names: Readonly<Record<string, string>> }) {
  return (
    <>
      <dl className="mt-6 grid gap-2 border-line border-t pt-4 text-sm">
        {onCall.map((schedule) => (
          <div key={schedule.id} className="flex flex-wrap justify-between gap-x-6">
            <dt className="text-ink-2">{schedule.name}</dt>
            <dd className={schedule.people.length > 0 ? "font-medium" : "font-medium text-deny"}>
              {schedule.people.length > 0
                ? listed(schedule.people.map((id) => nameOf(id, names)))
                : "Nobody is on call"}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-6 mb-2 text-sm text-ink-2">Make an agent ask for something now:</p>
      <CopyCommand command="npm run demo:agent" />
    </>
  );
}
