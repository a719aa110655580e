import type { Person } from "./directory";
import { type SlackAccount, slackAccount } from "./slack-account";

/** A user group of Slack as configuration names it. */
type Named = { readonly id: string; readonly slack: string };
/** One account in one group, as Slack says. */
export type GroupMember = SlackAccount & { readonly group: string };

/**
 * The people in each group: those linked to its members, in the order of the people. A member nobody is linked to is
 * nobody, whatever their name or address in Slack. `home` is the workspace of ids that are written without one.
 */
export function peopleInGroups(
  groups: readonly Named[],
  members: readonly GroupMember[],
  { people, home }: { readonly people: Iterable<Person>; readonly home: string | null },
): ReadonlyMap<string, readonly string[]> {
  const everybody = [...people];
  return new Map(
    groups.map(({ id, slack }) => {
      const place = slackAccount(slack, home);
      const accounts = new Set(
        members
          .filter(({ team, group }) => team === place?.team && group === place.user)
          .map(({ team, user }) => `${team}/${user}`),
      );
      const isIn = ({ slack }: Person): boolean => {
        const account = slack === undefined ? null : slackAccount(slack, home);
        return account !== null && accounts.has(`${account.team}/${account.user}`);
      };
      return [id, everybody.filter(isIn).map(({ id }) => id)];
    }),
  );
}
