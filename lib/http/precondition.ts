import type { Change } from "@/lib/ops/config/apply";
import { hashOfItem, type Seen } from "@/lib/ops/config/seen";
import type { Answer } from "./endpoint";

/**
 * What a caller saw before they changed it: by the hash that GET gave as ETag (`If-Match`, RFC 9110), by the number of
 * the version, or both. A weak tag never matches, and a header that cannot be read matches nothing.
 */
export function expectation(
  ifMatch: string | null,
  version: number | undefined,
): NonNullable<Change["expects"]> {
  const seen = seenBy(ifMatch);
  return (inForce) =>
    (seen === null || seen.includes(inForce.hash)) && (version === undefined || version === inForce.version);
}

/** The same for one item, which may be named by its own ETag or by that of the whole configuration. */
export function seenBy(ifMatch: string | null): Seen {
  const tags = (ifMatch ?? "*").split(",").map((tag) => tag.trim());
  return tags.includes("*") ? null : tags.map((tag) => /^"([^"]*)"$/.exec(tag)?.[1] ?? "");
}

/** An answer with the tag of the item as it is configured, which a later change of it names. */
export const tagged = (answer: Answer, configured: object): Answer => ({
  ...answer,
  headers: { ...answer.headers, ETag: `"${hashOfItem(configured)}"` },
});
