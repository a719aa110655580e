import { database, Prisma, type Tx } from "./client";

/**
 * The Slack workspaces: that of the settings' token, which has no organisation and serves all of them, and those that an
 * organisation installed. Tokens pass through here sealed; nobody below ops can open them.
 */

export type WorkspaceStatus = "active" | "revoked" | "uninstalled";

export type WorkspaceRecord = {
  readonly teamId: string;
  /** Who installed it, and whose people alone it serves; null: the settings, and everybody. */
  readonly organisation: string | null;
  readonly name: string;
  readonly botUserId: string;
  readonly status: WorkspaceStatus;
  readonly error: string | null;
  readonly checkedAt: Date;
  readonly installedBy: string | null;
  readonly installedAt: Date | null;
};

const select = (where: Prisma.Sql, tx: Tx = database()): Promise<readonly WorkspaceRecord[]> =>
  tx.$queryRaw<WorkspaceRecord[]>`
    SELECT team_id AS "teamId", organisation_id AS organisation, name, bot_user_id AS "botUserId", status, error,
           checked_at AS "checkedAt", installed_by AS "installedBy", installed_at AS "installedAt"
      FROM slack_workspace WHERE ${where} ORDER BY organisation_id NULLS FIRST, checked_at DESC, team_id`;

/** The settings' workspace: the one their token was last seen to be of. */
export async function readWorkspace(): Promise<WorkspaceRecord | null> {
  const [row] = await select(Prisma.sql`organisation_id IS NULL`);
  return row ?? null;
}

export async function findWorkspace(teamId: string): Promise<WorkspaceRecord | null> {
  const [row] = await select(Prisma.sql`team_id = ${teamId}`);
  return row ?? null;
}

/** Those that serve this organisation, the settings' own first. */
export const workspacesFor = (organisation: string, tx?: Tx): Promise<readonly WorkspaceRecord[]> =>
  select(Prisma.sql`organisation_id IS NULL OR organisation_id = ${organisation}`, tx);

/** What the settings' token is of. False where an organisation has installed that workspace itself. */
export async function putWorkspace(
  workspace: Pick<WorkspaceRecord, "teamId" | "name" | "botUserId" | "status" | "error">,
): Promise<boolean> {
  const { teamId, name, botUserId, status, error } = workspace;
  const written = await database().$executeRaw`
    INSERT INTO slack_workspace (team_id, name, bot_user_id, status, error, checked_at)
    VALUES (${teamId}, ${name}, ${botUserId}, ${status}, ${error}, clock_timestamp())
    ON CONFLICT (team_id) DO UPDATE
       SET name = excluded.name, bot_user_id = excluded.bot_user_id, status = excluded.status, error = excluded.error,
           checked_at = excluded.checked_at, organisation_id = NULL, installed_by = NULL, installed_at = NULL
     WHERE slack_workspace.organisation_id IS NULL OR slack_workspace.status = 'uninstalled'`;
  return written > 0;
}

/**
 * What Slack made of our token: its own word for why not. Whoever took the app out took its tokens with it, and what is
 * refused because of that says nothing new: only an installation, or the settings' token at work again, brings it back.
 */
export async function noteWorkspace(
  teamId: string,
  status: WorkspaceStatus,
  error: string | null,
): Promise<void> {
  await database().$executeRaw`
    UPDATE slack_workspace
       SET status = ${status}, error = ${error}, checked_at = clock_timestamp(),
           token = CASE WHEN ${status} = 'uninstalled' THEN NULL ELSE token END,
           refresh_token = CASE WHEN ${status} = 'uninstalled' THEN NULL ELSE refresh_token END
     WHERE team_id = ${teamId} AND status <> 'uninstalled'`;
}

export type Installation = {
  readonly teamId: string;
  readonly organisation: string;
  readonly person: string;
  readonly name: string;
  readonly botUserId: string;
  readonly tokens: SealedTokens;
  /** The settings have a token, and what it is of is theirs. */
  readonly isBesideSettings: boolean;
};

export type SealedTokens = {
  readonly token: string;
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number | null;
};

/** False where the settings or another organisation have it. What was taken out of Slack is anybody's again. */
export async function installWorkspace(tx: Tx, installation: Installation): Promise<boolean> {
  const { teamId, organisation, person, name, botUserId, tokens, isBesideSettings } = installation;
  const [row] = await tx.$queryRaw<{ teamId: string }[]>`
    INSERT INTO slack_workspace (team_id, organisation_id, name, bot_user_id, status, checked_at, token, refresh_token,
                                 token_expires_at, installed_by, installed_at)
    VALUES (${teamId}, ${organisation}, ${name}, ${botUserId}, 'active', clock_timestamp(), ${tokens.token}, ${tokens.refreshToken},
            clock_timestamp() + make_interval(secs => ${tokens.expiresInSeconds}::float8), ${person}, clock_timestamp())
    ON CONFLICT (team_id) DO UPDATE
       SET organisation_id = excluded.organisation_id, name = excluded.name, bot_user_id = excluded.bot_user_id, status = 'active',
           error = NULL, checked_at = excluded.checked_at, token = excluded.token, refresh_token = excluded.refresh_token,
           token_expires_at = excluded.token_expires_at, refreshing_until = NULL, installed_by = excluded.installed_by,
           installed_at = excluded.installed_at
     WHERE slack_workspace.organisation_id = excluded.organisation_id
        OR (slack_workspace.organisation_id IS NOT NULL AND slack_workspace.status = 'uninstalled')
        OR (slack_workspace.organisation_id IS NULL AND NOT ${isBesideSettings}::boolean)
    RETURNING team_id AS "teamId"`;
  return row !== undefined;
}

/** The organisation is done with it: nothing that opens it is left. False where it is not theirs, or gone already. */
export async function leaveWorkspace(tx: Tx, organisation: string, teamId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ teamId: string }[]>`
    UPDATE slack_workspace
       SET status = 'uninstalled', error = NULL, checked_at = clock_timestamp(), token = NULL, refresh_token = NULL,
           token_expires_at = NULL, refreshing_until = NULL
     WHERE team_id = ${teamId} AND organisation_id = ${organisation} AND status <> 'uninstalled'
    RETURNING team_id AS "teamId"`;
  return row !== undefined;
}
