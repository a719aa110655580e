import type { KeyView } from "@/lib/contract/people";
import { listOperatorKeys } from "@/lib/db/keys";
import type { Context } from "../context";
import { demandReader } from "../identity/administrator";
import { keyView } from "../identity/key-changes";

/** The organisation's operator tokens, also those that have ended. Errors: forbidden. */
export async function listOperatorTokens(ctx: Context): Promise<{ readonly tokens: KeyView[] }> {
  demandReader(ctx);
  const tokens = await listOperatorKeys(ctx.actor.organisation);
  return { tokens: tokens.map(keyView) };
}
