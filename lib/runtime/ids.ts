import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { processClock } from "./clock";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford base 32
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

export type IdPrefix =
  | "act"
  | "req"
  | "rsp"
  | "grt"
  | "rcp"
  | "key"
  | "dlv"
  | "ses"
  | "qst"
  | "cmt"
  | "ovr"
  | "cpy"
  | "evt"
  | "wmg";

/** The last id that was made, as the numbers of its characters. */
const last = { time: -1, digits: new Uint8Array(TIME_CHARACTERS + RANDOM_CHARACTERS) };

/**
 * `req_` + 26 characters, a ULID: 48 bits of milliseconds, then 80 random bits. Sorting by id is sorting by birth: of one
 * millisecond, or of a clock that was set back, each is the one after the last (the ULID specification's monotonicity).
 * An id names a thing and is no secret.
 */
export function newId(prefix: IdPrefix): string {
  const time = processClock().getTime();
  if (time > last.time) drawAnew(time);
  else countUp();
  let text = `${prefix}_`;
  for (const digit of last.digits) text += ALPHABET.charAt(digit);
  return text;
}

function drawAnew(time: number): void {
  last.time = time;
  let left = time;
  for (let index = TIME_CHARACTERS - 1; index >= 0; index--) {
    last.digits[index] = left % 32;
    left = Math.floor(left / 32);
  }
  for (const [index, byte] of randomBytes(RANDOM_CHARACTERS).entries())
    last.digits[TIME_CHARACTERS + index] = byte & 31;
}

/** A tail that is full carries into the time, which is then a millisecond early. */
function countUp(): void {
  for (let index = last.digits.length - 1; index >= 0; index--) {
    const next = ((last.digits[index] ?? 0) + 1) % 32;
    last.digits[index] = next;
    if (next !== 0) return;
  }
}

/** 256 bits, base64url: keys, tokens, secrets. */
export const newSecret = (): string => randomBytes(32).toString("base64url");
/** 96 bits: what AES-GCM takes once per key. */
export const newNonce = (): Buffer => randomBytes(12);
export const newUuid = (): string => randomUUID();
export const randomBelow = (bound: number): number => randomInt(bound);
