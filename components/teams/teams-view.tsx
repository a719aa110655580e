"use client";

import Link from "next/link";
import { useConfig } from "../shared/config-item";
import { AddLink, EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { listed, nameOf, plural } from "../shared/words";

/** The teams, and who is in them. */
export function TeamsView() {
  const { value: document } = useConfig();
  const names = Object.fromEntries(document.people.map(({ id, name }) => [id, name]));
  return (
    <>
      <PageHeading
        title="Teams"
        summary="People who answer together: a route pages a team, or wants two of it."
      >
        <AddLink noun="teams" />
      </PageHeading>
      <ul className="grid gap-3 sm:grid-cols-2">
        {document.teams.map((team) => (
          <li
            key={team.id}
            className="relative rounded-lg border border-line bg-sheet p-4 hover:border-line-strong"
          >
            <h2 className="font-semibold">
              <Link
                href={`/teams/${encodeURIComponent(team.id)}`}
                className="inline-block min-h-7 py-0.5 after:absolute after:inset-0 after:content-['']"
              >
                {team.name ?? team.id}
              </Link>{" "}
              <span className="font-normal text-ink-3 text-xs">
                {plural(team.members.length, "person", "people")}
              </span>
            </h2>
            <p className="mt-0.5 text-ink-2 text-sm">{listed(team.members.map((id) => nameOf(id, names)))}</p>
          </li>
        ))}
      </ul>
      {document.teams.length === 0 ? (
        <EmptyList title="There is no team yet">
          A team lets a route say “one of Payments” instead of naming everyone, and stays right when people
          come and go.
        </EmptyList>
      ) : null}
    </>
  );
}
