import type { Context } from "../context";
import { type IssuedKey, issueKey } from "../identity/key-changes";

export type CreatedToken = { readonly id: string; readonly prefix: string; readonly token: string };

/** A token for configuration and reading, never for an answer. It is in this answer and nowhere else. Errors: forbidden. */
export async function createOperatorToken(
  ctx: Context,
  input: { readonly name?: string | null },
): Promise<CreatedToken> {
  return createdTokenView(await issueKey(ctx, { kind: "operator" }, input.name ?? null));
}

export const createdTokenView = ({ id, prefix, secret }: IssuedKey): CreatedToken => ({
  id,
  prefix,
  token: secret,
});
