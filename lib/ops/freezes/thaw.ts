import { deleteFreeze, readFreezes } from "@/lib/db/freezes";
import type { Context } from "../context";
import { transact } from "../requests/transact";
import { demandKnown, demandManager, type Frozen, note } from "./change";

/** Let an agent or a surface go on. Thawing what is not frozen changes nothing. Errors: forbidden, not_found. */
export async function thaw(
  ctx: Context,
  input: Frozen & { readonly reason?: string | null | undefined },
): Promise<{ readonly thawed: boolean }> {
  demandManager(ctx);
  const { organisation } = ctx.actor;
  return transact<{ thawed: boolean }>(organisation, [], async ({ current }, _requests, tx) => {
    const freezes = await readFreezes(tx, organisation);
    const isFrozen = freezes.some(({ kind, id }) => kind === input.kind && id === input.id);
    // What was removed from the configuration while it was frozen is let go as well.
    if (!isFrozen) demandKnown(current, input);
    if (!isFrozen) return { answer: () => ({ result: { thawed: false } }) };
    await deleteFreeze(tx, organisation, input);
    return {
      notes: [note(ctx, "thaw", input, input.reason ?? null)],
      answer: () => ({ result: { thawed: true } }),
    };
  });
}
