import type { Directory } from "@/lib/core/directory";
import { peopleInGroups } from "@/lib/core/slack-group";
import type { Tx } from "@/lib/db/client";
import { readGroupMembers } from "@/lib/db/slack-group-members";
import { type Connected, connectedTo, homeOf } from "../slack/workspace";
import type { Snapshot } from "./snapshot";

/** Who is in user groups of Slack, for organisations that name any. Nobody else pays for the question. */
export async function withMembers(tx: Tx, organisation: string, current: Snapshot): Promise<Snapshot> {
  const { document, directory } = current;
  const named = document.slack_groups;
  if (named.length === 0) return current;
  const workspaces = await connectedTo(organisation, tx);
  const members = await readGroupMembers(
    tx,
    servingTeams(workspaces),
    named.map(({ slack }) => slack.slice(slack.indexOf("/") + 1)),
  );
  const known = { people: directory.people.values(), home: homeOf(workspaces) };
  const people = peopleInGroups(named, members, known);
  return { ...current, directory: withPeople(directory, (id) => people.get(id)) };
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
