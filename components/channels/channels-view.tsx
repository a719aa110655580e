"use client";

import Link from "next/link";
import { Chip } from "../shared/chip";
import { useConfig } from "../shared/config-item";
import { AddLink, EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";

/** Shared places that routes may tell. */
export function ChannelsView() {
  const { value: document } = useConfig();
  return (
    <>
      <PageHeading
        title="Rooms"
        summary="Channels of Slack that a route can tell besides people. A room answers nothing: people do, as themselves."
      >
        <AddLink noun="channels" />
      </PageHeading>
      <ul className="divide-y divide-line rounded-lg border border-line bg-sheet empty:hidden">
        {document.channels.map(({ id, name, slack, details }) => (
          <li
            key={id}
            className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover"
          >
            <div className="min-w-0 grow">
              <Link
                href={`/channels/${encodeURIComponent(id)}`}
                className="inline-block min-h-7 py-0.5 font-semibold after:absolute after:inset-0 after:content-['']"
              >
                {name ?? id}
              </Link>
              <p className="truncate font-mono text-ink-3 text-xs">{slack}</p>
            </div>
            <Chip>{details === "full" ? "Shows the arguments" : "Summary only"}</Chip>
          </li>
        ))}
      </ul>
      {document.channels.length === 0 ? (
        <EmptyList title="There is no room yet">
          A room lets a route tell a whole channel what waits, such as #payments-approvals, without making
          everybody there an approver.
        </EmptyList>
      ) : null}
    </>
  );
}
