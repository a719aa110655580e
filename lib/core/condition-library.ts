import { CLOCK_METHODS, parseDuration, parseTimestamp } from "./condition-time";
import {
  BOOL,
  type ConditionType,
  DURATION,
  DYN,
  listOf,
  NUMBER,
  STRING,
  TIMESTAMP,
} from "./condition-types";
import { Indeterminate, type Meter, spend, textUnits } from "./condition-values";
import { compilePattern } from "./pattern";

/**
 * The functions of conditions: those of CEL and its strings extension, each paying the meter for the size of what it
 * reads. `matches` is our own, on an engine without backtracking and with a pattern known when the condition is saved.
 */
export type Call = (values: readonly unknown[], meter: Meter, label: string) => unknown;

export type Overload = {
  /** The kinds it accepts, the subject of a method first. */
  readonly takes: readonly ConditionType["kind"][];
  readonly returns: ConditionType;
  readonly call: Call;
  /** Reads the last argument when the condition is saved; gives the call, or in words why it cannot be. */
  readonly prepare?: (spelled: string) => Call | string;
};

/** A value whose kind `takes` has checked, in the order of the arguments. */
const text = (values: readonly unknown[], position: number): string => String(values[position]);
const number = (values: readonly unknown[], position: number): number => Number(values[position]);
const items = (values: readonly unknown[], position: number): readonly unknown[] => {
  const value = values[position];
  return Array.isArray(value) ? value : [];
};

/** A native search may compare every character of the needle at every place; measured at 12 a nanosecond. */
function paySearch(haystack: string, needle: string, meter: Meter): void {
  const places = Math.max(0, haystack.length - needle.length) + 1;
  spend(meter, textUnits(haystack.length) + Math.ceil((places * needle.length) / 512));
}

const failed = (message: string): Indeterminate => new Indeterminate("ill_typed", message);

const searching = (
  returns: ConditionType,
  search: (haystack: string, needle: string) => unknown,
): readonly Overload[] => [
  {
    takes: ["string", "string"],
    returns,
    call: (values, meter) => {
      const [haystack, needle] = [text(values, 0), text(values, 1)];
      paySearch(haystack, needle, meter);
      return search(haystack, needle);
    },
  },
];

const rewriting = (rewrite: (subject: string) => string): readonly Overload[] => [
  {
    takes: ["string"],
    returns: STRING,
    call: (values, meter) => {
      const subject = text(values, 0);
      spend(meter, subject.length / 8 + 1);
      return rewrite(subject);
    },
  },
];

const SIZE: readonly Overload[] = [
  {
    takes: ["string"],
    returns: NUMBER,
    call: (values, meter) => {
      spend(meter, text(values, 0).length / 2 + 1);
      // Characters as people count them, not UTF-16 halves.
      return Array.from(text(values, 0)).length;
    },
  },
  { takes: ["list"], returns: NUMBER, call: (values) => items(values, 0).length },
  {
    takes: ["object"],
    returns: NUMBER,
    call: (values, meter) => {
      const keys = Object.keys(Object(values[0]));
      spend(meter, keys.length);
      return keys.length;
    },
  },
];

const MATCHES: readonly Overload[] = [
  {
    takes: ["string", "string"],
    returns: BOOL,
    call: (_values, _meter, label) => {
      throw failed(`${label} has no pattern`);
    },
    prepare: (spelled) => {
      const compiled = compilePattern(spelled, "re2");
      if (!compiled.ok) return `${JSON.stringify(spelled)} is ${compiled.message}`;
      const { pattern } = compiled;
      return (values, meter) => {
        const subject = text(values, 0);
        spend(meter, pattern.cost(subject.length));
        return pattern.test(subject);
      };
    },
  },
];

function substring(values: readonly unknown[], label: string): string {
  const subject = text(values, 0);
  const start = number(values, 1);
  const end = values.length > 2 ? number(values, 2) : subject.length;
  const fits = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end;
  if (!fits || end > subject.length) throw failed(`${label} is out of range`);
  return subject.slice(start, end);
}

function split(values: readonly unknown[], meter: Meter): readonly string[] {
  const [subject, separator] = [text(values, 0), text(values, 1)];
  paySearch(subject, separator, meter);
  // Paid before it is made: an empty separator makes an element of every character.
  spend(meter, separator === "" ? subject.length : subject.length / separator.length);
  return subject.split(separator);
}

