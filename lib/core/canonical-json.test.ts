import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, sha256 } from "./canonical-json";

test("the example of RFC 8785", () => {
  const source = String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`;
  expect(canonicalJson(JSON.parse(source))).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test("keys are ordered by UTF-16 code units, as in the RFC's example", () => {
  const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
  expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
});

test("numbers have the one spelling of ECMAScript", () => {
  const numbers = [-0, 1e21, 1e20, 1e-7, 0.000001, 5e-324, 1.7976931348623157e308, 9007199254740991, -1.5];
  expect(canonicalJson(numbers)).toBe(
    "[0,1e+21,100000000000000000000,1e-7,0.000001,5e-324,1.7976931348623157e+308,9007199254740991,-1.5]",
  );
});

test("own keys named like an object's machinery are data", () => {
  expect(canonicalJson(JSON.parse('{"toJSON":"x","constructor":1,"__proto__":{"a":2}}'))).toBe(
    '{"__proto__":{"a":2},"constructor":1,"toJSON":"x"}',
  );
  expect(canonicalJson(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
});

describe("what is not JSON has no canonical form", () => {
  const deep = () => {
    let value: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) value = [value];
    return value;
  };
  const circular: unknown[] = [];
  circular.push(circular);
  const cases: readonly (readonly [string, unknown])[] = [
    ["undefined", undefined],
    ["an undefined member", { a: undefined }],
    ["a hole in an array", new Array(2)],
    ["NaN", [Number.NaN]],
    ["infinity", { a: Number.POSITIVE_INFINITY }],
    ["a bigint", 1n],
    ["a function", { a: () => 1 }],
    ["a symbol", [Symbol("a")]],
    ["a Map", new Map([["a", 1]])],
    ["a Date", { at: new Date(0) }],
    ["a boxed text", [new String("x")]],
    ["an instance", new (class Thing {})()],
    ["half a surrogate pair", "\ud800"],
    ["half a surrogate pair in a key", { "a\udc00": 1 }],
    ["a depth of 10,000", deep()],
    ["a cycle", circular],
  ];
  test.each(cases)("%s", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(/canonical JSON/);
  });
});

const anyJson = fc.jsonValue({ maxDepth: 5, stringUnit: "binary" });

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, reordered(member)]));
}

describe("properties", () => {
  test("it writes what the canonicalize package writes", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
  });

  test("the order of keys does not matter", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(canonicalJson(reordered(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test("it reads back as the same value, and its canonical form is itself", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

test("a hash is of the UTF-8 bytes", () => {
  expect(sha256("abc")).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256("€")).toBe(sha256(Uint8Array.of(0xe2, 0x82, 0xac)));
});
