import type { Tx } from "@/lib/db/client";
import { withLoad } from "./load";
import { withMembers } from "./members";
import type { Snapshot } from "./snapshot";

/**
 * A version never changes; what some targets mean does, and is laid over it where somebody is about to look: how much
 * everybody has to do, and who is in a group of Slack.
 */
export async function asItIsNow(
  tx: Tx,
  organisation: string,
  current: Snapshot,
  others: Iterable<Snapshot> = [],
): Promise<Snapshot> {
  return withMembers(tx, organisation, await withLoad(tx, organisation, current, others));
}
