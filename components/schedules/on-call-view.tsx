"use client";

import Link from "next/link";
import { useConfig } from "../shared/config-item";
import { EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { useZone } from "../shared/time-provider";
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

/** Who is on call on every schedule, until when, and who comes next. */
export function OnCallView({ schedules }: { schedules: readonly OnCall[] }) {
  const { value: document } = useConfig();
  const zone = useZone();
  const names = Object.fromEntries(document.people.map(({ id, name }) => [id, name]));
  const zones = new Map(
    document.schedules.map(({ id, time_zone }) => [id, time_zone ?? document.organisation.time_zone]),
  );
  return (
    <>
      <PageHeading title="On call" summary={`Who is paged now, and who takes over. Times are of ${zone}.`} />
      <ul className="grid gap-3 md:grid-cols-2">
        {schedules.map((schedule) => (
          <Card key={schedule.id} schedule={schedule} names={names} zone={zones.get(schedule.id) ?? zone} />
        ))}
      </ul>
      {schedules.length === 0 ? (
        <EmptyList title="There is no schedule yet">
          A schedule says who is on call when, so that a route pages whoever is awake instead of everyone.
        </EmptyList>
      ) : null}
    </>
  );
}

function Card({
  schedule,
  names,
  zone,
}: {
  schedule: OnCall;
  names: Readonly<Record<string, string>>;
  zone: string;
}) {
  const { people, until, next } = schedule;
  const said = (some: readonly string[]) => listed(some.map((id) => nameOf(id, names)));
  const isGap = people.length === 0;
  return (
    <li className="rounded-lg border border-line bg-sheet p-4">
      <h2 className="text-ink-2 text-sm">
        <Link
          href={`/schedules/${encodeURIComponent(schedule.id)}`}
          className="inline-block min-h-6 hover:underline"
        >
          {schedule.name}
        </Link>{" "}
        <span className="text-ink-3 text-xs">{zone}</span>
      </h2>
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
      {schedule.mayTake ? (
        <div className="mt-3 grid justify-items-start gap-1.5">
          <TakeShift schedule={schedule} names={names} />
        </div>
      ) : null}
    </li>
  );
}