function join(values: readonly unknown[], meter: Meter, label: string): string {
  const parts = items(values, 0);
  const separator = values.length > 1 ? text(values, 1) : "";
  let length = 0;
  for (const part of parts) {
    if (typeof part !== "string") throw failed(`${label}: not every element is a string`);
    length += part.length + separator.length;
  }
  spend(meter, parts.length + textUnits(length));
  return parts.join(separator);
}

export const METHODS: ReadonlyMap<string, readonly Overload[]> = new Map(
  Object.entries({
    size: SIZE,
    matches: MATCHES,
    contains: searching(BOOL, (haystack, needle) => haystack.includes(needle)),
    indexOf: searching(NUMBER, (haystack, needle) => haystack.indexOf(needle)),
    lastIndexOf: searching(NUMBER, (haystack, needle) => haystack.lastIndexOf(needle)),
    startsWith: searching(BOOL, (haystack, needle) => haystack.startsWith(needle)),
    endsWith: searching(BOOL, (haystack, needle) => haystack.endsWith(needle)),
    lowerAscii: rewriting((subject) => subject.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())),
    upperAscii: rewriting((subject) => subject.replace(/[a-z]+/g, (letters) => letters.toUpperCase())),
    trim: rewriting((subject) => subject.trim()),
    substring: [
      {
        takes: ["string", "number"],
        returns: STRING,
        call: (values, _meter, label) => substring(values, label),
      },
      {
        takes: ["string", "number", "number"],
        returns: STRING,
        call: (values, _meter, label) => substring(values, label),
      },
    ],
    split: [{ takes: ["string", "string"], returns: listOf(STRING), call: split }],
    join: [
      { takes: ["list"], returns: STRING, call: join },
      { takes: ["list", "string"], returns: STRING, call: join },
    ],
    ...CLOCK_METHODS,
  } satisfies Record<string, readonly Overload[]>),
);

const DECIMAL = /^[+-]?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,4})?$/;

function parseNumber(values: readonly unknown[], label: string): number {
  const parsed = DECIMAL.test(text(values, 0)) ? Number(text(values, 0)) : Number.NaN;
  if (!Number.isFinite(parsed)) throw failed(`${label} is not a number`);
  return parsed;
}

function toInteger(value: number, label: string): number {
  const integer = Math.trunc(value);
  if (!Number.isSafeInteger(integer)) throw failed(`${label} is beyond the integers that are exact`);
  return integer;
}

const same: Call = (values) => values[0];

export const FUNCTIONS: ReadonlyMap<string, readonly Overload[]> = new Map(
  Object.entries({
    size: SIZE,
    dyn: [{ takes: ["dyn"], returns: DYN, call: same }],
    int: [
      {
        takes: ["number"],
        returns: NUMBER,
        call: (values, _meter, label) => toInteger(number(values, 0), label),
      },
      {
        takes: ["string"],
        returns: NUMBER,
        call: (values, _meter, label) => {
          if (!/^[+-]?\d{1,16}$/.test(text(values, 0))) throw failed(`${label} is not an integer`);
          return toInteger(Number(text(values, 0)), label);
        },
      },
    ],
    double: [
      { takes: ["number"], returns: NUMBER, call: same },
      { takes: ["string"], returns: NUMBER, call: (values, _meter, label) => parseNumber(values, label) },
    ],
    string: [
      { takes: ["string"], returns: STRING, call: same },
      { takes: ["number"], returns: STRING, call: (values) => String(values[0]) },
      { takes: ["bool"], returns: STRING, call: (values) => String(values[0]) },
    ],
    bool: [
      { takes: ["bool"], returns: BOOL, call: same },
      {
        takes: ["string"],
        returns: BOOL,
        call: (values, _meter, label) => {
          if (values[0] !== "true" && values[0] !== "false") throw failed(`${label} is not true or false`);
          return values[0] === "true";
        },
      },
    ],
    timestamp: [
      { takes: ["timestamp"], returns: TIMESTAMP, call: same },
      {
        takes: ["string"],
        returns: TIMESTAMP,
        call: (values, _meter, label) => parseTimestamp(text(values, 0), label),
      },
    ],
    duration: [
      { takes: ["duration"], returns: DURATION, call: same },
      {
        takes: ["string"],
        returns: DURATION,
        call: (values, _meter, label) => parseDuration(text(values, 0), label),
      },
    ],
  } satisfies Record<string, readonly Overload[]>),
);
