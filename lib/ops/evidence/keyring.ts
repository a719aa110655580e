import type { PublicJwk } from "@/lib/core/receipt";
import { newestSigningKey, publicSigningKeys } from "@/lib/db/signing-keys";
import { useSigner } from "@/lib/runtime/keyring";
import { createSigner, generateSigningKey } from "@/lib/runtime/signing";

/**
 * Take up the key that signs receipts, making the first one on an empty database. Nothing is ruled before: a ruling
 * without a receipt does not exist.
 */
export async function openKeyring(): Promise<void> {
  const privateKey = await newestSigningKey(generateSigningKey);
  // biome-ignore lint/correctness/useHookAtTopLevel: a verb of ours that reads like one of React's
  useSigner(createSigner(privateKey));
}

/** What verifiers need: the public half of every key that ever signed here. */
export async function jwks(): Promise<{ readonly keys: readonly PublicJwk[] }> {
  return { keys: await publicSigningKeys() };
}
