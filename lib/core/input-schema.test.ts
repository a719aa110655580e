import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileInputSchema } from "./input-schema";

function validate(schema: unknown, args: unknown) {
  const compiled = compileInputSchema(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  return compiled.schema.validate(args);
}

const errorOf = (schema: unknown): string => {
  const compiled = compileInputSchema(schema);
  return compiled.ok ? "(it compiles)" : `${compiled.errors[0]?.path}: ${compiled.errors[0]?.message}`;
};

const REFUND = {
  type: "object",
  required: ["amount_cents"],
  properties: { amount_cents: { type: "integer", minimum: 0 }, currency: { enum: ["EUR", "USD"] } },
};

describe("arguments", () => {
  test("that fit have no problems", () => {
    expect(validate(REFUND, { amount_cents: 0 })).toEqual([]);
    expect(validate(REFUND, { amount_cents: 25_000, currency: "EUR", other: [] })).toEqual([]);
  });

  test.each([
    [{}, "/amount_cents", "must have required property 'amount_cents'"],
    [{ amount_cents: "1" }, "/amount_cents", "must be integer"],
    [{ amount_cents: 1.5 }, "/amount_cents", "must be integer"],
    [{ amount_cents: -1 }, "/amount_cents", "must be >= 0"],
    [{ amount_cents: null }, "/amount_cents", "must be integer"],
    [{ amount_cents: 1, currency: "GBP" }, "/currency", "must be equal to one of the allowed values"],
    [[], "", "must be object"],
    [null, "", "must be object"],
    ["x", "", "must be object"],
  ])("%j are refused with the place and the reason", (args, path, message) => {
    expect(validate(REFUND, args)).toEqual([{ path, message }]);
  });

  test("are never changed: no default is filled in and nothing is converted", () => {
    const args = { amount_cents: 1 };
    validate(
      { ...REFUND, properties: { ...REFUND.properties, note: { type: "string", default: "x" } } },
      args,
    );
    expect(args).toEqual({ amount_cents: 1 });
  });

  test("named like methods of objects are there only when they were sent", () => {
    const schema = {
      type: "object",
      required: ["toString"],
      properties: { constructor: { type: "string" } },
    };
    expect(validate(schema, {})).toMatchObject([{ path: "/toString" }]);
    expect(validate(schema, { toString: 1 })).toEqual([]);
    expect(validate(schema, { toString: 1, constructor: 1 })).toMatchObject([{ path: "/constructor" }]);
  });

  test("that were not declared are refused where the schema says so, by name", () => {
    const schema = { ...REFUND, additionalProperties: false };
    expect(validate(schema, { amount_cents: 1, "a/b~c": 1 })).toEqual([
      { path: "/a~1b~0c", message: "must NOT have additional properties" },
    ]);
  });

  test("of any JSON are answered, never thrown at", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (args) => {
        expect(Array.isArray(validate(REFUND, args))).toBe(true);
      }),
    );
  });
});

describe("patterns", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "string", pattern: "^(a+)+$" }, b: { type: "string", pattern: "^b$" } },
    patternProperties: { "^x-": { type: "number" } },
  };

  test("are told apart", () => {
    expect(validate(schema, { a: "aa", b: "b", "x-n": 1 })).toEqual([]);
    expect(validate(schema, { a: "b" })).toMatchObject([{ path: "/a" }]);
    expect(validate(schema, { b: "a" })).toMatchObject([{ path: "/b" }]);
    expect(validate(schema, { "x-n": "1" })).toMatchObject([{ path: "/x-n" }]);
  });

  test("do not backtrack on hostile text", () => {
    expect(validate(schema, { a: `${"a".repeat(200_000)}!` })).toMatchObject([{ path: "/a" }]);
  });

  test("too costly for the text refuse it", () => {
    const costly = { type: "object", properties: { a: { type: "string", pattern: "a[ab]{0,200}[cd]" } } };
    expect(validate(costly, { a: "ab".repeat(100) })).toMatchObject([{ path: "/a" }]);
    expect(validate(costly, { a: "ab".repeat(100_000) })).toEqual([
      { path: "", message: "the arguments are too large to be checked" },
    ]);
    expect(validate(costly, { a: "abc" })).toEqual([]);
  });
});

