import { randomBytes, randomFillSync, randomInt, randomUUID } from "node:crypto";
import { processClock } from "./clock";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford base 32

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
  | "evt";

/** `req_` + 26 characters, a ULID: 48 bits of milliseconds, then 80 random bits. Sorting by id is sorting by birth. */
export function newId(prefix: IdPrefix): string {
  let time = processClock().getTime();
  const head = new Array<string>(10);
  for (let index = 9; index >= 0; index--) {
    head[index] = ALPHABET.charAt(time % 32);
    time = Math.floor(time / 32);
  }
  let tail = "";
  for (const byte of drawBytes(16)) tail += ALPHABET.charAt(byte & 31);
  return `${prefix}_${head.join("")}${tail}`;
}

/** Randomness is asked for by the page: each call costs the same, and an action has half a dozen ids. */
const drawn = { bytes: new Uint8Array(4096), next: 4096 };

/** Bytes that nobody was given before. */
function drawBytes(count: number): Uint8Array {
  if (drawn.next + count > drawn.bytes.length) {
    randomFillSync(drawn.bytes);
    drawn.next = 0;
  }
  drawn.next += count;
  return drawn.bytes.subarray(drawn.next - count, drawn.next);
}

/** 256 bits, base64url: keys, tokens, secrets. */
export const newSecret = (): string => randomBytes(32).toString("base64url");
export const newUuid = (): string => randomUUID();
export const randomBelow = (bound: number): number => randomInt(bound);
