import { readReceiptsAfter } from "@/lib/db/audit";
import type { Context } from "../context";
import { refuseMembers } from "./audit";

const DEFAULT_LIMIT = 100;

/**
 * The organisation's receipts after a place in its chain, the oldest first. Ask again with `next_seq` as `after_seq`
 * for those that follow. Errors: forbidden (a member).
 */
export async function listReceipts(
  ctx: Context,
  query: { readonly after_seq?: number | undefined; readonly limit?: number | undefined },
): Promise<{ receipts: string[]; next_seq: number }> {
  refuseMembers(ctx);
  const after = query.after_seq ?? 0;
  const found = await readReceiptsAfter(ctx.actor.organisation, after, query.limit ?? DEFAULT_LIMIT);
  return { receipts: found.map(({ jws }) => jws), next_seq: found.at(-1)?.seq ?? after };
}
