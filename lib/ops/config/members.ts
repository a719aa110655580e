import type { Directory } from "@/lib/core/directory";
import { slackAccount } from "@/lib/core/slack-account";
import { peopleInGroups } from "@/lib/core/slack-group";
import { database, type Tx } from "@/lib/db/client";
import { readGroupMembers } from "@/lib/db/slack-group-members";
import { type Connected, connectedTo, homeOf } from "../slack/workspace";
import type { Snapshot } from "./snapshot";

/** Who is in user groups of Slack, for organisations that name any. Nobody else pays for the question. */
export async function withMembers(tx: Tx, organisation: string, current: Snapshot): Promise<Snapshot> {
  const { document, directory } = current;
  const named = document.slack_groups;
  if (named.length === 0) return current;
  const { members, home } = await membersOf(tx, organisation, named);
  const people = peopleInGroups(named, members, { people: directory.people.values(), home });
  return { ...current, directory: withPeople(directory, (id) => people.get(id)) };
}

/** How many accounts are in each group, whoever they are linked to. */
export async function memberCounts(organisation: string, named: Named): Promise<ReadonlyMap<string, number>> {
  const { members, home } = await membersOf(database(), organisation, named);
  return new Map(
    named.map(({ id, slack }) => {
      const place = slackAccount(slack, home);
      return [id, members.filter(({ team, group }) => team === place?.team && group === place.user).length];
    }),
  );
}

type Named = readonly { readonly id: string; readonly slack: string }[];

async function membersOf(tx: Tx, organisation: string, named: Named) {
  const workspaces = await connectedTo(organisation, tx);
  const ids = named.map(({ slack }) => slack.slice(slack.indexOf("/") + 1));
  return { members: await readGroupMembers(tx, servingTeams(workspaces), ids), home: homeOf(workspaces) };
}

/** A group of a workspace that serves another organisation, or that the app was taken out of, is nobody. */
const servingTeams = ({ settings, installed }: Connected): readonly string[] =>
  [settings, ...installed].flatMap((one) => (one && one.status !== "uninstalled" ? [one.teamId] : []));

/** What a document that is not saved would mean, with who is known to be in its groups now. */
export const withMembersOf = (known: Directory, directory: Directory): Directory =>
  withPeople(directory, (id) => known.groups?.get(id)?.people);

const withPeople = (
  directory: Directory,
  peopleOf: (group: string) => readonly string[] | undefined,
): Directory => ({
  ...directory,
  groups: new Map(
    [...(directory.groups ?? [])].map(([id, group]) => [id, { ...group, people: peopleOf(id) ?? [] }]),
  ),
});
