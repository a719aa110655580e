import { statements } from "./pipeline";

/** Twice as long as a signature is fresh, by real time. */
const KEPT_MINUTES = 10;

/** False for a call that was taken before, by whatever process. `digest` is of its signature: Slack signs its own retries anew. */
export async function firstSeen(digest: string): Promise<boolean> {
  const taken = await statements().$executeRaw`/* PREPARED */
    INSERT INTO slack_seen (digest, expires_at) VALUES (${digest}, clock_timestamp() + make_interval(mins => ${KEPT_MINUTES}))
    ON CONFLICT (digest) DO NOTHING`;
  return taken > 0;
}
