import { readConfig } from "../config/read";
import type { Context } from "../context";
import { whoIsOnCall } from "../schedules/who-is-on-call";

type Named = { readonly id: string; readonly name: string };

/** What a route can name, by the words people know it by. */
export type RouteBook = {
  readonly names: Readonly<Record<string, string>>;
  readonly teams: Readonly<Record<string, Named & { readonly members: readonly string[] }>>;
  readonly schedules: Readonly<Record<string, Named & { readonly people: readonly string[] }>>;
  readonly channels: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, { readonly name: string; readonly authority: boolean }>>;
  readonly people: readonly (Named & { readonly role: string; readonly level: number })[];
  readonly routes: readonly Named[];
  /** Empty for members, as they are everywhere. */
  readonly agents: readonly (Named & { readonly owner: string | null })[];
  readonly surfaces: readonly (Named & { readonly tools: readonly string[] })[];
};

/** Everything the console needs to read, write and try a route. Errors: forbidden. */
export async function routeBook(ctx: Context): Promise<RouteBook> {
  const [{ document }, { schedules }] = await Promise.all([readConfig(ctx), whoIsOnCall(ctx)]);
  const named = ({ id, name }: { id: string; name?: string | null | undefined }): Named => ({
    id,
    name: name ?? id,
  });
  return {
    names: Object.fromEntries(document.people.map(({ id, name }) => [id, name])),
    teams: Object.fromEntries(
      document.teams.map((team) => [team.id, { ...named(team), members: team.members }]),
    ),
    schedules: Object.fromEntries(
      schedules.map((schedule) => [schedule.id, { ...named(schedule), people: schedule.people }]),
    ),
    channels: Object.fromEntries(document.channels.map(({ id, name }) => [id, name ?? id])),
    groups: Object.fromEntries(
      document.slack_groups.map(({ id, name, authority }) => [id, { name: name ?? id, authority }]),
    ),
    people: document.people.map((person) => ({ ...named(person), role: person.role, level: person.level })),
    routes: document.routes.map(named),
    agents: document.agents.map((agent) => ({ ...named(agent), owner: agent.owner ?? null })),
    surfaces: document.surfaces.map((surface) => ({ ...named(surface), tools: surface.tools })),
  };
}
