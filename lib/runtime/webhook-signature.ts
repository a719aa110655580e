import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Standard Webhooks (standardwebhooks.com): the receiver proves who called and that nothing was changed or replayed.
 * The signature covers id, timestamp and the exact bytes. Ages are measured by real time, never by the test clock.
 */

export type SignedHeaders = {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
};

export type WebhookMessage = {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string | Uint8Array;
};

export const TOLERANCE_SECONDS = 300;

/** Several secrets while one is being rotated: the receiver accepts any signature it can check. */
export function signWebhook(secrets: readonly string[], message: WebhookMessage): SignedHeaders {
  if (secrets.length === 0) throw new Error("a webhook without a secret would be unsigned");
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(message.timestampSeconds),
    "webhook-signature": secrets
      .map((secret) => `v1,${digest(secret, message).toString("base64")}`)
      .join(" "),
  };
}

export type WebhookVerdict = "valid" | "invalid_signature" | "too_old" | "malformed";

export function verifyWebhook(
  secret: string,
  received: {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: string | Uint8Array;
  },
  nowSeconds: number,
): WebhookVerdict {
  const id = received.headers["webhook-id"];
  const timestamp = received.headers["webhook-timestamp"];
  const signatures = received.headers["webhook-signature"];
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) return "malformed";
  const timestampSeconds = Number(timestamp);
  const expected = digest(secret, { id, timestampSeconds, body: received.body });
  if (!signatures.split(" ").some((signature) => matches(signature, expected))) return "invalid_signature";
  return Math.abs(nowSeconds - timestampSeconds) > TOLERANCE_SECONDS ? "too_old" : "valid";
}

function matches(signature: string, expected: Buffer): boolean {
  if (!signature.startsWith("v1,")) return false;
  const given = Buffer.from(signature.slice(3), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** `whsec_` and the key in base64; keys of ours are base64url, which decodes the same way. */
function digest(secret: string, message: WebhookMessage): Buffer {
  if (!secret.startsWith("whsec_")) throw new Error("a webhook secret starts with whsec_");
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  if (key.length < 24) throw new Error("a webhook secret has at least 24 bytes");
  const hmac = createHmac("sha256", key);
  hmac.update(`${message.id}.${message.timestampSeconds}.`);
  return hmac.update(message.body).digest();
}
