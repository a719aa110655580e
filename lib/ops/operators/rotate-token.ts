import type { Context } from "../context";
import { replaceKey } from "../identity/key-changes";
import { type CreatedToken, createdTokenView } from "./create-token";

/** Replace a token; the old one works for another day. Errors: forbidden, not_found, conflict. */
export async function rotateOperatorToken(
  ctx: Context,
  input: { readonly key: string },
): Promise<CreatedToken> {
  return createdTokenView(await replaceKey(ctx, { kind: "operator" }, input.key));
}
