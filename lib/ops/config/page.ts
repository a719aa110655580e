import { DomainError } from "@/lib/contract/errors";

/** One page of a list that is whole in memory. A cursor names the last item shown, so edits elsewhere move nothing. */
export type PageQuery = { readonly cursor?: string | undefined; readonly limit?: number | undefined };

const DEFAULT_LIMIT = 50;

export function pageOf<T extends { readonly id: string }>(
  items: readonly T[],
  { cursor, limit = DEFAULT_LIMIT }: PageQuery,
): { readonly items: T[]; readonly next_cursor: string | null } {
  const start = cursor === undefined ? 0 : placeAfter(items, cursor);
  const shown = items.slice(start, start + limit);
  const last = shown.at(-1);
  const isMore = start + limit < items.length;
  return { items: shown, next_cursor: last && isMore ? Buffer.from(last.id).toString("base64url") : null };
}

function placeAfter(items: readonly { readonly id: string }[], cursor: string): number {
  const id = Buffer.from(cursor, "base64url").toString("utf8");
  const index = items.findIndex((item) => item.id === id);
  if (index >= 0) return index + 1;
  throw new DomainError("invalid", "The cursor is not one this service gave, or its item is gone.", {
    errors: [{ path: "/cursor", message: "use next_cursor of the previous page" }],
  });
}
