import type { AnyEvent } from "@/lib/core/fold";
import type { Tx } from "@/lib/db/client";
import { readLoad } from "@/lib/db/load";
import type { Snapshot } from "./snapshot";

/** How much everybody has to do, for routes that page whoever has the least. Nobody else pays for the question. */

/** The same configuration with everybody's load, where one of these picks by it. */
export async function withLoad(
  tx: Tx,
  organisation: string,
  current: Snapshot,
  others: Iterable<Snapshot> = [],
): Promise<Snapshot> {
  if (!current.picksByLoad && ![...others].some(({ picksByLoad }) => picksByLoad)) return current;
  return { ...current, directory: { ...current.directory, load: await readLoad(tx, organisation) } };
}

/** Requests opened together are not all one person's: what each of them pages counts for the next. */
export function noteLoad({ directory }: Snapshot, events: readonly AnyEvent[]): void {
  const { load } = directory;
  if (!(load instanceof Map)) return;
  const paged = new Set(events.flatMap((event) => ("paged" in event ? event.paged : [])));
  for (const person of paged) load.set(person, (load.get(person) ?? 0) + 1);
}
