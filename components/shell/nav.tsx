"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { useSelectedLayoutSegment } from "next/navigation";
import { useEffect, useState } from "react";
import { useRequestCounts } from "../queue/queries";
import { cn } from "../shared/cn";
import { Dialog } from "../shared/dialog";
import { PLACES, type Place } from "./places";

const TABS: readonly Place[] = PLACES.flatMap(({ places }) => places.filter(({ inTabs }) => inTabs));

/** A request is opened from the queue, so the queue is where one still is. */
const useCurrentSegment = (): string | null => {
  const segment = useSelectedLayoutSegment();
  return segment === "requests" ? "queue" : segment;
};

/** The sidebar on a desktop. */
export function SideNav() {
  return (
    <nav aria-label="Main">
      <Places />
    </nav>
  );
}

/** Every place, under the name of its group. */
function Places({ onGo, isRoomy = false }: { onGo?: () => void; isRoomy?: boolean }) {
  const current = useCurrentSegment();
  const waiting = useRequestCounts().data?.mine ?? 0;
  return (
    <div className="grid gap-4">
      {PLACES.map(({ group, places }) => (
        <div key={group}>
          <p id={`places-${group}-${isRoomy}`} className="mb-1 px-2.5 text-2xs text-ink-3">
            {group}
          </p>
          <ul aria-labelledby={`places-${group}-${isRoomy}`} className="grid gap-0.5">
            {places.map(({ segment, label, Icon }) => (
              <li key={segment}>
                <Link
                  href={`/${segment}`}
                  onClick={onGo}
                  aria-current={segment === current ? "page" : undefined}
                  className={cn(
                    "flex items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink",
                    isRoomy ? "min-h-11" : "min-h-8",
                    segment === current && "bg-engraving-soft font-medium text-ink",
                  )}
                >
                  <Icon aria-hidden="true" className="size-4" />
                  {label}
                  {segment === "queue" && waiting > 0 ? (
                    <Waiting count={waiting} className="ml-auto" />
                  ) : null}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

const tabStyle = (isCurrent: boolean): string =>
  cn(
    "relative flex min-h-13 w-full flex-col items-center justify-center gap-0.5 text-2xs text-ink-2 focus-visible:-outline-offset-2",
    isCurrent &&
      "font-medium text-ink before:absolute before:inset-x-4 before:top-0 before:h-0.5 before:bg-engraving before:content-['']",
  );

/** The tabs at the bottom of a phone: what is wanted on the go, and More for the rest. */
export function TabNav() {
  const [isOpen, setIsOpen] = useState(false);
  const current = useCurrentSegment();
  const waiting = useRequestCounts().data?.mine ?? 0;
  return (
    <nav aria-label="Main">
      <ul className="grid auto-cols-fr grid-flow-col">
        {TABS.map(({ segment, label, Icon }) => (
          <li key={segment}>
            <Link
              href={`/${segment}`}
              aria-current={segment === current ? "page" : undefined}
              className={tabStyle(segment === current)}
            >
              <Icon aria-hidden="true" className="size-5" />
              {label}
              {segment === "queue" && waiting > 0 ? (
                <Waiting count={waiting} className="absolute top-1 left-1/2 ml-1.5" />
              ) : null}
            </Link>
          </li>
        ))}
        <li>
          <button
            type="button"
            aria-haspopup="dialog"
            onClick={() => setIsOpen(true)}
            className={tabStyle(current !== null && !TABS.some(({ segment }) => segment === current))}
          >
            <Ellipsis aria-hidden="true" className="size-5" />
            More
          </button>
        </li>
      </ul>
      <Dialog title="Everything" isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <Places isRoomy onGo={() => setIsOpen(false)} />
      </Dialog>
    </nav>
  );
}

function Waiting({ count, className }: { count: number; className?: string }) {
  return (
    <span
      className={cn(
        "min-w-5 rounded-full bg-engraving px-1.5 text-center font-mono text-2xs text-on-engraving tabular-nums",
        className,
      )}
    >
      {count}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}

/** `(3) Queue · Countersign`: a tab in the background tells that somebody waits. */
export function TitleCount() {
  const waiting = useRequestCounts().data?.mine ?? 0;
  useEffect(() => {
    const write = () => {
      const plain = document.title.replace(/^\(\d+\) /, "");
      const wanted = waiting > 0 ? `(${waiting}) ${plain}` : plain;
      if (document.title !== wanted) document.title = wanted;
    };
    write();
    // Every page brings its own title after this component has rendered.
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [waiting]);
  return null;
}
