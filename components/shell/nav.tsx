"use client";

import { Bot, Inbox, type LucideIcon, Route, ScrollText, Users } from "lucide-react";
import Link from "next/link";
import { useSelectedLayoutSegment } from "next/navigation";
import { useEffect } from "react";
import { useRequestCounts } from "../queue/queries";
import { cn } from "../shared/cn";

type Place = { readonly segment: string; readonly label: string; readonly Icon: LucideIcon };

const PLACES: readonly Place[] = [
  { segment: "queue", label: "Queue", Icon: Inbox },
  { segment: "agents", label: "Agents", Icon: Bot },
  { segment: "people", label: "People", Icon: Users },
  { segment: "routes", label: "Routes", Icon: Route },
  { segment: "audit", label: "Audit", Icon: ScrollText },
];

/** A request is opened from the queue, so the queue is where one still is. */
const useCurrentSegment = (): string | null => {
  const segment = useSelectedLayoutSegment();
  return segment === "requests" ? "queue" : segment;
};

/** The sidebar on a desktop. */
export function SideNav() {
  const current = useCurrentSegment();
  const waiting = useRequestCounts().data?.mine ?? 0;
  return (
    <nav aria-label="Main">
      <ul className="grid gap-0.5">
        {PLACES.map(({ segment, label, Icon }) => (
          <li key={segment}>
            <Link
              href={`/${segment}`}
              aria-current={segment === current ? "page" : undefined}
              className={cn(
                "flex min-h-9 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink",
                segment === current && "bg-engraving-soft font-medium text-ink",
              )}
            >
              <Icon aria-hidden="true" className="size-4" />
              {label}
              {segment === "queue" && waiting > 0 ? <Waiting count={waiting} className="ml-auto" /> : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The tabs at the bottom of a phone. */
export function TabNav() {
  const current = useCurrentSegment();
  const waiting = useRequestCounts().data?.mine ?? 0;
  return (
    <nav aria-label="Main">
      <ul className="grid grid-cols-5">
        {PLACES.map(({ segment, label, Icon }) => (
          <li key={segment}>
            <Link
              href={`/${segment}`}
              aria-current={segment === current ? "page" : undefined}
              className={cn(
                "relative flex min-h-13 flex-col items-center justify-center gap-0.5 text-2xs text-ink-2 focus-visible:-outline-offset-2",
                segment === current &&
                  "font-medium text-ink before:absolute before:inset-x-4 before:top-0 before:h-0.5 before:bg-engraving before:content-['']",
              )}
            >
              <Icon aria-hidden="true" className="size-5" />
              {label}
              {segment === "queue" && waiting > 0 ? (
                <Waiting count={waiting} className="absolute top-1 left-1/2 ml-1.5" />
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
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
