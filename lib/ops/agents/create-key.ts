import type { CreatedAgentKey } from "@/lib/contract/people";
import type { Context } from "../context";
import { type IssuedKey, issueKey } from "../identity/key-changes";

/**
 * Give an agent one more key. The key and its callback secret are in this answer and nowhere else.
 * Errors: forbidden, not_found (no such agent).
 */
export async function createAgentKey(
  ctx: Context,
  input: { readonly agent: string; readonly name?: string | null },
): Promise<CreatedAgentKey> {
  const issued = await issueKey(ctx, { kind: "agent", agent: input.agent }, input.name ?? null);
  return createdKeyView(issued);
}

export const createdKeyView = ({ id, prefix, secret, callbackSecret }: IssuedKey): CreatedAgentKey => ({
  id,
  prefix,
  key: secret,
  callback_secret: callbackSecret ?? "",
});
