"use client";

import Link from "next/link";
import { useConfig } from "../shared/config-item";
import { AddLink, EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { listed } from "../shared/words";
import { eventWords } from "./webhook-words";

/** Which addresses are told what happens. */
export function WebhooksView() {
  const { value: document } = useConfig();
  return (
    <>
      <PageHeading
        title="Webhooks"
        summary="Addresses of yours that are told what happens to requests, as signed CloudEvents without the arguments."
      >
        <AddLink noun="webhooks" />
      </PageHeading>
      <ul className="divide-y divide-line rounded-lg border border-line bg-sheet empty:hidden">
        {document.webhooks.map(({ id, url, events }) => (
          <li key={id} className="relative grid gap-y-0.5 px-4 py-3 hover:bg-hover">
            <Link
              href={`/webhooks/${encodeURIComponent(id)}`}
              className="inline-block min-h-7 py-0.5 font-semibold after:absolute after:inset-0 after:content-['']"
            >
              {id}
            </Link>
            <p className="truncate font-mono text-ink-3 text-xs">{url}</p>
            <p className="text-ink-2 text-sm">
              {events.length === 0 ? "Everything that happens" : listed(events.map(eventWords))}
            </p>
          </li>
        ))}
      </ul>
      {document.webhooks.length === 0 ? (
        <EmptyList title="There is no webhook yet">
          A webhook lets another system of yours act on what people decide: close a ticket, post to a wall,
          keep a copy of every decision.
        </EmptyList>
      ) : null}
    </>
  );
}
