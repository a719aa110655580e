/**
 * The words of the strict reader: strings, numbers, literals, and the white space between them. It reads from a
 * cursor and throws `Refused`, which only `scanJson` catches.
 */

export type JsonRefusal =
  | "malformed"
  | "duplicate_key"
  | "prototype_key"
  | "lone_surrogate"
  | "nul"
  | "unsafe_integer"
  | "not_finite"
  | "too_large"
  | "too_deep"
  | "too_many_nodes"
  | "key_too_long"
  | "bom"
  | "not_utf8";

/** A place in the text; `at` moves, everything else stands. */
export type Cursor = { readonly text: string; at: number };

export class Refused extends Error {
  constructor(
    readonly code: JsonRefusal,
    readonly detail: string,
  ) {
    super(code);
  }
}

export const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export function skipSpace(cursor: Cursor): number {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
    cursor.at += 1;
  }
}

export function readString(cursor: Cursor): string {
  const { text } = cursor;
  cursor.at += 1;
  let start = cursor.at;
  let built = "";
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code === QUOTE) {
      const last = text.slice(start, cursor.at);
      cursor.at += 1;
      return built === "" ? last : built + last;
    }
    if (code === BACKSLASH) {
      built += text.slice(start, cursor.at) + readEscape(cursor);
      start = cursor.at;
    } else if (code >= 0x20) {
      cursor.at += 1;
    } else {
      throw unexpected(cursor, "a closing quote or an escaped control character");
    }
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function readEscape(cursor: Cursor): string {
  const simple = ESCAPES.get(cursor.text.charAt(cursor.at + 1));
  if (simple !== undefined) {
    cursor.at += 2;
    return simple;
  }
  const unit = readUnicodeEscape(cursor);
  if (unit === 0) throw new Refused("nul", "the NUL character");
  if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
  const low = unit < 0xdc00 && cursor.text.startsWith("\\u", cursor.at) ? readUnicodeEscape(cursor) : 0;
  if (low < 0xdc00 || low > 0xdfff) throw new Refused("lone_surrogate", "half of a surrogate pair");
  return String.fromCharCode(unit, low);
}

function readUnicodeEscape(cursor: Cursor): number {
  const digits = cursor.text.slice(cursor.at + 2, cursor.at + 6);
  if (cursor.text.charAt(cursor.at + 1) !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw unexpected(cursor, "a known escape");
  }
  cursor.at += 6;
  return Number.parseInt(digits, 16);
}

export function readWord<T>(cursor: Cursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.at)) throw unexpected(cursor, "a value");
  cursor.at += word.length;
  return value;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/**
 * Integer literals stop at ±(2^53−1), where doubles stop being exact. A fraction or an exponent says "a double"
 * to every reader, so `9007199254740993.0` and `1e20` mean the same double everywhere and are let through.
 */
export function readNumber(cursor: Cursor, takesWideIntegers: boolean): number {
  NUMBER.lastIndex = cursor.at;
  if (!NUMBER.test(cursor.text)) throw unexpected(cursor, "a value");
  const literal = cursor.text.slice(cursor.at, NUMBER.lastIndex);
  const value = Number(literal);
  if (!Number.isSafeInteger(value)) {
    if (!takesWideIntegers && !/[.eE]/.test(literal)) {
      throw new Refused("unsafe_integer", "an integer beyond ±(2^53−1)");
    }
    if (!Number.isFinite(value)) throw new Refused("not_finite", "a number too large for a double");
  }
  cursor.at = NUMBER.lastIndex;
  return value;
}

export function unexpected(cursor: Cursor, expected: string): Refused {
  if (cursor.text.charCodeAt(cursor.at) === 0) return new Refused("nul", "the NUL character");
  const place = cursor.at < cursor.text.length ? `at character ${cursor.at}` : "at the end";
  return new Refused("malformed", `${place}: expected ${expected}`);
}
