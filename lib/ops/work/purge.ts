import { isMoreLeft, purgeOnce } from "@/lib/db/purge";
import { log } from "@/lib/runtime/log";
import type { JobOutcome } from "./jobs";

const EVERY_SECONDS = 600;

/** Remove what has no meaning any more, a bounded piece at a time, and come again. */
export async function purge(): Promise<JobOutcome> {
  const purged = await purgeOnce();
  log().debug(purged, "purged");
  return { kind: "again", afterSeconds: isMoreLeft(purged) ? 1 : EVERY_SECONDS };
}
