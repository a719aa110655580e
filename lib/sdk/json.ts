export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** The gate's own bounds on arguments: they also end the walk of a structure that contains itself. */
const MAXIMUM_DEPTH = 64;
const MAXIMUM_VALUES = 10_000;

/**
 * A deep-frozen copy of arguments, holding exactly what JSON can say. The copy is what is proposed, claimed and run, so
 * whatever happens to the original while a person decides changes nothing. Each value is read once, as data: nothing of
 * the caller's is run, and nothing can answer one thing to the check and another to the copy. What JSON.stringify would
 * turn into something else or leave out without a word would make the approver read one thing and the tool receive
 * another: that throws a TypeError that names the place.
 */
export function sealArguments<T extends object>(value: T): T {
  if (Array.isArray(value)) throw new TypeError("arguments must be an object, not an array");
  return sealJson(value, "arguments");
}

/** The same for any JSON value; `name` is what the message of a refusal calls it. */
export function sealJson<T>(value: T, name: string): T {
  assertNobodySpeaksForJson();
  return copyOf(value, name, 1, { left: MAXIMUM_VALUES }) as T; // safe because it has the same members, or throws
}

type Budget = { left: number };

function copyOf(value: unknown, at: string, depth: number, budget: Budget): unknown {
  if (depth > MAXIMUM_DEPTH) throw new TypeError(`${at} is nested deeper than ${MAXIMUM_DEPTH}`);
  budget.left -= 1;
  if (budget.left < 0) throw new TypeError(`there are more than ${MAXIMUM_VALUES} values, at ${at}`);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return textOf(value, at);
  if (typeof value === "number") return numberOf(value, at);
  if (typeof value !== "object") throw new TypeError(`${at} is ${typeof value}, which JSON cannot carry`);
  return Array.isArray(value) ? copyOfList(value, at, depth, budget) : copyOfObject(value, at, depth, budget);
}

function copyOfList(list: readonly unknown[], at: string, depth: number, budget: Budget): unknown {
  if (Object.getPrototypeOf(list) !== Array.prototype) throw notPlain(at);
  const { length } = list;
  if (length > budget.left) throw new TypeError(`${at} has more than ${MAXIMUM_VALUES} values`);
  const copy: unknown[] = [];
  for (let index = 0; index < length; index += 1) {
    const item = `${at}[${index}]`;
    copy.push(copyOf(dataAt(list, String(index), item), item, depth + 1, budget));
  }
  // Its own `length` is the one member that is not an item.
  if (Reflect.ownKeys(list).length !== length + 1) throw new TypeError(`${at} has members besides its items`);
  return Object.freeze(copy);
}

function copyOfObject(object: object, at: string, depth: number, budget: Budget): unknown {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw notPlain(at);
  const copy: Record<string, unknown> = {};
  const names = new Set<string>();
  for (const key of Reflect.ownKeys(object)) {
    if (typeof key === "symbol") throw new TypeError(`${at} has a symbol as a key, which JSON cannot carry`);
    const item = `${at}.${key}`;
    if (key === "__proto__") throw new TypeError(`${item} would be taken for a prototype`);
    const name = textOf(key, item).normalize("NFKC");
    if (names.has(name)) throw new TypeError(`${item} reads the same as another key beside it`);
    names.add(name);
    copy[key] = copyOf(dataAt(object, key, item), item, depth + 1, budget);
  }
  return Object.freeze(copy);
}

/** The member as it stands: a getter is code, and code may answer differently the next time. */
function dataAt(owner: object, key: string, at: string): unknown {
  const member = Reflect.getOwnPropertyDescriptor(owner, key);
  if (member === undefined) throw new TypeError(`${at} is missing`);
  if (!("value" in member)) throw new TypeError(`${at} is computed by a getter; pass what it answers`);
  if (!member.enumerable) throw new TypeError(`${at} is hidden, and JSON would leave it out`);
  return member.value;
}

function textOf(text: string, at: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new TypeError(`${at} has half a character, which not every reader keeps`);
  if (text.includes("\0")) throw new TypeError(`${at} has a NUL character, where some readers stop`);
  return text;
}

/** Beyond 2^53 neighbouring integers share a double; from 1e21 on, JSON writes an exponent and says so. */
function numberOf(value: number, at: string): number {
  const isOneNumber =
    Number.isFinite(value) &&
    !Object.is(value, -0) &&
    (!Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) >= 1e21);
  if (isOneNumber) return value;
  const shown = Object.is(value, -0) ? "-0" : value;
  throw new TypeError(`${at} is ${shown}, which not every reader takes for the same`);
}

const notPlain = (at: string): TypeError =>
  new TypeError(`${at} is not a plain object or list, and JSON would not carry it unchanged`);

/** JSON.stringify asks every object for `toJSON`, inherited ones too: then the wire would say what that says. */
function assertNobodySpeaksForJson(): void {
  if ("toJSON" in Object.prototype || "toJSON" in Array.prototype) {
    throw new TypeError("a prototype has been given toJSON, so nothing would be sent as it is");
  }
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
