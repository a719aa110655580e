import type { Change } from "@/lib/ops/config/apply";

/**
 * What a caller saw before they changed it: by the hash that GET gave as ETag (`If-Match`, RFC 9110), by the number of
 * the version, or both. A weak tag never matches, and a header that cannot be read matches nothing.
 */
export function expectation(
  ifMatch: string | null,
  version: number | undefined,
): NonNullable<Change["expects"]> {
  const tags = (ifMatch ?? "*").split(",").map((tag) => tag.trim());
  return (inForce) =>
    (tags.includes("*") || tags.includes(`"${inForce.hash}"`)) &&
    (version === undefined || version === inForce.version);
}
