import type { ConfigDocument } from "@/lib/contract/config";
import type { PersonView } from "@/lib/contract/people";
import { wallTime } from "../shared/time";

/** What can be said of a person at this minute. Pure: the present is an argument. */

type Person = ConfigDocument["people"][number];
type Now = Pick<PersonView, "working_now" | "away">;

export type PersonFacts = {
  readonly teams: readonly string[];
  /** Out of office: who has their authority, and until when. */
  readonly away: { readonly to: string; readonly until: string } | null;
  /** Null where no working hours are kept: always. */
  readonly working: boolean | null;
  /** The time on their own wall, where it is not the organisation's. */
  readonly localTime: string | null;
};

/** `view` is what the server says of them now; a person it does not know yet is neither away nor at work. */
export function personFacts(
  person: Person,
  {
    view,
    document,
    now,
  }: { readonly view: Now | undefined; readonly document: ConfigDocument; readonly now: number },
): PersonFacts {
  const zone = person.time_zone ?? document.organisation.time_zone;
  const keepsHours = (person.working_hours ?? []).length > 0;
  return {
    teams: teamsOf(person, document),
    away: view?.away ? { to: nameIn(document, view.away.to), until: view.away.until } : null,
    working: view && keepsHours ? view.working_now : null,
    localTime: zone === document.organisation.time_zone ? null : wallTime(now, zone, false),
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
