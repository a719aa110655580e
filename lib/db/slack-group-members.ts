import type { GroupMember } from "@/lib/core/slack-group";
import { database, type Tx } from "./client";

/** Who is in user groups of Slack, as Slack said last. */

/** Of these groups in these workspaces. */
export const readGroupMembers = (
  tx: Tx,
  teams: readonly string[],
  groups: readonly string[],
): Promise<readonly GroupMember[]> =>
  tx.$queryRaw<GroupMember[]>`/* PREPARED */
    SELECT team_id AS team, group_id AS "group", user_id AS "user" FROM slack_group_member
     WHERE team_id = ANY(${[...teams]}::text[]) AND group_id = ANY(${[...groups]}::text[])`;

/** Answers whether that is news. */
export async function putGroupMembers(
  team: string,
  group: string,
  users: readonly string[],
): Promise<boolean> {
  const [row] = await database().$queryRaw<{ count: number }[]>`
    WITH gone AS (
      DELETE FROM slack_group_member
       WHERE team_id = ${team} AND group_id = ${group} AND NOT (user_id = ANY(${[...users]}::text[])) RETURNING 1
    ), come AS (
      INSERT INTO slack_group_member (team_id, group_id, user_id)
      SELECT ${team}, ${group}, u FROM unnest(${[...users]}::text[]) AS u
      ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT ((SELECT count(*) FROM gone) + (SELECT count(*) FROM come))::int AS count`;
  return row !== undefined && row.count > 0;
}
