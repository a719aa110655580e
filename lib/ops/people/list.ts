import type { PersonView } from "@/lib/contract/people";
import { absence } from "@/lib/core/delegation";
import { onCall } from "@/lib/core/schedule";
import { isWorking } from "@/lib/core/working-hours";
import { refuseNoun } from "../config/collections";
import { type PageQuery, pageOf } from "../config/page";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { type Reading, reading } from "../requests/world";

export type PeopleList = {
  readonly people: PersonView[];
  readonly teams: { readonly id: string; readonly name: string; readonly members: string[] }[];
  readonly next_cursor: string | null;
};

/** Everyone, with their teams and what they are on call for now. Errors: invalid (a cursor that is not ours). */
export async function listPeople(
  ctx: Context,
  page: PageQuery = { limit: Number.POSITIVE_INFINITY },
): Promise<PeopleList> {
  refuseNoun(ctx, "people");
  const view = await reading(ctx.actor.organisation);
  const { items, next_cursor } = pageOf(view.current.document.people, page);
  const { teams } = view.current.document;
  return {
    people: viewsOf(view, items),
    teams: teams.map(({ id, name, members }) => ({ id, name: name ?? id, members })),
    next_cursor,
  };
}

/** One person. Errors: not_found. */
export async function readPerson(ctx: Context, { id }: { readonly id: string }): Promise<PersonView> {
  refuseNoun(ctx, "people");
  const view = await reading(ctx.actor.organisation);
  const [person] = viewsOf(
    view,
    view.current.document.people.filter((known) => known.id === id),
  );
  if (!person) throw notFound("person");
  return person;
}

function awayView(id: string, { now, current }: Pick<Reading, "now" | "current">): PersonView["away"] {
  const away = absence(id, { directory: current.directory, at: now });
  return away && { to: away.to, until: away.until.toISOString() };
}

function viewsOf({ now, current }: Reading, people: Reading["current"]["document"]["people"]): PersonView[] {
  const { teams } = current.document;
  const duty = [...current.directory.schedules.values()].map((schedule) => ({
    schedule: schedule.id,
    people: onCall(schedule, now),
  }));
  return people.map(({ id, name, email, role, level, slack }) => ({
    id,
    name,
    email: email ?? null,
    role,
    level,
    teams: teams.filter(({ members }) => members.includes(id)).map((team) => team.id),
    on_call: duty.filter((on) => on.people.includes(id)).map((on) => on.schedule),
    slack: slack ?? null,
    working_now: isWorking(current.directory.people.get(id) ?? {}, now),
    away: awayView(id, { now, current }),
  }));
}
