import { onCall } from "@/lib/core/schedule";
import { changeAfter } from "@/lib/core/schedule-ahead";
import { type SlackAccount, slackAccount } from "@/lib/core/slack-account";
import { reading } from "../requests/world";

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
