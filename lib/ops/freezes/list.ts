import type { FreezeView } from "@/lib/contract/freezes";
import { readFreezes } from "@/lib/db/freezes";
import { statements } from "@/lib/db/pipeline";
import type { Context } from "../context";
import { freezeView } from "./change";

/** What is frozen now, the latest first. */
export async function listFreezes(ctx: Context): Promise<{ readonly freezes: FreezeView[] }> {
  const freezes = await readFreezes(statements(), ctx.actor.organisation);
  return { freezes: freezes.map(freezeView) };
}
