import { createHash } from "node:crypto";

/**
 * RFC 8785 canonical JSON and the hash over it: the one spelling of a payload that is digested and signed.
 *
 * Our own writer, with the `canonicalize` package as the oracle of its tests, because on values that are not
 * plain JSON the package goes on and writes something: a Map becomes `{}`, a function becomes the bare word
 * `undefined`, a hole in an array becomes nothing between two commas, an undefined member disappears; and its
 * recursion has no bound. A digest over such text would be a digest of something nobody sent. Here whatever is
 * not JSON throws. It is also twice as fast, and every ruling pays for it twice.
 */

/** Deeper than the strict reader lets through, and far from the end of the stack. Cycles end here too. */
const MAXIMUM_DEPTH = 512;

export function canonicalJson(value: unknown): string {
  return write(value, 1);
}

/** `sha256:` and 64 hex digits; text is hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(data).digest("hex")}`;
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError("canonical JSON has no NaN and no infinity");
      // ECMAScript's own number text is what the RFC prescribes; it writes -0 as 0.
      return String(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (depth >= MAXIMUM_DEPTH) throw new RangeError("canonical JSON nests too deep");
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      throw new TypeError(`canonical JSON has no ${typeof value}`);
  }
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = "[";
  // By index, so that a hole is met as undefined and refused.
  for (let index = 0; index < items.length; index += 1) {
    text += `${index === 0 ? "" : ","}${write(items[index], depth + 1)}`;
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  if (!isPlain(value)) throw new TypeError("canonical JSON takes plain objects only");
  let text = "{";
  // The default order of sort() is by UTF-16 code units, which is the order of the RFC.
  for (const key of Object.keys(value).sort()) {
    const member: unknown = Reflect.get(value, key);
    text += `${text === "{" ? "" : ","}${quote(key)}:${write(member, depth + 1)}`;
  }
  return `${text}}`;
}

/** Also true for objects of another realm; false for Date, Map and every class instance. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function quote(text: string): string {
  // Most keys and values are printable ASCII with nothing to escape: a quarter of the time of the general way.
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  if (/\p{Surrogate}/u.test(text)) throw new TypeError("canonical JSON has no half of a surrogate pair");
  return JSON.stringify(text);
}
