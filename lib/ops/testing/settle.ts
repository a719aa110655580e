import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "@/lib/contract/errors";
import { unsettledWork, wakeWorkers } from "@/lib/db/outbox";

const LOOK_AGAIN_MS = 5;
/** Longer than any lease, so that a crashed worker's rows have come back. */
const PATIENCE_MS = 30_000;
/** Slack has a pace of its own and may be away: what it keeps waiting is not waited for any longer than this. */
const SLACK_PATIENCE_MS = 3_000;

/**
 * Wait until nothing is due and nobody is at anything: whichever process's worker it is that does the work. Errors:
 * unavailable, naming what is left, when it does not come to an end.
 */
export async function settle(): Promise<void> {
  const startedAt = performance.now();
  await wakeWorkers();
  for (;;) {
    const elapsedMs = performance.now() - startedAt;
    const left = (await unsettledWork()).filter(
      ({ topic }) => elapsedMs < SLACK_PATIENCE_MS || !topic.startsWith("slack."),
    );
    if (left.length === 0) return;
    if (elapsedMs > PATIENCE_MS) {
      const what = left.map(({ topic, count }) => `${count} of ${topic}`).join(", ");
      throw new DomainError("unavailable", `The work did not come to an end: ${what}. Is a worker running?`, {
        retryAfterSeconds: 5,
      });
    }
    await sleep(LOOK_AGAIN_MS);
  }
}
