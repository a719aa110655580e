import { PhoneCall } from "lucide-react";
import type { PersonView } from "@/lib/contract/people";
import { TakeShift } from "../schedules/take-shift";
import { Chip } from "../shared/chip";
import { PageHeading } from "../shared/page-heading";
import { Time } from "../shared/time-view";
import { listed, nameOf, plural, roleWords } from "../shared/words";
import type { PeopleList } from "./queries";

export type ScheduleNow = {
  readonly id: string;
  readonly name: string;
  readonly people: readonly string[];
  readonly until: string | null;
  readonly mayTake: boolean;
};

/** Who is here, who is on call this minute, and which teams answer together. */
export function PeopleView({ list, schedules }: { list: PeopleList; schedules: readonly ScheduleNow[] }) {
  const names = Object.fromEntries(list.people.map(({ id, name }) => [id, name]));
  const teamNames = Object.fromEntries(list.teams.map(({ id, name }) => [id, name]));
  const scheduleNames = Object.fromEntries(schedules.map(({ id, name }) => [id, name]));
  return (
    <>
      <PageHeading title="People" summary="Only people answer requests: no agent, no key, no machine." />
      <section aria-labelledby="on-call" className="mb-6">
        <h2 id="on-call" className="mb-2 font-semibold text-sm">
          On call now
        </h2>
        <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {schedules.map((schedule) => (
            <OnCall key={schedule.id} schedule={schedule} names={names} />
          ))}
          {schedules.length === 0 ? <li className="text-ink-2 text-sm">There is no schedule.</li> : null}
        </ul>
      </section>
      <section aria-labelledby="everyone" className="mb-6">
        <h2 id="everyone" className="mb-2 font-semibold text-sm">
          Everyone <span className="font-normal text-ink-3">{list.people.length}</span>
        </h2>
        <ul className="divide-y divide-line rounded-lg border border-line bg-sheet">
          {list.people.map((person) => (
            <Person key={person.id} person={person} teamNames={teamNames} scheduleNames={scheduleNames} />
          ))}
        </ul>
      </section>
      <Teams list={list} names={names} />
    </>
  );
}

function OnCall({ schedule, names }: { schedule: ScheduleNow; names: Readonly<Record<string, string>> }) {
  const isCovered = schedule.people.length > 0;
  return (
    <li className="rounded-lg border border-line bg-sheet p-4">
      <p className="text-ink-2 text-xs">{schedule.name}</p>
      <p className={isCovered ? "mt-0.5 font-semibold text-lg" : "mt-0.5 font-semibold text-deny text-lg"}>
        {isCovered ? listed(schedule.people.map((id) => nameOf(id, names))) : "Nobody is on call"}
      </p>
      {schedule.until ? (
        <p className="mt-0.5 text-ink-3 text-xs">
          until <Time at={schedule.until} />
        </p>
      ) : null}
      {schedule.mayTake ? (
        <div className="mt-3 grid justify-items-start gap-1.5">
          <TakeShift schedule={schedule} names={names} />
        </div>
      ) : null}
    </li>
  );
}

function Person({
  person,
  teamNames,
  scheduleNames,
}: {
  person: PersonView;
  teamNames: Readonly<Record<string, string>>;
  scheduleNames: Readonly<Record<string, string>>;
}) {
  return (
    <li className="grid gap-x-4 gap-y-1.5 px-4 py-3 sm:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1.2fr)] sm:items-center">
      <div className="min-w-0">
        <p className="font-semibold">{person.name}</p>
        <p className="truncate text-ink-3 text-xs">{person.email ?? person.id}</p>
      </div>
      <p className="text-sm text-ink-2">
        {roleWords(person.role)} · level {person.level}
        {person.role === "auditor" ? (
          <span className="block text-ink-3 text-xs">reads all, decides nothing</span>
        ) : null}
      </p>
      <div className="flex flex-wrap gap-1.5">
        {person.on_call.map((schedule) => (
          <Chip key={schedule} tone="engraving">
            <PhoneCall aria-hidden="true" className="size-3" />
            {scheduleNames[schedule] ?? schedule}
          </Chip>
        ))}
        {person.teams.map((team) => (
          <Chip key={team}>{teamNames[team] ?? team}</Chip>
        ))}
        {person.slack ? <Chip>Slack linked</Chip> : null}
      </div>
    </li>
  );
}

function Teams({ list, names }: { list: PeopleList; names: Readonly<Record<string, string>> }) {
  return (
    <section aria-labelledby="teams">
      <h2 id="teams" className="mb-2 font-semibold text-sm">
        Teams
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2">
        {list.teams.map((team) => (
          <li key={team.id} className="rounded-lg border border-line bg-sheet p-4">
            <p className="font-semibold">
              {team.name}{" "}
              <span className="font-normal text-ink-3 text-xs">
                {plural(team.members.length, "person", "people")}
              </span>
            </p>
            <p className="mt-0.5 text-ink-2 text-sm">{listed(team.members.map((id) => nameOf(id, names)))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
