import { randomBytes, randomInt, randomUUID } from "node:crypto";
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
  for (const byte of randomBytes(16)) tail += ALPHABET.charAt(byte & 31);
  return `${prefix}_${head.join("")}${tail}`;
}

/** 256 bits, base64url: keys, tokens, secrets. */
export const newSecret = (): string => randomBytes(32).toString("base64url");
export const newUuid = (): string => randomUUID();
export const randomBelow = (bound: number): number => randomInt(bound);
