import { DomainError } from "@/lib/contract/errors";
import type { JsonRefusal } from "@/lib/core/json-words";
import type { JsonLimits } from "@/lib/core/limits-input";
import { scanJson } from "@/lib/core/strict-json";

/**
 * What Slack sends, as an object: JSON, a form with the JSON in `payload`, or a command's form. The strict reader
 * stands in front of Bolt, which would believe any shape.
 */

/** A view is at most 250 kB and its state as much; Block Kit nests a handful of levels. */
export const SLACK_LIMITS: JsonLimits = { bytes: 1_048_576, depth: 64, nodes: 50_000, keyBytes: 1_024 };

const MOST_FIELDS = 100;
const NO_FIELDS = new Set(["__proto__", "constructor", "prototype"]);

export type SlackPayload = Record<string, unknown>;
export type Media = "json" | "form";

/** Whatever is said besides the media type, a charset above all, changes nothing. */
export function mediaOf(contentType: string | null): Media {
  const media = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (media === "application/json") return "json";
  if (media === "application/x-www-form-urlencoded") return "form";
  throw new DomainError(
    "unsupported_media_type",
    "The body must be application/json or application/x-www-form-urlencoded.",
  );
}

export function readPayload(media: Media, body: Uint8Array): SlackPayload {
  if (media === "json") return readObject(body);
  const fields = readFields(body);
  const payload = fields.get("payload");
  return payload === undefined ? Object.fromEntries(fields) : readObject(payload);
}

/** Slack's look at the certificate comes unsigned and has nothing in it; with anything to act on it is no such look. */
export function isSslCheck(media: Media, body: Uint8Array): boolean {
  if (media !== "form" || body.length > 1_024) return false;
  const fields = new URLSearchParams(new TextDecoder().decode(body));
  return fields.get("ssl_check") === "1" && [...fields.keys()].every((name) => SSL_FIELDS.has(name));
}

const SSL_FIELDS = new Set(["ssl_check", "token"]);

/** Also for envelopes of Socket Mode. Throws `malformed`, `invalid` or `too_large`. */
export function readObject(source: Uint8Array | string): SlackPayload {
  const scan = scanJson(source, SLACK_LIMITS);
  if (!scan.ok) throw refusal(scan.code, scan.detail);
  if (typeof scan.value !== "object" || scan.value === null || Array.isArray(scan.value)) {
    throw new DomainError("malformed", "The payload is not a JSON object.");
  }
  // safe because a JSON value that is an object and no array has string keys
  return scan.value as SlackPayload;
}

function refusal(code: JsonRefusal, detail: string): DomainError {
  const isNoJson = code === "malformed" || code === "bom" || code === "not_utf8";
  if (isNoJson) return new DomainError("malformed", `The payload is not JSON in UTF-8: ${detail}.`);
  return new DomainError(
    code === "too_large" ? "too_large" : "invalid",
    `The payload has a problem: ${detail}.`,
  );
}

function readFields(body: Uint8Array): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(body))) {
    if (fields.has(name)) throw new DomainError("invalid", "The form has the same field twice.");
    if (NO_FIELDS.has(name)) throw new DomainError("invalid", "The form has a field that cannot be one.");
    if (fields.size >= MOST_FIELDS)
      throw new DomainError("invalid", `The form has over ${MOST_FIELDS} fields.`);
    fields.set(name, value);
  }
  return fields;
}
