import {
  type Cursor,
  type JsonRefusal,
  QUOTE,
  Refused,
  readNumber,
  readString,
  readWord,
  skipSpace,
  unexpected,
} from "./json-words";
import type { JsonLimits } from "./limits-input";

/**
 * The strict reader: bytes to one value, or the reason why not. `JSON.parse` keeps the last of two equal keys,
 * rounds large integers and lets half a character through; a second reader in another language does otherwise,
 * and then what was approved is not what runs. Whatever two readers could read differently is refused here.
 *
 * It holds no recursion (depth is a number, not a stack), does one look at each character, and builds values
 * without ever calling a setter. `__proto__` is refused as a key: as own data it is lawful JSON, but schema
 * libraries and `Object.assign` silently drop or reinterpret it, so the checked payload would not be the sent
 * one. `constructor`, `toString` and the like are ordinary keys and stay own data.
 */

export type JsonScan =
  | { readonly ok: true; readonly value: unknown }
  /**
   * `path` is a JSON Pointer made of the sender's own keys: untrusted text. `detail` is ours alone. `at` is how far the
   * reader had come in the text.
   */
  | {
      readonly ok: false;
      readonly code: JsonRefusal;
      readonly detail: string;
      readonly path: string;
      readonly at: number;
    };

export type JsonMeasure = {
  readonly depth: number;
  readonly nodes: number;
  /** UTF-8 bytes of the compact form, which has the same length as the canonical one. */
  readonly bytes: number;
  /** UTF-8 bytes of the longest key anywhere inside. */
  readonly longestKey: number;
};

type Frame =
  | { readonly kind: "array"; readonly items: unknown[] }
  | { readonly kind: "object"; readonly members: Record<string, unknown>; key: string };

type Scan = Cursor & { readonly limits: JsonLimits; readonly frames: Frame[]; nodes: number };

const COMMA = 0x2c;
const COLON = 0x3a;
const PATH_CHARACTERS = 512;

export function scanJson(source: Uint8Array | string, limits: JsonLimits): JsonScan {
  const scan: Scan = { text: "", limits, frames: [], at: 0, nodes: 0 };
  try {
    return { ok: true, value: readDocument(Object.assign(scan, { text: decode(source, limits) })) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ok: false, code: error.code, detail: error.detail, path: pointer(scan.frames), at: scan.at };
  }
}

function decode(source: Uint8Array | string, limits: JsonLimits): string {
  const size = typeof source === "string" ? utf8Length(source) : source.length;
  if (size > limits.bytes) throw new Refused("too_large", `larger than ${limits.bytes} bytes`);
  const text = typeof source === "string" ? wellFormed(source) : decodeUtf8(source);
  if (text.charCodeAt(0) === 0xfeff) throw new Refused("bom", "starts with a byte order mark");
  return text;
}

function wellFormed(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new Refused("lone_surrogate", "half of a surrogate pair");
  return text;
}

/** Strict UTF-8 has no spelling of half a pair, so decoded bytes need no second look. */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("not_utf8", "not valid UTF-8");
  }
}

function readDocument(scan: Scan): unknown {
  for (;;) {
    let value = readValue(scan);
    // An opened container is not a value yet: its first member comes next.
    while (value !== OPENED) {
      const parent = scan.frames.at(-1);
      if (parent === undefined) return finish(scan, value);
      attach(parent, value);
      if (readSeparator(scan, parent)) break;
      scan.frames.pop();
      value = parent.kind === "array" ? parent.items : parent.members;
    }
  }
}

const OPENED = Symbol("opened");

function readValue(scan: Scan): unknown {
  const code = skipSpace(scan);
  scan.nodes += 1;
  if (scan.nodes > scan.limits.nodes) {
    throw new Refused("too_many_nodes", `more than ${scan.limits.nodes} values`);
  }
  if (scan.frames.length >= scan.limits.depth) {
    throw new Refused("too_deep", `deeper than ${scan.limits.depth} levels`);
  }
  switch (code) {
    case 0x7b:
      return openObject(scan);
    case 0x5b:
      return openArray(scan);
    case QUOTE:
      return readString(scan);
    case 0x74:
      return readWord(scan, "true", true);
    case 0x66:
      return readWord(scan, "false", false);
    case 0x6e:
      return readWord(scan, "null", null);
    default:
      return readNumber(scan, scan.limits.wideIntegers === true);
  }
}

