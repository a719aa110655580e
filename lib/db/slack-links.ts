import type { SlackAccount } from "@/lib/core/slack-account";
import { database } from "./client";

/** One-time codes that link an account to whoever is signed in. Only their hashes are here. */

const VALID_MINUTES = 10;

export async function putLinkCode({ team, user }: SlackAccount, hash: string): Promise<void> {
  await database().$executeRaw`
    INSERT INTO slack_link_code (hash, team_id, user_id, expires_at)
    VALUES (${hash}, ${team}, ${user}, clock_timestamp() + make_interval(mins => ${VALID_MINUTES}))`;
}

/** The account a code is for; null when it is unknown, used or too old. */
export async function readLinkCode(hash: string): Promise<SlackAccount | null> {
  const [row] = await database().$queryRaw<SlackAccount[]>`
    SELECT team_id AS team, user_id AS "user" FROM slack_link_code
     WHERE hash = ${hash} AND used_at IS NULL AND expires_at > clock_timestamp()`;
  return row ?? null;
}

/** Use it up: of several at once, one gets the account. */
export async function takeLinkCode(hash: string): Promise<SlackAccount | null> {
  const [row] = await database().$queryRaw<SlackAccount[]>`
    UPDATE slack_link_code SET used_at = clock_timestamp()
     WHERE hash = ${hash} AND used_at IS NULL AND expires_at > clock_timestamp()
    RETURNING team_id AS team, user_id AS "user"`;
  return row ?? null;
}
