import { database } from "./client";

/** Installations on their way to Slack and back. Only hashes of their states are here. */

const VALID_MINUTES = 10;

export type Installer = {
  readonly organisation: string;
  readonly person: string;
  readonly sessionId: string;
};

export async function putInstall(
  { organisation, person, sessionId }: Installer,
  hash: string,
): Promise<void> {
  await database().$executeRaw`
    INSERT INTO slack_install (hash, organisation_id, person_id, session_id, expires_at)
    VALUES (${hash}, ${organisation}, ${person}, ${sessionId}, clock_timestamp() + make_interval(mins => ${VALID_MINUTES}))`;
}

/** Use it up: once, in time, and by the session that began it. */
export async function takeInstall(
  { organisation, person, sessionId }: Installer,
  hash: string,
): Promise<boolean> {
  const taken = await database().$executeRaw`
    UPDATE slack_install SET used_at = clock_timestamp()
     WHERE hash = ${hash} AND used_at IS NULL AND expires_at > clock_timestamp()
       AND organisation_id = ${organisation} AND person_id = ${person} AND session_id = ${sessionId}`;
  return taken > 0;
}
