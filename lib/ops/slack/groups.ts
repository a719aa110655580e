import type { SlackHealth } from "@/lib/contract/slack";
import { onCall } from "@/lib/core/schedule";
import { changeAfter } from "@/lib/core/schedule-ahead";
import { type SlackAccount, slackAccount, writtenAs } from "@/lib/core/slack-account";
import { type GroupTrouble, touchGroup, troubledGroups } from "@/lib/db/slack-groups";
import { memberCounts } from "../config/members";
import { type Reading, reading, snapshotInForce } from "../requests/world";
import { findWorkspace, homeTeam } from "./workspace";

export { putGroupMembers } from "@/lib/db/slack-group-members";

/** A user group that is to be whoever is on call now. */
export type Watch = {
  /** As configuration writes it. */
  readonly written: string;
  /** Where that is: a workspace and the group's id there. Null while nobody knows of which workspace it is. */
  readonly place: SlackAccount | null;
  /** Who is on call and has an account in that workspace, and their users there. */
  readonly people: readonly string[];
  readonly users: readonly string[];
  /** When other people take over; null when that is further away than anybody plans. */
  readonly changesInSeconds: number | null;
};

/** The group of a schedule; null where the schedule has none. `home` is the workspace of ids that are written without one. */
export async function watchOf(
  organisation: string,
  schedule: string,
  home: string | null,
): Promise<Watch | null> {
  return watchIn(await reading(organisation), schedule, home);
}

function watchIn({ current, now }: Reading, schedule: string, home: string | null): Watch | null {
  const { document, directory } = current;
  const written = document.schedules.find(({ id }) => id === schedule)?.slack_group;
  const lived = directory.schedules.get(schedule);
  if (written == null || !lived) return null;
  const place = slackAccount(written, home);
  const there = onCall(lived, now).flatMap((person) => {
    const account = directory.people.get(person)?.slack;
    const found = account === undefined ? null : slackAccount(account, home);
    return found && found.team === place?.team ? [{ person, user: found.user }] : [];
  });
  const change = changeAfter(lived, now);
  return {
    ...{ written, place },
    people: there.map(({ person }) => person),
    users: there.map(({ user }) => user),
    changesInSeconds: change && (change.start.getTime() - now.getTime()) / 1_000,
  };
}

/** Every user group that configuration names: what it is for, who is in it, and why it is not as it should be. */
export async function groupsOf(organisation: string): Promise<SlackHealth["groups"]> {
  const [view, home, troubles] = await Promise.all([
    reading(organisation),
    homeTeam(organisation),
    troubledGroups(organisation),
  ]);
  const { schedules, slack_groups } = view.current.document;
  const errorOf = (is: (trouble: GroupTrouble) => boolean) => troubles.find(is)?.error ?? null;
  const filled = schedules.flatMap(({ id, name }) => {
    const watch = watchIn(view, id, home);
    if (watch === null) return [];
    const error = errorOf(({ schedule }) => schedule === id);
    const people = [...watch.people];
    return [
      {
        ...{ group: watch.written, name: name ?? id, schedule: id, id: null },
        ...{ authority: false, people, strangers: 0, error },
      },
    ];
  });
  const counts = await memberCounts(organisation, slack_groups);
  const paged = slack_groups.map(({ id, name, slack, authority }) => {
    const people = [...(view.current.directory.groups?.get(id)?.people ?? [])];
    const count = counts.get(id) ?? 0;
    const error = errorOf((trouble) => trouble.id === id);
    return {
      ...{ group: slack, name: name ?? id, schedule: null, id },
      ...{ authority, people, strangers: Math.max(0, count - people.length), error },
    };
  });
  return [...filled, ...paged];
}

/** A group that configuration names: as it is written, and where that is. Null where it names none of that id. */
export async function placeOfGroup(organisation: string, id: string, home: string | null) {
  const { document } = await snapshotInForce(organisation);
  const written = document.slack_groups.find((group) => group.id === id)?.slack;
  return written === undefined ? null : { written, place: slackAccount(written, home) };
}

/** Slack says that somebody was put into this group, or taken out: of news to whom the workspace serves, and nobody else. */
export async function groupChanged(group: SlackAccount): Promise<void> {
  const workspace = await findWorkspace(group.team);
  if (workspace === null) return;
  const { organisation } = workspace;
  const home = organisation === null ? group.team : await homeTeam(organisation);
  await touchGroup(writtenAs(group, home), organisation);
}
