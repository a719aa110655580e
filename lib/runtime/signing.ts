import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { PublicJwk, VerifySignature } from "@/lib/core/receipt";

/**
 * The key that signs receipts: Ed25519, for that one purpose. The private half stays inside the signer; code that
 * talks to agents is handed the signer or the public key, never the PEM.
 */
export type Signer = {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  /** The signature over the text, base64url: the third part of a compact JWS. */
  sign(input: string): string;
};

/** Throws when the PEM is not an Ed25519 private key: a process that cannot sign must not start. */
export function createSigner(privateKeyPem: string): Signer {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicJwk = toPublicJwk(createPublicKey(privateKey));
  return {
    kid: publicJwk.kid,
    publicJwk,
    sign: (input) => sign(null, Buffer.from(input, "utf8"), privateKey).toString("base64url"),
  };
}

/** A fresh key: PKCS #8 PEM to keep secret, JWK to publish. */
export function generateSigningKey(): { readonly privateKeyPem: string; readonly publicJwk: PublicJwk } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const privateKeyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { privateKeyPem, publicJwk: toPublicJwk(publicKey) };
}

/** Reads each key once: importing a JWK costs as much as verifying. */
export function createVerifier(): VerifySignature {
  const known = new WeakMap<object, KeyObject | null>();
  return (input, signature, jwk) => {
    const key = known.get(jwk) ?? importKey(jwk);
    known.set(jwk, key);
    return key !== null && verify(null, Buffer.from(input, "utf8"), key, signature);
  };
}

function importKey(jwk: object): KeyObject | null {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    // Not a key at all: nothing can have been signed with it.
    return null;
  }
}

function toPublicJwk(publicKey: KeyObject): PublicJwk {
  const { x } = publicKey.export({ format: "jwk" });
  if (publicKey.asymmetricKeyType !== "ed25519" || x === undefined) {
    throw new TypeError("receipts are signed with an Ed25519 key");
  }
  return { kty: "OKP", crv: "Ed25519", x, kid: thumbprint(x), use: "sig", alg: "EdDSA" };
}

/** RFC 7638: the hash of the key's required members, so that the name of a key is the key. */
function thumbprint(x: string): string {
  const members = canonicalJson({ crv: "Ed25519", kty: "OKP", x });
  return createHash("sha256").update(members).digest("base64url");
}
