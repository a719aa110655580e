"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import type { OnCall } from "../schedules/on-call-card";
import { useConfig } from "../shared/config-item";
import { AddLink, EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { useNow } from "../shared/time-provider";
import { OnCallNow } from "./on-call-now";
import { matchesPerson, personFacts } from "./person-facts";
import { PersonRow } from "./person-row";
import { usePeopleNow } from "./queries";

/** Everyone: who is on call this minute, who is away, and what each may. */
export function PeopleView({ schedules }: { schedules: readonly OnCall[] }) {
  const { value: document } = useConfig();
  const [query, setQuery] = useQueryState(
    "q",
    parseAsString.withDefault("").withOptions({ history: "replace" }),
  );
  const now = useNow();
  const views = new Map(usePeopleNow().map((view) => [view.id, view]));
  const found = document.people.filter((person) => matchesPerson(person, document, query));
  return (
    <>
      <PageHeading title="People" summary="Only people answer requests: no agent, no key, no machine.">
        <AddLink noun="people" />
      </PageHeading>
      <OnCallNow schedules={schedules} />
      <section aria-labelledby="everyone">
        <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
          <h2 id="everyone" className="font-semibold text-sm">
            Everyone <span className="font-normal text-ink-3">{document.people.length}</span>
          </h2>
          <label className="relative w-full sm:w-72">
            <span className="sr-only">Search people</span>
            <Search
              aria-hidden="true"
              className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
            />
            <input
              type="search"
              value={query}
              onChange={(event) => void setQuery(event.target.value || null)}
              placeholder="Name, e-mail, role or team"
              className="input w-full pl-8"
            />
          </label>
        </div>
        <ul className="divide-y divide-line rounded-lg border border-line bg-sheet empty:hidden">
          {found.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              facts={personFacts(person, { view: views.get(person.id), document, now })}
              onCall={schedules
                .filter((schedule) => schedule.people.includes(person.id))
                .map(({ name }) => name)}
            />
          ))}
        </ul>
        {document.people.length > 0 && found.length === 0 ? (
          <p role="status" className="py-4 text-ink-2 text-sm">
            Nobody matches “{query}”.
          </p>
        ) : null}
        {document.people.length === 0 ? (
          <EmptyList title="There is nobody here yet">
            Until there is, every request ends in silence. Add the people who may answer, and at least one
            admin. See also <Link href="/teams">teams</Link>.
          </EmptyList>
        ) : null}
      </section>
    </>
  );
}
