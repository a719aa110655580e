import type { ConfigDocument } from "@/lib/contract/config";
import { isWorking, wallOf } from "./hours";

/** What can be said of a person at this minute. Pure: the present is an argument. */

type Person = ConfigDocument["people"][number];

export type PersonFacts = {
  readonly teams: readonly string[];
  /** Out of office: who has their authority, and until when. */
  readonly away: { readonly to: string; readonly until: string } | null;
  /** Null where no working hours are kept: always. */
  readonly working: boolean | null;
  /** The time on their own wall, where it is not the organisation's. */
  readonly localTime: string | null;
};

export function personFacts(person: Person, document: ConfigDocument, now: number): PersonFacts {
  const zone = person.time_zone ?? document.organisation.time_zone;
  const hours = person.working_hours ?? [];
  const away = document.delegations.find(
    ({ from, start, end }) => from === person.id && Date.parse(start) <= now && now < Date.parse(end),
  );
  return {
    teams: teamsOf(person, document),
    away: away ? { to: nameIn(document, away.to), until: away.end } : null,
    working: hours.length === 0 ? null : isWorking(hours, zone, now),
    localTime: zone === document.organisation.time_zone ? null : wallOf(zone, now).time,
  };
}

const nameIn = ({ people }: ConfigDocument, id: string): string =>
  people.find((person) => person.id === id)?.name ?? id;

const teamsOf = (person: Person, { teams }: ConfigDocument): readonly string[] =>
  teams.filter(({ members }) => members.includes(person.id)).map(({ id, name }) => name ?? id);

/** Every word typed is found in who they are, what they may, or the teams they are in. */
export function matchesPerson(person: Person, document: ConfigDocument, query: string): boolean {
  const text = [person.name, person.id, person.email ?? "", person.role, ...teamsOf(person, document)]
    .join(" ")
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
