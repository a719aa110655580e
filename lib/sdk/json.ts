export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** The gate's own bound on arguments; it also ends the walk of a structure that contains itself. */
const MAXIMUM_DEPTH = 64;

/**
 * A deep-frozen copy of arguments, holding exactly what JSON can say. The copy is what is proposed, claimed and run, so
 * whatever happens to the original while a person decides changes nothing. JSON.stringify would turn dates, NaN, class
 * instances and the like into something else without a word, and then the approver would read one thing and the tool
 * receive another: those throw a TypeError that names the place. An undefined member is left out, as on the wire.
 */
export function sealArguments<T extends object>(value: T): T {
  assertJson(value, "arguments", 1);
  if (Array.isArray(value)) throw new TypeError("arguments must be an object, not an array");
  return freeze(JSON.parse(JSON.stringify(value))) as T; // safe because everything JSON could change was refused above
}

function assertJson(value: unknown, at: string, depth: number): void {
  if (depth > MAXIMUM_DEPTH) throw new TypeError(`${at} is nested deeper than ${MAXIMUM_DEPTH}`);
  if (value === null || typeof value === "boolean" || typeof value === "string") return;
  if (typeof value === "number" && isOneNumber(value)) return;
  if (typeof value === "number")
    throw new TypeError(`${at} is ${value}, which not every reader takes for the same`);
  if (typeof value !== "object") throw new TypeError(`${at} is ${typeof value}, which JSON cannot carry`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) assertJson(item, `${at}[${index}]`, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${at} is not a plain object, and JSON would not carry it unchanged`);
  }
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) assertJson(item, `${at}.${key}`, depth + 1);
  }
}

/** Beyond 2^53 neighbouring integers share a double; from 1e21 on, JSON writes an exponent and says so. */
const isOneNumber = (value: number): boolean =>
  Number.isFinite(value) &&
  (!Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) >= 1e21);

function freeze(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}

/** The object's own members, or none: reading an answer never reaches a prototype. */
export function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
  return new Map(Object.entries(value));
}

export const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

export const countOrNull = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((item): item is string => typeof item === "string");
