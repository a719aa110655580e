import { sha256 } from "@/lib/core/canonical-json";
import { newSecret } from "@/lib/runtime/ids";

/**
 * Keys as they are handed out. 256 random bits need no slow hash: nobody can try them all, so one SHA-256 is enough to
 * keep a stolen table useless, and finding a key is one look-up by its hash.
 */
const PREFIXES = { agent: "csa_", operator: "cso_" } as const;
const VISIBLE_CHARACTERS = 12;

export type Secret = { readonly secret: string; readonly prefix: string; readonly hash: string };

export const secretOf = (secret: string): Secret => ({
  secret,
  prefix: secret.slice(0, VISIBLE_CHARACTERS),
  hash: sha256(secret),
});

export const newKeySecret = (kind: "agent" | "operator"): Secret =>
  secretOf(`${PREFIXES[kind]}${newSecret()}`);

/** What a calendar's address is made of: it reads shifts and nothing else. */
export const newFeedSecret = (): Secret => secretOf(`csf_${newSecret()}`);

/** What signs callbacks, in the form Standard Webhooks libraries take. */
export const newCallbackSecret = (): string =>
  `whsec_${Buffer.from(newSecret(), "base64url").toString("base64")}`;
