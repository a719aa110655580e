import type { Context } from "../context";
import { revokeKey } from "../identity/key-changes";

/** End a key at once, on every process. Errors: forbidden, not_found. */
export async function revokeAgentKey(
  ctx: Context,
  input: { readonly agent: string; readonly key: string },
): Promise<void> {
  await revokeKey(ctx, { kind: "agent", agent: input.agent }, input.key);
}
