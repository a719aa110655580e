import { database } from "./client";

export type WorkspaceStatus = "active" | "revoked" | "uninstalled";

export type WorkspaceRecord = {
  readonly teamId: string;
  readonly name: string;
  readonly botUserId: string;
  readonly status: WorkspaceStatus;
  readonly error: string | null;
  readonly checkedAt: Date;
};

/** The workspace that was connected last: a deployment has one bot token. */
export async function readWorkspace(): Promise<WorkspaceRecord | null> {
  const row = await database().slackWorkspace.findFirst({ orderBy: { checkedAt: "desc" } });
  // safe because a constraint of the table lists these words
  return row && { ...row, status: row.status as WorkspaceStatus };
}

export async function putWorkspace(workspace: Omit<WorkspaceRecord, "checkedAt">): Promise<void> {
  const { teamId, name, botUserId, status, error } = workspace;
  await database().$executeRaw`
    INSERT INTO slack_workspace (team_id, name, bot_user_id, status, error, checked_at)
    VALUES (${teamId}, ${name}, ${botUserId}, ${status}, ${error}, clock_timestamp())
    ON CONFLICT (team_id) DO UPDATE
       SET name = excluded.name, bot_user_id = excluded.bot_user_id, status = excluded.status,
           error = excluded.error, checked_at = excluded.checked_at`;
}

/** What Slack made of our token: its own word for why not, or null where it takes it. */
export async function noteWorkspace(
  teamId: string,
  status: WorkspaceStatus,
  error: string | null,
): Promise<void> {
  await database().$executeRaw`
    UPDATE slack_workspace SET status = ${status}, error = ${error}, checked_at = clock_timestamp() WHERE team_id = ${teamId}`;
}
