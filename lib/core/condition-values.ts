/**
 * What a condition computes with while it runs: JSON values, instants and durations, and the two ways it ends early.
 *
 * Nothing here coerces. A value of an unexpected kind is not `false`, it is **indeterminate**: the caller escalates.
 */

export type Failure = "missing" | "ill_typed" | "limit" | "error";

/**
 * Thrown inside an evaluation. Not an Error on purpose: a quantifier may meet one per element, and capturing ten
 * thousand stacks would be the denial of service that the meter is there to prevent. It never leaves this folder.
 */
export class Indeterminate {
  constructor(
    readonly failure: Failure,
    readonly why: string,
  ) {}
}

/**
 * Work left before an evaluation is cut off. A unit is about one step of a condition (some 50 ns). Conditions that
 * rule on the same action share a meter, so a hundred rules cannot take a hundred times as long.
 */
export type Meter = { units: number };

/** About 50 ms at worst, a quarter of what may ever hold the event loop; a rule in daily use spends under a hundred. */
export const EVALUATION_UNITS = 1_000_000;

export const newMeter = (units: number = EVALUATION_UNITS): Meter => ({ units });

const EXHAUSTED = new Indeterminate("limit", "the values are too large to evaluate this condition");

/** A meter that ran out stays out: what costs anything has no answer for the rest of the ruling. */
export function spend(meter: Meter, units: number): void {
  if (meter.units < units) {
    meter.units = 0;
    throw EXHAUSTED;
  }
  meter.units -= units;
}

export type Kind =
  | "null"
  | "bool"
  | "number"
  | "string"
  | "list"
  | "object"
  | "timestamp"
  | "duration"
  | "unsupported";

/** A class, so that no JSON an agent sends can pass for one. */
export class Duration {
  constructor(readonly milliseconds: number) {}
}

export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "number":
      return Number.isFinite(value) ? "number" : "unsupported";
    case "object":
      return value === null ? "null" : kindOfObject(value);
    default:
      return "unsupported";
  }
}

function kindOfObject(value: object): Kind {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || isRoot(prototype)) return "object";
  if (Array.isArray(value)) return "list";
  if (value instanceof Duration) return Number.isFinite(value.milliseconds) ? "duration" : "unsupported";
  return value instanceof Date && !Number.isNaN(value.getTime()) ? "timestamp" : "unsupported";
}

/** No prototype at all, or the root of another realm. */
const isRoot = (prototype: unknown): boolean =>
  prototype === null || Object.getPrototypeOf(prototype) === null;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && kindOfObject(value) === "object";

/** Only what the object itself holds: `args.constructor` and `args.__proto__` are as missing as any other name. */
export const ownValue = (object: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

const NAMES: Readonly<Record<Kind, string>> = {
  null: "null",
  bool: "true or false",
  number: "a number",
  string: "a string",
  list: "a list",
  object: "an object",
  timestamp: "a timestamp",
  duration: "a duration",
  unsupported: "not a JSON value",
};

export const kindName = (kind: Kind): string => NAMES[kind];

export const illTyped = (label: string, value: unknown, wanted: string): Indeterminate =>
  new Indeterminate(
    "ill_typed",
    `${label} is ${value === undefined ? "missing" : NAMES[kindOf(value)]}, not ${wanted}`,
  );

/** Characters compared natively per unit. */
const CHARACTERS_PER_UNIT = 64;

export const textUnits = (characters: number): number => 1 + Math.ceil(characters / CHARACTERS_PER_UNIT);

/**
 * CEL equality, with one difference: values of two kinds are not "unequal", the comparison is indeterminate. Else
 * `args.currency != "USD"` would hold for any value of a wrong type, and an allow rule would let it through. Null
 * equals only null, and differs from another kind only where a null was to be expected (`allowsNull`).
 */
export function equalValues(left: unknown, right: unknown, allowsNull: boolean, meter: Meter): boolean {
  spend(meter, 1);
  const kind = kindOf(left);
  const other = kindOf(right);
  if (kind === "unsupported" || other === "unsupported") throw incomparable(kind, other);
  if (kind !== other) {
    if (allowsNull && (kind === "null" || other === "null")) return false;
    throw incomparable(kind, other);
  }
  if (typeof left === "string" && typeof right === "string") {
    if (left.length !== right.length) return false;
    spend(meter, textUnits(left.length));
    return left === right;
  }
  if (Array.isArray(left) && Array.isArray(right)) return equalLists(left, right, meter);
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (left instanceof Duration && right instanceof Duration) return left.milliseconds === right.milliseconds;
  if (isObject(left) && isObject(right)) return equalObjects(left, right, meter);
  return left === right;
}

const incomparable = (left: Kind, right: Kind): Indeterminate =>
  new Indeterminate("ill_typed", `${NAMES[left]} is compared with ${NAMES[right]}`);

function equalLists(left: readonly unknown[], right: readonly unknown[], meter: Meter): boolean {
  if (left.length !== right.length) return false;
  return everyEqual(left.keys(), meter, (index) => equalValues(left[index], right[index], false, meter));
}

function equalObjects(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
  meter: Meter,
): boolean {
  const keys = Object.keys(left);
  spend(meter, keys.length);
  if (keys.length !== Object.keys(right).length) return false;
  if (keys.some((key) => !Object.hasOwn(right, key))) return false;
  return everyEqual(keys, meter, (key) => equalValues(left[key], right[key], false, meter));
}

/** One certain difference decides; otherwise one doubtful pair leaves the whole in doubt. */
function everyEqual<Key>(keys: Iterable<Key>, meter: Meter, equal: (key: Key) => boolean): boolean {
  let doubt: Indeterminate | null = null;
  for (const key of keys) {
    try {
      if (!equal(key)) return false;
    } catch (error) {
      doubt ??= absorbable(error);
      spend(meter, CAUGHT_UNITS);
    }
  }
  if (doubt) throw doubt;
  return true;
}

/** What another operand may still outweigh (`false && …`, `exists`); running out of work is never outweighed. */
export function absorbable(error: unknown): Indeterminate {
  if (error instanceof Indeterminate && error.failure !== "limit") return error;
  throw error;
}

/** Throwing and catching costs about this much; loops charge it so that doubt is not cheaper than an answer. */
export const CAUGHT_UNITS = 40;