test("unique items are compared by value, in one pass", () => {
  const schema = { type: "array", uniqueItems: true };
  expect(
    validate(
      schema,
      Array.from({ length: 9_000 }, (_, id) => ({ id })),
    ),
  ).toEqual([]);
  expect(
    validate(schema, [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]),
  ).toMatchObject([{ path: "" }]);
  expect(validate({ type: "array", uniqueItems: false }, [1, 1])).toEqual([]);
});

test("draft 7 is read where the schema says so", () => {
  const $schema = "http://json-schema.org/draft-07/schema#";
  expect(validate({ $schema, type: "array", items: [{ type: "string" }] }, [1])).toMatchObject([
    { path: "/0" },
  ]);
});

test("references within the schema are followed", () => {
  const schema = { $defs: { money: { type: "integer" } }, properties: { a: { $ref: "#/$defs/money" } } };
  expect(validate(schema, { a: "x" })).toMatchObject([{ path: "/a" }]);
});

test("an unknown format and an annotation are no error", () => {
  expect(validate({ type: "string", format: "nonsense", "x-hint": 1, examples: ["a"] }, "x")).toEqual([]);
});

describe("a schema is refused when it is saved", () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 30 }, (_, level) => [
      `d${level}`,
      level === 0 ? {} : { anyOf: [{ $ref: `#/$defs/d${level - 1}` }, { $ref: `#/$defs/d${level - 1}` }] },
    ]),
  );
  let deep: Record<string, unknown> = {};
  for (let level = 0; level < 100_000; level += 1) deep = { not: deep };

  test.each([
    ["a keyword misspelt", { type: "object", requird: ["a"] }, 'unknown keyword: "requird"'],
    ["a type that is none", { type: "strin" }, "/type"],
    ["a required that is no list", { required: "a" }, "/required"],
    ["a reference elsewhere", { $ref: "https://example.test/schema" }, "must point into the schema itself"],
    ["a reference to nothing", { $ref: "#/$defs/none" }, "is not in the schema"],
    ["a reference to itself", { properties: { child: { $ref: "#" } } }, "recursion is not available"],
    ["an id", { $id: "https://example.test/x" }, "$id is not available"],
    ["a dynamic reference", { $dynamicRef: "#x" }, "$dynamicRef is not available"],
    ["a recursion through draft 7's dependencies", { dependencies: { a: { $ref: "#" } } }, "recursion"],
    ["a look-around", { properties: { a: { pattern: "(?=a)" } } }, "/properties/a/pattern"],
    ["a pattern that is a program", { pattern: "(a{100}){100}" }, "not a pattern we accept"],
    ["a broken property pattern", { patternProperties: { "(": {} } }, "not a pattern we accept"],
    ["references that double", { $defs: doubling, $ref: "#/$defs/d29" }, "references followed"],
    ["a thousand alternatives", { anyOf: Array.from({ length: 1_000 }, () => ({})) }, "alternatives"],
    ["a hundred thousand levels", deep, "nests at most"],
    ["ten thousand properties", { enum: Array.from({ length: 10_000 }, (_, n) => n) }, "at most 4000 values"],
    ["a hundred thousand characters", { const: "x".repeat(100_000) }, "at most 65536 characters"],
    ["another dialect", { $schema: "http://json-schema.org/draft-04/schema#" }, "/$schema"],
    ["true", true, "an input schema is an object"],
    ["null", null, "an input schema is an object"],
    ["a list", [], "an input schema is an object"],
  ])("for %s", (_name, schema, message) => {
    expect(errorOf(schema)).toContain(message);
  });

  test("whatever JSON it is, it is answered and not thrown at", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("type", "properties", "pattern", "$ref", "items"),
        (value, key) => {
          const compiled = compileInputSchema({ [key]: value });
          if (compiled.ok) expect(Array.isArray(compiled.schema.validate({}))).toBe(true);
        },
      ),
    );
  });
});
