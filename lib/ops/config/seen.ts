import type { Noun } from "@/lib/contract/nouns";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { findConfigVersion } from "@/lib/db/config-store";
import { snapshotAt } from "../requests/world";

/**
 * What a caller saw of an item before they changed it: the item itself by its hash, or a whole configuration by its
 * hash. Whoever edits one item of a configuration is stopped by a change of that item, not by one of another.
 */
export type Seen = readonly string[] | null;

export const hashOfItem = (item: object): string => sha256(canonicalJson(item));

/** Whether an item is as it was seen. Null was looked at by nobody in particular, and always is. */
export async function asSeen(
  organisation: string,
  { noun, id, seen }: { readonly noun: Noun; readonly id: string; readonly seen: Seen },
): Promise<(item: object) => boolean> {
  if (seen === null) return () => true;
  const accepted = new Set(seen);
  for (const hash of seen) {
    const version = await findConfigVersion(organisation, hash);
    if (version === null) continue;
    const { document } = await snapshotAt(organisation, version);
    const item = document[noun].find((known) => known.id === id);
    if (item) accepted.add(hashOfItem(item));
  }
  return (item) => accepted.has(hashOfItem(item));
}
