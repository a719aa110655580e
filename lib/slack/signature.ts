import { createHmac, timingSafeEqual } from "node:crypto";
import { DomainError } from "@/lib/contract/errors";

/**
 * Slack's request signature, version 0: HMAC-SHA256 over `v0:timestamp:body`. What is wrong is said, never with what
 * it was compared.
 */

export const MOST_SKEW_SECONDS = 300;

type Signed = {
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly secrets: readonly string[];
  readonly nowSeconds: number;
};

/**
 * The signature as we would have written it, so that one request has one name. Throws `unauthenticated`. All secrets
 * are tried, whichever fits, and a timestamp ahead of us is as wrong as an old one.
 */
export function verifySignature({ headers, body, secrets, nowSeconds }: Signed): string {
  const given = /^v0=([0-9a-f]{64})$/.exec(required(headers, "x-slack-signature"))?.[1];
  if (given === undefined)
    throw refused("The X-Slack-Signature header is not v0= and 64 hexadecimal digits.");
  const timestamp = required(headers, "x-slack-request-timestamp");
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw refused("The X-Slack-Request-Timestamp header is not a number of seconds.");
  }
  if (Math.abs(nowSeconds - Number(timestamp)) > MOST_SKEW_SECONDS) {
    throw refused(
      `The X-Slack-Request-Timestamp is more than ${MOST_SKEW_SECONDS} seconds from this server's time.`,
    );
  }
  const fitting = secrets
    .map((secret) => sign(secret, timestamp, body))
    .filter((expected) => timingSafeEqual(expected, Buffer.from(given, "hex")));
  const [signature] = fitting;
  if (signature === undefined)
    throw refused("The X-Slack-Signature does not fit the body and the timestamp.");
  return `v0=${signature.toString("hex")}`;
}

const sign = (secret: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();

function required(headers: Headers, name: string): string {
  const value = headers.get(name);
  if (value === null || value === "") throw refused(`The ${NAMES[name] ?? name} header is missing.`);
  return value;
}

const NAMES: Readonly<Record<string, string>> = {
  "x-slack-signature": "X-Slack-Signature",
  "x-slack-request-timestamp": "X-Slack-Request-Timestamp",
};

export const refused = (detail: string): DomainError => new DomainError("unauthenticated", detail);
