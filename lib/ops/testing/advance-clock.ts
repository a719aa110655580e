import { DomainError } from "@/lib/contract/errors";
import { wakeWorkers } from "@/lib/db/outbox";
import { readNow } from "@/lib/db/request-reader";
import { moveClock } from "@/lib/db/testing-ops";
import type { Context, OperatorActor } from "../context";
import { settle } from "./settle";
import { requireTestMode } from "./test-mode";

/** Between settling and moving, somebody may write: then it is settled again. */
const MOST_TRIES = 100;

/**
 * Move the one clock of every process on this database, and let the workers do what then is due. Zero only settles.
 * Errors: not_found outside test mode, unavailable when the work does not come to an end.
 */
export async function advanceClock(
  _ctx: Context<OperatorActor>,
  { advance_seconds }: { readonly advance_seconds: number },
): Promise<{ now: string }> {
  requireTestMode();
  await settle();
  if (advance_seconds > 0) {
    await move(Math.round(advance_seconds * 1000));
    await wakeWorkers();
    await settle();
  }
  return { now: (await readNow()).toISOString() };
}

async function move(milliseconds: number): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (await moveClock(milliseconds)) return;
    await settle();
  }
  throw new DomainError("unavailable", "There is always new work: the clock cannot be moved now.", {
    retryAfterSeconds: 1,
  });
}
