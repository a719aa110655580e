import {
  claimRefresh,
  endRefresh,
  putRefreshed,
  putResealed,
  readHeldToken,
  releaseRefresh,
  type SealedRow,
  sealedRows,
} from "@/lib/db/slack-tokens";
import type { SealedTokens } from "@/lib/db/slack-workspaces";
import { log } from "@/lib/runtime/log";
import { isSealedNow, SealError, seal, unseal } from "@/lib/runtime/sealing";

/** The tokens of installed workspaces, opened for whoever calls Slack and sealed for the database. */
export { expireToken } from "@/lib/db/slack-tokens";

/** As Slack grants them. */
export type GrantedTokens = {
  readonly token: string;
  /** Null for a token that does not rotate. */
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number | null;
};

/** A token opens in the row and column it was sealed for, and for the organisation that installed it. */
const placeOf = (organisation: string, team: string, column: "token" | "refresh_token"): string =>
  `slack_workspace ${organisation} ${team} ${column}`;

export const sealTokens = (
  { organisation, team }: { readonly organisation: string; readonly team: string },
  { token, refreshToken, expiresInSeconds }: GrantedTokens,
): SealedTokens => ({
  token: seal(token, placeOf(organisation, team, "token")),
  refreshToken:
    refreshToken === null ? null : seal(refreshToken, placeOf(organisation, team, "refresh_token")),
  expiresInSeconds: refreshToken === null ? null : expiresInSeconds,
});

export type OpenToken = { readonly token: string; readonly secondsLeft: number | null };

/** Null where none is held. Throws SealError where it cannot be opened. */
export async function readToken(team: string): Promise<OpenToken | null> {
  const held = await readHeldToken(team);
  if (held === null) return null;
  const { organisation, token, secondsLeft } = held;
  return { token: unseal(token, placeOf(organisation, team, "token")), secondsLeft };
}

/** A refresh token in the hands of the one process that may use it now. */
export type Refresh = {
  readonly refreshToken: string;
  /** False where the workspace was left or installed anew meanwhile: what was granted is nobody's. */
  readonly keep: (granted: GrantedTokens) => Promise<boolean>;
  readonly release: (afterSeconds: number) => Promise<void>;
  readonly end: (code: string) => Promise<void>;
};

/** Null for everybody but the first who asks once less than `aheadSeconds` are left. */
export async function beginRefresh(team: string, aheadSeconds: number): Promise<Refresh | null> {
  const claim = await claimRefresh(team, aheadSeconds);
  if (claim === null) return null;
  const { organisation, refreshToken: used } = claim;
  return {
    refreshToken: unseal(used, placeOf(organisation, team, "refresh_token")),
    keep: (granted) => putRefreshed(team, used, sealTokens({ organisation, team }, granted)),
    release: (afterSeconds) => releaseRefresh(team, used, afterSeconds),
    end: (code) => endRefresh(team, used, code),
  };
}

/** After a key was replaced: what the one before it sealed is sealed anew, so that it can be thrown away. */
export async function resealTokens(): Promise<void> {
  for (const row of await sealedRows()) {
    const parts = [row.token, row.refreshToken].filter((part) => part !== null);
    if (parts.every((part) => isSealedNow(part))) continue;
    try {
      await putResealed(row, resealed(row));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      log().error(
        { part: "slack", team: row.teamId },
        "a token cannot be opened: install the workspace again",
      );
    }
  }
}

function resealed({ organisation, teamId, token, refreshToken }: SealedRow) {
  const again = (sealed: string, column: "token" | "refresh_token") => {
    const place = placeOf(organisation, teamId, column);
    return seal(unseal(sealed, place), place);
  };
  return {
    token: again(token, "token"),
    refreshToken: refreshToken === null ? null : again(refreshToken, "refresh_token"),
  };
}
