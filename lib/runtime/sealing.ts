import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import { config } from "./config";
import { newNonce } from "./ids";
import { remember } from "./remember";
import { keptSecret } from "./session-secret";

/**
 * Secrets we must be able to send again, as they lie in the database: AES-256-GCM under a key the database does not
 * hold. What is sealed names its key, and opens only at the place it was sealed for: copied into another row it is
 * nothing.
 */

export type SealingKey = { readonly id: string; readonly key: Buffer };
/** The first seals; all of them open. */
export type SealingKeys = readonly [SealingKey, ...SealingKey[]];

export class SealError extends Error {
  override readonly name = "SealError";
}

const VERSION = "v1";
const TAG_BYTES = 16;

/** COUNTERSIGN_ENCRYPTION_KEY, or one made at the first need and kept beside the session secret. */
export const sealingKeys = (): SealingKeys =>
  remember("sealing-keys", (): SealingKeys => {
    const { encryption, dataDir } = config();
    const inForce = sealingKey(encryption.key ?? keptSecret(dataDir, "encryption-key"));
    return encryption.previous === null ? [inForce] : [inForce, sealingKey(encryption.previous)];
  });

/** Its id says which key it is and nothing of what it is. */
export function sealingKey(base64: string): SealingKey {
  const key = Buffer.from(base64, "base64");
  if (key.length !== 32) throw new SealError("an encryption key has 32 bytes");
  const id = createHash("sha256").update("countersign sealing key\n").update(key).digest("hex").slice(0, 12);
  return { id, key };
}

/** `place` is the row and column it lies in. */
export function seal(text: string, place: string, [{ id, key }] = sealingKeys()): string {
  const nonce = newNonce();
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(id, place));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, id, nonce.toString("base64url"), sealed.toString("base64url")].join(".");
}

/** Throws SealError for what was changed, lies elsewhere, or was sealed with a key that is not here. */
export function unseal(sealed: string, place: string, keys = sealingKeys()): string {
  const [version, id = "", nonce = "", rest = ""] = sealed.split(".");
  const found = keys.find((one) => one.id === id);
  if (version !== VERSION || !found) throw new SealError("it was sealed with a key that is not set");
  const bytes = Buffer.from(rest, "base64url");
  const tagAt = bytes.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv("aes-256-gcm", found.key, Buffer.from(nonce, "base64url"), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(id, place));
    decipher.setAuthTag(bytes.subarray(tagAt));
    return Buffer.concat([decipher.update(bytes.subarray(0, tagAt)), decipher.final()]).toString("utf8");
  } catch {
    // The cause would say no more than that, and may hold what was tried.
    throw new SealError("it was changed, or lies where it was not sealed for");
  }
}

/** Whether the key in force sealed it: what an earlier one sealed is to be sealed anew. */
export const isSealedNow = (sealed: string, [{ id }] = sealingKeys()): boolean => sealed.split(".")[1] === id;

const boundTo = (id: string, place: string): Buffer => Buffer.from(`${VERSION}\n${id}\n${place}`, "utf8");
