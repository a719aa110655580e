import type { Context } from "../context";
import { revokeKey } from "../identity/key-changes";

/** End a token at once, on every process. Errors: forbidden, not_found, conflict (the bootstrap token is a setting). */
export async function revokeOperatorToken(ctx: Context, input: { readonly key: string }): Promise<void> {
  await revokeKey(ctx, { kind: "operator" }, input.key);
}
