import { database } from "./client";
import type { SealedTokens } from "./slack-workspaces";

/**
 * The tokens of installed workspaces, sealed. A refresh token works once, so its row is claimed in one statement before
 * it is used: no lock is held while Slack is asked, and whoever comes second goes on with the token there is.
 */

export type HeldToken = {
  readonly organisation: string;
  readonly token: string;
  /** Null for one that does not rotate. */
  readonly secondsLeft: number | null;
};

export async function readHeldToken(teamId: string): Promise<HeldToken | null> {
  const [row] = await database().$queryRaw<HeldToken[]>`
    SELECT organisation_id AS organisation, token,
           CASE WHEN refresh_token IS NOT NULL THEN extract(epoch FROM token_expires_at - clock_timestamp())::float8 END AS "secondsLeft"
      FROM slack_workspace WHERE team_id = ${teamId} AND token IS NOT NULL`;
  return row ?? null;
}

/** Longer than asking Slack takes. */
const CLAIM_SECONDS = 30;

export type RefreshClaim = { readonly organisation: string; readonly refreshToken: string };

/** The refresh token, for whoever is first once less than `aheadSeconds` are left; null for everybody else. */
export async function claimRefresh(teamId: string, aheadSeconds: number): Promise<RefreshClaim | null> {
  const [row] = await database().$queryRaw<RefreshClaim[]>`
    UPDATE slack_workspace SET refreshing_until = clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS})
     WHERE team_id = ${teamId} AND refresh_token IS NOT NULL
       AND token_expires_at <= clock_timestamp() + make_interval(secs => ${aheadSeconds}::float8)
       AND (refreshing_until IS NULL OR refreshing_until <= clock_timestamp())
    RETURNING organisation_id AS organisation, refresh_token AS "refreshToken"`;
  return row ?? null;
}

/** What it was used for. False where the workspace was left or installed anew meanwhile. */
export async function putRefreshed(teamId: string, used: string, next: SealedTokens): Promise<boolean> {
  const written = await database().$executeRaw`
    UPDATE slack_workspace
       SET token = ${next.token}, refresh_token = ${next.refreshToken}, refreshing_until = NULL, status = 'active', error = NULL,
           token_expires_at = clock_timestamp() + make_interval(secs => ${next.expiresInSeconds}::float8), checked_at = clock_timestamp()
     WHERE team_id = ${teamId} AND refresh_token = ${used}`;
  return written > 0;
}

/** It could not be used now: the next may try after so long. */
export async function releaseRefresh(teamId: string, used: string, afterSeconds: number): Promise<void> {
  await database().$executeRaw`
    UPDATE slack_workspace SET refreshing_until = clock_timestamp() + make_interval(secs => ${afterSeconds}::float8)
     WHERE team_id = ${teamId} AND refresh_token = ${used}`;
}

/** It will never work again: the workspace has to be installed anew. */
export async function endRefresh(teamId: string, used: string, error: string): Promise<void> {
  await database().$executeRaw`
    UPDATE slack_workspace
       SET status = 'revoked', error = ${error}, checked_at = clock_timestamp(), token = NULL, refresh_token = NULL,
           token_expires_at = NULL, refreshing_until = NULL
     WHERE team_id = ${teamId} AND refresh_token = ${used}`;
}

/** Slack says that it has expired, whatever we thought. False for one that cannot be refreshed. */
export async function expireToken(teamId: string): Promise<boolean> {
  const written = await database().$executeRaw`
    UPDATE slack_workspace SET token_expires_at = least(token_expires_at, clock_timestamp())
     WHERE team_id = ${teamId} AND refresh_token IS NOT NULL`;
  return written > 0;
}

export type SealedRow = {
  readonly teamId: string;
  readonly organisation: string;
  readonly token: string;
  readonly refreshToken: string | null;
};

export async function sealedRows(): Promise<readonly SealedRow[]> {
  return database().$queryRaw<SealedRow[]>`
    SELECT team_id AS "teamId", organisation_id AS organisation, token, refresh_token AS "refreshToken"
      FROM slack_workspace WHERE token IS NOT NULL`;
}

/** The same tokens under another key, unless they were replaced meanwhile. */
export async function putResealed(
  before: SealedRow,
  after: Pick<SealedRow, "token" | "refreshToken">,
): Promise<void> {
  await database().$executeRaw`
    UPDATE slack_workspace SET token = ${after.token}, refresh_token = ${after.refreshToken}
     WHERE team_id = ${before.teamId} AND token = ${before.token} AND refresh_token IS NOT DISTINCT FROM ${before.refreshToken}
       AND (refreshing_until IS NULL OR refreshing_until <= clock_timestamp())`;
}
