import { onCall } from "@/lib/core/schedule";
import { changeAfter } from "@/lib/core/schedule-ahead";
import { type SlackAccount, slackAccount, writtenAs } from "@/lib/core/slack-account";
import { touchGroup } from "@/lib/db/slack-groups";
import { reading, snapshotInForce } from "../requests/world";
import { findWorkspace, homeTeam } from "./workspace";

export { putGroupMembers } from "@/lib/db/slack-group-members";

/** A user group that is to be whoever is on call now. */
export type Watch = {
  /** As configuration writes it. */
  readonly written: string;
  /** Where that is: a workspace and the group's id there. Null while nobody knows of which workspace it is. */
  readonly place: SlackAccount | null;
  /** The users of that workspace who are on call. */
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
  const { current, now } = await reading(organisation);
  const { document, directory } = current;
  const written = document.schedules.find(({ id }) => id === schedule)?.slack_group;
  const lived = directory.schedules.get(schedule);
  if (written == null || !lived) return null;
  const place = slackAccount(written, home);
  const accounts = onCall(lived, now).flatMap((person): readonly SlackAccount[] => {
    const account = directory.people.get(person)?.slack;
    const found = account === undefined ? null : slackAccount(account, home);
    return found ? [found] : [];
  });
  const change = changeAfter(lived, now);
  return {
    ...{ written, place },
    users: accounts.filter(({ team }) => team === place?.team).map(({ user }) => user),
    changesInSeconds: change && (change.start.getTime() - now.getTime()) / 1_000,
  };
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
