import { setTimeout as sleep } from "node:timers/promises";
import { beginRefresh, readToken } from "@/lib/ops/slack/tokens";
import { background, log } from "@/lib/runtime/log";
import { SealError } from "@/lib/runtime/sealing";
import { SlackAway } from "./away";
import type { SlackFault } from "./clients";
import { refreshed, revoke } from "./oauth";

/**
 * The token of an installed workspace, as good as it is needed. One that rotates is followed by the next well before it
 * ends, by whoever needs it first; while it still works nobody waits for that.
 */

const AHEAD_SECONDS = 30 * 60;
/** With less than this left it may end on its way. */
const ENDING_SECONDS = 30;
/** How long to wait for another process that is asking for the next one. */
const PATIENCE_MS = 2_000;
const LOOK_MS = 100;
/** After Slack did not answer. */
const PAUSE_SECONDS = 5;

/** Throws SlackAway. */
export async function freshToken(team: string): Promise<string> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += LOOK_MS) {
    const { token, secondsLeft } = await held(team);
    if (secondsLeft === null || secondsLeft > AHEAD_SECONDS) return token;
    if (secondsLeft > ENDING_SECONDS) {
      background(refresh(team), "the next token of a Slack workspace");
      return token;
    }
    if (!(await refresh(team))) await sleep(LOOK_MS);
  }
  throw new SlackAway({ kind: "ambiguous", code: "token_refreshing" });
}

async function held(team: string) {
  const found = await readToken(team).catch((error: unknown) => {
    if (!(error instanceof SealError)) throw error;
    log().error({ part: "slack", team }, "the token of a workspace cannot be opened");
    throw new SlackAway({ kind: "disconnected", code: "unreadable_token" });
  });
  if (found === null) throw new SlackAway({ kind: "disconnected", code: "token_revoked" });
  return found;
}

/** False where it is somebody else's to do. Throws SlackAway where Slack has no next one to give. */
async function refresh(team: string): Promise<boolean> {
  const claim = await beginRefresh(team, AHEAD_SECONDS);
  if (claim === null) return false;
  try {
    const granted = await refreshed(claim.refreshToken);
    const isKept = await claim.keep(granted);
    // Left or installed anew meanwhile: nobody may go on using this one.
    if (!isKept) background(revoke(granted.token), "the token of a workspace that was left");
    return true;
  } catch (error) {
    if (!(error instanceof SlackAway)) throw error;
    const { fault } = error;
    log().warn({ part: "slack", team, fault: fault.kind }, "a token could not be refreshed");
    if (isFinal(fault)) await claim.end(fault.code);
    else await claim.release(fault.kind === "ratelimited" ? fault.seconds : PAUSE_SECONDS);
    throw error;
  }
}

/** What Slack says of a refresh token that will never work again; a setting of ours that is wrong may be put right. */
const FINAL = new Set([
  "account_inactive",
  "invalid_auth",
  "invalid_refresh_token",
  "token_expired",
  "token_revoked",
]);

const isFinal = (fault: SlackFault): fault is Extract<SlackFault, { kind: "disconnected" | "refused" }> =>
  (fault.kind === "disconnected" || fault.kind === "refused") && FINAL.has(fault.code);
