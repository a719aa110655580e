import type { CreatedAgentKey } from "@/lib/contract/people";
import type { Context } from "../context";
import { replaceKey } from "../identity/key-changes";
import { createdKeyView } from "./create-key";

/**
 * Replace a key. The old one works for another day, so that the agent's workers can change over one by one.
 * Errors: forbidden, not_found, conflict (it has ended or was replaced before).
 */
export async function rotateAgentKey(
  ctx: Context,
  input: { readonly agent: string; readonly key: string },
): Promise<CreatedAgentKey> {
  return createdKeyView(await replaceKey(ctx, { kind: "agent", agent: input.agent }, input.key));
}
