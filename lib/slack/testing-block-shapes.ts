/**
 * A small language for what Slack takes: a **shape** looks at one value at its JSON pointer and tells what Slack would
 * refuse. Every object is closed, because Slack refuses a property it does not know.
 */

export type Tell = (pointer: string, what: string) => void;
export type Shape = (value: unknown, pointer: string, tell: Tell) => void;
export type Shapes = Readonly<Record<string, Shape>>;
export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const string =
  ({ min = 1, max }: { min?: number; max: number }): Shape =>
  (value, pointer, tell) => {
    if (typeof value !== "string") return tell(pointer, "must be a string");
    if (value.length < min) tell(pointer, `must be at least ${min} characters`);
    if (value.length > max) tell(pointer, `must be at most ${max} characters, not ${value.length}`);
  };

/** An address that Slack opens: absolute, and of the web. */
export const url: Shape = (value, pointer, tell) => {
  string({ max: 3000 })(value, pointer, tell);
  if (typeof value !== "string") return;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    tell(pointer, "must be an http or https address");
  }
};

export const boolean: Shape = (value, pointer, tell) => {
  if (typeof value !== "boolean") tell(pointer, "must be true or false");
};

export const integer =
  (min: number, max: number): Shape =>
  (value, pointer, tell) => {
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
      tell(pointer, `must be a whole number from ${min} to ${max}`);
    }
  };

export const oneOf =
  (...allowed: readonly unknown[]): Shape =>
  (value, pointer, tell) => {
    if (!allowed.includes(value)) tell(pointer, `must be one of ${allowed.join(", ")}`);
  };

export const matching =
  (pattern: RegExp, what: string): Shape =>
  (value, pointer, tell) => {
    if (typeof value !== "string" || !pattern.test(value)) tell(pointer, `must be ${what}`);
  };

export const list =
  (item: Shape, { min = 1, max }: { min?: number; max: number }): Shape =>
  (value, pointer, tell) => {
    if (!Array.isArray(value)) return tell(pointer, "must be an array");
    if (value.length < min) tell(pointer, `must have at least ${min} items`);
    if (value.length > max) tell(pointer, `must have at most ${max} items, not ${value.length}`);
    for (const [index, one] of value.entries()) item(one, `${pointer}/${index}`, tell);
  };

/** A closed object. `type` is given by whoever chose the shape by it. */
export const record =
  (required: Shapes, optional: Shapes = {}): Shape =>
  (value, pointer, tell) => {
    if (!isRecord(value)) return tell(pointer, "must be an object");
    for (const [name, shape] of Object.entries(required)) {
      if (value[name] === undefined) tell(pointer, `missing required field: ${name}`);
      else shape(value[name], `${pointer}/${name}`, tell);
    }
    for (const [name, member] of Object.entries(value)) {
      if (name === "type" || name in required || member === undefined) continue;
      const shape = optional[name];
      if (shape) shape(member, `${pointer}/${name}`, tell);
      else tell(`${pointer}/${name}`, "invalid additional property");
    }
  };

/** Chosen by `type`; a type that is not listed here is refused, be it Slack's or nobody's. */
export const byType =
  (shapes: Shapes, what: string): Shape =>
  (value, pointer, tell) => {
    if (!isRecord(value)) return tell(pointer, "must be an object");
    const { type } = value;
    const shape = typeof type === "string" && Object.hasOwn(shapes, type) ? shapes[type] : undefined;
    if (shape) shape(value, pointer, tell);
    else tell(`${pointer}/type`, `unsupported ${what}: ${String(type)}`);
  };

export const both =
  (...shapes: readonly Shape[]): Shape =>
  (value, pointer, tell) => {
    for (const shape of shapes) shape(value, pointer, tell);
  };

/** Exactly one of the named fields. */
export const exactlyOne =
  (...names: readonly string[]): Shape =>
  (value, pointer, tell) => {
    const given = isRecord(value) ? names.filter((name) => value[name] !== undefined) : [];
    if (given.length !== 1) tell(pointer, `must have exactly one of ${names.join(", ")}`);
  };

export const plainText = (max: number): Shape =>
  byType({ plain_text: record({ text: string({ max }) }, { emoji: boolean }) }, "text object");

/** Parsed or not: `emoji` belongs to the one, `verbatim` to the other. */
export const anyText = (max: number): Shape =>
  byType(
    {
      plain_text: record({ text: string({ max }) }, { emoji: boolean }),
      mrkdwn: record({ text: string({ max }) }, { verbatim: boolean }),
    },
    "text object",
  );
