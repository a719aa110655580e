import { canonicalJson, sha256 } from "./canonical-json";
import type { LedgerPayload } from "./ledger";
import { BODY_LIMITS } from "./limits-input";
import { scanJson } from "./strict-json";

/**
 * A **receipt** is a ledger entry anyone can verify offline: a compact JWS whose payload is the entry in canonical
 * JSON. Each payload names the hash of the receipt before it, so a row that was changed, dropped or slipped in shows
 * in every later one. Pure: the key that signs and the mathematics that verify are handed in.
 */

const TYPE = "countersign-receipt+jws";
const ALGORITHM = "EdDSA";

/** An Ed25519 public key as JWK (RFC 8037); `kid` is its RFC 7638 thumbprint. */
export type PublicJwk = {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
};
export type Jwks = { readonly keys: readonly { readonly kid?: string | undefined }[] };

/** Whether the signature over the text is this key's. False, never an exception, for whatever it cannot read. */
export type VerifySignature = (
  signingInput: string,
  signature: Uint8Array,
  key: { readonly kid?: string | undefined },
) => boolean;

export type ReceiptProblem =
  | "malformed"
  | "unknown_key"
  | "bad_signature"
  /** Signed, but not in canonical form: two readers could hold different bytes for one entry. */
  | "not_canonical"
  | "other_organisation"
  | "wrong_seq"
  | "broken_chain";

export type ReceiptCheck =
  | { readonly ok: true; readonly payload: LedgerPayload; readonly hash: string }
  | { readonly ok: false; readonly code: ReceiptProblem };

/** A place in a chain that is already trusted: the last receipt verified before. */
export type ChainHead = { readonly organisation: string; readonly seq: number; readonly hash: string };

export type ChainCheck =
  | {
      readonly ok: true;
      readonly count: number;
      readonly firstSeq: number | null;
      readonly head: ChainHead | null;
    }
  /** `index` is the place in the list that was handed in, from 0. */
  | { readonly ok: false; readonly code: ReceiptProblem; readonly index: number };

export function receiptSigningInput(payload: LedgerPayload, kid: string): string {
  return `${encodedHeader(kid)}.${encode(canonicalJson(payload))}`;
}

/** A header differs by its key alone, and keys are few. */
const headers = new Map<string, string>();
const MOST_HEADERS = 100;

function encodedHeader(kid: string): string {
  const known = headers.get(kid);
  if (known !== undefined) return known;
  if (headers.size >= MOST_HEADERS) headers.clear();
  const header = encode(canonicalJson({ alg: ALGORITHM, kid, typ: TYPE }));
  headers.set(kid, header);
  return header;
}

/** What the next entry's `prev` holds. */
export function jwsHash(jws: string): string {
  return sha256(jws);
}

/** One receipt by itself: it is ours and unchanged. Says nothing about what came before. */
export function verifyReceipt(jws: string, jwks: Jwks, verify: VerifySignature): ReceiptCheck {
  const parts = jws.split(".");
  const [header, body, signature] = parts.map(decode);
  if (parts.length !== 3 || !header || !body || !signature) return { ok: false, code: "malformed" };
  const kid = readHeader(header);
  const payload = readPayload(body);
  if (kid === null || payload === null) return { ok: false, code: "malformed" };
  const key = jwks.keys.find((candidate) => candidate.kid === kid);
  if (key === undefined) return { ok: false, code: "unknown_key" };
  const signed = jws.slice(0, jws.lastIndexOf("."));
  if (!verify(signed, signature, key)) return { ok: false, code: "bad_signature" };
  if (receiptSigningInput(payload, kid) !== signed) return { ok: false, code: "not_canonical" };
  return { ok: true, payload, hash: jwsHash(jws) };
}

/**
 * A run of one organisation's receipts without a gap, in order. Without `after`, a list that starts at 1 is the whole
 * chain; one that starts later is sound in itself, and its first `prev` is taken on trust (`firstSeq` says so).
 */
export function verifyChain(
  receipts: readonly string[],
  jwks: Jwks,
  verify: VerifySignature,
  after: ChainHead | null = null,
): ChainCheck {
  let head = after;
  let firstSeq: number | null = null;
  for (const [index, jws] of receipts.entries()) {
    const check = verifyReceipt(jws, jwks, verify);
    if (!check.ok) return { ok: false, code: check.code, index };
    const problem = linkProblem(check.payload, head);
    if (problem !== null) return { ok: false, code: problem, index };
    const { organisation, seq } = check.payload;
    firstSeq ??= seq;
    head = { organisation, seq, hash: check.hash };
  }
  return { ok: true, count: receipts.length, firstSeq, head };
}

function linkProblem(payload: LedgerPayload, head: ChainHead | null): ReceiptProblem | null {
  if (head === null) return (payload.seq === 1) === (payload.prev === null) ? null : "broken_chain";
  if (payload.organisation !== head.organisation) return "other_organisation";
  if (payload.seq !== head.seq + 1) return "wrong_seq";
  return payload.prev === head.hash ? null : "broken_chain";
}

function readHeader(bytes: Uint8Array): string | null {
  const scan = scanJson(bytes, BODY_LIMITS);
  if (!scan.ok || !isObject(scan.value)) return null;
  const { alg, kid, typ } = scan.value;
  // `alg` is compared, never obeyed: a receipt does not choose how it is verified.
  return alg === ALGORITHM && typ === TYPE && typeof kid === "string" ? kid : null;
}

function readPayload(bytes: Uint8Array): LedgerPayload | null {
  const scan = scanJson(bytes, { ...BODY_LIMITS, wideIntegers: true });
  return scan.ok && isPayload(scan.value) ? scan.value : null;
}

function isPayload(value: unknown): value is LedgerPayload {
  if (!isObject(value)) return false;
  const { v, organisation, seq, prev, at, kind, seed } = value;
  return (
    v === 1 &&
    typeof organisation === "string" &&
    typeof seq === "number" &&
    Number.isSafeInteger(seq) &&
    seq >= 1 &&
    (prev === null || typeof prev === "string") &&
    typeof at === "string" &&
    typeof kind === "string" &&
    (seed === null || seed === "PERMIT" || seed === "DENY" || seed === "SILENCE")
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function encode(text: string): string {
  return Buffer.from(text, "utf8").toString("base64url");
}

/** Null unless the text is the one and only base64url spelling of its bytes. */
function decode(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.length > 0 && bytes.toString("base64url") === text ? bytes : null;
}
