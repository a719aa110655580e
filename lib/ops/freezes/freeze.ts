import type { FreezeAnswer } from "@/lib/contract/freezes";
import type { Freeze } from "@/lib/core/freeze";
import { insertFreeze, readFreezes } from "@/lib/db/freezes";
import { authorOf } from "../config/apply";
import type { Context } from "../context";
import { transact } from "../requests/transact";
import { demandKnown, demandManager, type Frozen, freezeView, note } from "./change";

/**
 * Stop an agent or a surface: from the moment this returns no process allows, opens or lets claim anything of it. What is
 * pending stays answerable. Freezing what is frozen changes nothing, its reason included. Errors: forbidden, not_found.
 */
export async function freeze(
  ctx: Context,
  input: Frozen & { readonly reason: string },
): Promise<FreezeAnswer> {
  demandManager(ctx);
  const { organisation } = ctx.actor;
  const { kind, id, reason } = input;
  return transact(organisation, [], async ({ current, now }, _requests, tx) => {
    demandKnown(current, input);
    const known = (await readFreezes(tx, organisation)).find((one) => one.kind === kind && one.id === id);
    if (known) return { answer: () => ({ result: { freeze: freezeView(known) } }) };
    const frozen: Freeze = { kind, id, reason, by: authorOf(ctx), at: now };
    await insertFreeze(tx, organisation, frozen);
    return {
      notes: [note(ctx, "freeze", frozen, reason)],
      answer: () => ({ result: { freeze: freezeView(frozen) } }),
    };
  });
}
