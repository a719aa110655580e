"use client";

import Link from "next/link";
import { findItem, useConfig } from "../shared/config-item";
import { Time } from "../shared/time-view";
import { listed, nameOf } from "../shared/words";
import { TakeShift } from "./take-shift";

export type OnCall = {
  readonly id: string;
  readonly name: string;
  readonly people: readonly string[];
  readonly until: string | null;
  readonly next: readonly string[];
  readonly mayTake: boolean;
};

/** Who is on call on one schedule, until when, and who comes next: an item of a list. */
export function OnCallCard({ schedule, heading: Heading }: { schedule: OnCall; heading: "h2" | "h3" }) {
  const { value: document } = useConfig();
  const { id, name, people, until, next, mayTake } = schedule;
  const names = Object.fromEntries(document.people.map((person) => [person.id, person.name]));
  const said = (some: readonly string[]) => listed(some.map((one) => nameOf(one, names)));
  const isGap = people.length === 0;
  return (
    <li className="rounded-lg border border-line bg-sheet p-4">
      <Heading className="text-ink-2 text-sm">
        <Link
          href={`/schedules/${encodeURIComponent(id)}`}
          className="inline-block min-h-6 wrap-anywhere hover:underline"
        >
          {name}
        </Link>{" "}
        <span className="text-ink-3 text-xs">
          {findItem(document, "schedules", id)?.time_zone ?? document.organisation.time_zone}
        </span>
      </Heading>
      <p className={isGap ? "mt-1 font-semibold text-deny text-lg" : "mt-1 font-semibold text-lg"}>
        {isGap ? "Nobody is on call" : said(people)}
      </p>
      {until ? (
        <p className="mt-0.5 text-ink-2 text-sm">
          until <Time at={until} />, then{" "}
          {next.length > 0 ? said(next) : <span className="font-medium text-deny">nobody: a gap</span>}
        </p>
      ) : (
        <p className="mt-0.5 text-ink-2 text-sm">for as far ahead as anybody plans</p>
      )}
      {mayTake ? (
        <div className="mt-3 grid justify-items-start gap-1.5">
          <TakeShift schedule={schedule} names={names} />
        </div>
      ) : null}
    </li>
  );
}