function openObject(scan: Scan): unknown {
  scan.at += 1;
  const members: Record<string, unknown> = {};
  if (skipSpace(scan) === 0x7d) {
    scan.at += 1;
    return members;
  }
  readKey(scan, { kind: "object", members, key: "" });
  return OPENED;
}

function openArray(scan: Scan): unknown {
  scan.at += 1;
  const items: unknown[] = [];
  if (skipSpace(scan) === 0x5d) {
    scan.at += 1;
    return items;
  }
  scan.frames.push({ kind: "array", items });
  return OPENED;
}

/**
 * Reads `"key":` and pushes the frame with that key current. Until the key is known the frame is off the stack,
 * so that a refusal names the object and not a member it already has.
 */
function readKey(scan: Scan, frame: Frame & { kind: "object" }): void {
  if (skipSpace(scan) !== QUOTE) throw unexpected(scan, "a key in double quotes");
  const key = readString(scan);
  if (key.length * 3 > scan.limits.keyBytes && utf8Length(key) > scan.limits.keyBytes) {
    throw new Refused("key_too_long", `a key longer than ${scan.limits.keyBytes} bytes`);
  }
  frame.key = key;
  scan.frames.push(frame);
  if (key === "__proto__") throw new Refused("prototype_key", "a key named __proto__");
  if (key in frame.members && Object.hasOwn(frame.members, key)) {
    throw new Refused("duplicate_key", "the same key twice in one object");
  }
  if (skipSpace(scan) !== COLON) throw unexpected(scan, "a colon");
  scan.at += 1;
}

function attach(parent: Frame, value: unknown): void {
  if (parent.kind === "array") parent.items.push(value);
  else defineMember(parent.members, parent.key, value);
}

/**
 * New own data under any name. An inherited name is defined, not assigned: `__proto__` would change the prototype,
 * and under a frozen prototype an assignment to `constructor` throws.
 */
export function defineMember(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key in target) {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** True after a comma (another member follows), false after the closing bracket. */
function readSeparator(scan: Scan, parent: Frame): boolean {
  const code = skipSpace(scan);
  if (code === COMMA) {
    scan.at += 1;
    if (parent.kind === "object") {
      scan.frames.pop();
      readKey(scan, parent);
    }
    return true;
  }
  const closing = parent.kind === "array" ? 0x5d : 0x7d;
  if (code !== closing) throw unexpected(scan, "a comma or the closing bracket");
  scan.at += 1;
  return false;
}

function finish(scan: Scan, value: unknown): unknown {
  skipSpace(scan);
  if (scan.at < scan.text.length) throw unexpected(scan, "nothing after the value");
  return value;
}

function pointer(frames: readonly Frame[]): string {
  let path = "";
  for (const frame of frames) {
    path += `/${frame.kind === "array" ? frame.items.length : escapePointer(frame.key)}`;
    if (path.length > PATH_CHARACTERS) break;
  }
  if (path.length <= PATH_CHARACTERS) return path;
  return `${path.slice(0, PATH_CHARACTERS).replace(/\p{Surrogate}$/u, "")}…`;
}

/** One reference token of a JSON Pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Measures a value already read, by the same rules as the reader: for limits on a part of a body. */
export function measureJson(value: unknown): JsonMeasure {
  let depth = 0;
  let nodes = 0;
  let bytes = 0;
  let longestKey = 0;
  const pending: { readonly value: unknown; readonly level: number }[] = [{ value, level: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value: current, level } = next;
    nodes += 1;
    depth = Math.max(depth, level);
    if (typeof current !== "object" || current === null) {
      bytes += typeof current === "string" ? quotedLength(current) : String(current).length;
      continue;
    }
    const isArray = Array.isArray(current);
    const entries = Object.entries(current);
    bytes += 2 + Math.max(0, entries.length - 1);
    for (const [key, member] of entries) {
      if (!isArray) {
        bytes += quotedLength(key) + 1;
        longestKey = Math.max(longestKey, utf8Length(key));
      }
      pending.push({ value: member, level: level + 1 });
    }
  }
  return { depth, nodes, bytes, longestKey };
}

function quotedLength(text: string): number {
  // JSON.stringify writes exactly the escapes of the canonical form.
  return utf8Length(JSON.stringify(text));
}

/** UTF-8 bytes without allocating them, in the browser too. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) bytes += code < 0x800 ? 1 : 2;
    // A pair is four bytes; its two units have counted six.
    if (code >= 0xdc00 && code <= 0xdfff) bytes -= 2;
  }
  return bytes;
}
