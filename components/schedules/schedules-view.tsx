"use client";

import Link from "next/link";
import { useConfig } from "../shared/config-item";
import { AddLink, EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { listed, nameOf, plural } from "../shared/words";

/** The schedules, and who takes turns on each. */
export function SchedulesView() {
  const { value: document } = useConfig();
  const names = Object.fromEntries(document.people.map(({ id, name }) => [id, name]));
  return (
    <>
      <PageHeading title="Schedules" summary="Who is on call when. A route pages whoever that is.">
        <AddLink noun="schedules" />
      </PageHeading>
      <ul className="grid gap-3 sm:grid-cols-2">
        {document.schedules.map(({ id, name, time_zone, layers, overrides }) => {
          const people = [...new Set(layers.flatMap(({ rotation }) => rotation?.participants ?? []))];
          return (
            <li
              key={id}
              className="relative rounded-lg border border-line bg-sheet p-4 hover:border-line-strong"
            >
              <h2 className="font-semibold">
                <Link
                  href={`/schedules/${encodeURIComponent(id)}`}
                  className="after:absolute after:inset-0 after:content-['']"
                >
                  {name ?? id}
                </Link>{" "}
                <span className="font-normal text-ink-3 text-xs">
                  {time_zone ?? document.organisation.time_zone}
                </span>
              </h2>
              <p className="mt-0.5 text-ink-2 text-sm">
                {people.length > 0
                  ? listed(people.map((person) => nameOf(person, names)))
                  : "Nobody takes turns."}
              </p>
              <p className="mt-0.5 text-ink-3 text-xs">
                {plural(layers.length, "layer", "layers")},{" "}
                {plural(overrides.length, "override", "overrides")}
              </p>
            </li>
          );
        })}
      </ul>
      {document.schedules.length === 0 ? (
        <EmptyList title="There is no schedule yet">
          A schedule says who is on call when: people take turns, by the hour, day, week or month.
        </EmptyList>
      ) : null}
    </>
  );
}
