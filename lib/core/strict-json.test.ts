import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { canonicalJson } from "./canonical-json";
import { BODY_LIMITS, type JsonLimits } from "./limits-input";
import { measureJson, scanJson, utf8Length } from "./strict-json";

const scan = (text: string, limits: JsonLimits = BODY_LIMITS) => scanJson(Buffer.from(text), limits);
const read = (text: string, limits?: JsonLimits): unknown => {
  const result = scan(text, limits);
  if (!result.ok) throw new Error(`${result.code} ${result.path}: ${result.detail}`);
  return result.value;
};
const refusal = (source: string | Uint8Array, limits: JsonLimits = BODY_LIMITS) => {
  const result = scanJson(typeof source === "string" ? Buffer.from(source) : source, limits);
  return result.ok ? "accepted" : result.code;
};

describe("a body two readers could read differently is refused", () => {
  const hostile: readonly (readonly [name: string, body: string | Uint8Array, code: string])[] = [
    ["a duplicate key", '{"a":1,"a":2}', "duplicate_key"],
    ["a duplicate key behind an escape", '{"a":1,"\\u0061":1}', "duplicate_key"],
    ["a duplicate key deep inside", '[{"x":{"b":1,"c":2,"b":3}}]', "duplicate_key"],
    ["a duplicate inherited name", '{"constructor":1,"constructor":2}', "duplicate_key"],
    ["a duplicate empty key", '{"":1,"":2}', "duplicate_key"],
    ["a duplicate number-like key", '{"1":1,"1":2}', "duplicate_key"],
    ["a prototype key", '{"__proto__":{"admin":true}}', "prototype_key"],
    ["a prototype key behind an escape", '{"a":{"__pr\\u006fto__":1}}', "prototype_key"],
    ["an escaped high surrogate alone", '"\\ud800"', "lone_surrogate"],
    ["an escaped low surrogate alone", '"\\udc00"', "lone_surrogate"],
    ["surrogates in the wrong order", '"\\udc00\\ud800"', "lone_surrogate"],
    ["a high surrogate before an ordinary escape", '"\\ud800\\u0041"', "lone_surrogate"],
    ["a lone surrogate in a key", '{"\\ud800":1}', "lone_surrogate"],
    ["a lone surrogate in raw bytes", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), "not_utf8"],
    ["an overlong encoding", Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), "not_utf8"],
    ["a cut-off sequence", Uint8Array.of(0x22, 0xe2, 0x82), "not_utf8"],
    ["UTF-16", Buffer.from("\ufeff{}", "utf16le"), "not_utf8"],
    ["a byte order mark", "\ufeff{}", "bom"],
    ["an escaped NUL", '{"a":"\\u0000"}', "nul"],
    ["an escaped NUL in a key", '{"\\u0000":1}', "nul"],
    ["a raw NUL in a string", '"a\0b"', "nul"],
    ["a raw NUL after the value", "{}\0", "nul"],
    ["2^53", "9007199254740992", "unsafe_integer"],
    ["2^53+1", '{"id":9007199254740993}', "unsafe_integer"],
    ["-(2^53)", "[-9007199254740992]", "unsafe_integer"],
    ["a very long integer", "1".repeat(100_000), "unsafe_integer"],
    ["a number beyond doubles", "1e400", "not_finite"],
    ["a negative number beyond doubles", "[-1.5E+999]", "not_finite"],
  ];
  test.each(hostile)("%s", (_, body, code) => {
    expect(refusal(body)).toBe(code);
  });
});

describe("what is not JSON is refused", () => {
  const broken = [
    ["", " ", "{", "[", '"', '"a', "[1,", "[1", '{"a"', '{"a":', '{"a":1', '{"a":1,', "tru", "nul", "-"],
    ["[1,]", '{"a":1,}', "{,}", "[,1]", "[1 2]", '{"a" 1}', "{a:1}", "{'a':1}", "{1:2}", "[}", '{"a":1]'],
    [
      "01",
      "-01",
      "1.",
      ".5",
      "+1",
      "1e",
      "1e+",
      "0x10",
      "1_000",
      "NaN",
      "Infinity",
      "-Infinity",
      "undefined",
    ],
    ["{}{}", "1 2", "null,", "[]]", "{} x", "// c\n1", "[1/*c*/]", "True", "TRUE"],
    [
      '"\t"',
      '"\n"',
      '"\u001f"',
      '"\\x41"',
      '"\\u12"',
      '"\\u12g4"',
      '"\\"',
      '"\\u 123"',
      "\u00a0{}",
      "\u2028[]",
    ],
  ].flat();
  test.each(broken)("%j", (text) => {
    expect(refusal(text)).toBe("malformed");
    expect(() => JSON.parse(text)).toThrow();
  });
});

describe("limits", () => {
  const limits: JsonLimits = { bytes: 1000, depth: 3, nodes: 5, keyBytes: 4 };

  test("the root has depth 1 and a scalar counts as a level", () => {
    expect(refusal("[[1]]", limits)).toBe("accepted");
    expect(refusal("[[[]]]", limits)).toBe("accepted");
    expect(refusal("[[[1]]]", limits)).toBe("too_deep");
    expect(refusal('{"a":{"b":{"c":1}}}', limits)).toBe("too_deep");
  });

  test("every object, array and scalar is a node", () => {
    expect(refusal("[1,2,[3]]", limits)).toBe("accepted");
    expect(refusal("[1,2,[3,4]]", limits)).toBe("too_many_nodes");
  });

  test("a key is measured in bytes, after unescaping", () => {
    expect(refusal('{"\\u0061bcd":1}', limits)).toBe("accepted");
    expect(refusal('{"abcde":1}', limits)).toBe("key_too_long");
    expect(refusal('{"éé":1}', limits)).toBe("accepted");
    expect(refusal('{"ééé":1}', limits)).toBe("key_too_long");
  });

  test("a body is measured in bytes before it is looked at", () => {
    expect(refusal(`"${"é".repeat(499)}"`, limits)).toBe("accepted");
    expect(refusal(`"${"é".repeat(500)}"`, limits)).toBe("too_large");
    expect(scanJson("é".repeat(600), limits)).toMatchObject({ code: "too_large" });
    expect(refusal(new Uint8Array(10 * 1_048_576), BODY_LIMITS)).toBe("too_large");
  });

  test("a depth of 100,000 is refused without a stack overflow", () => {
    expect(refusal("[".repeat(100_000))).toBe("too_deep");
    expect(refusal('{"a":'.repeat(100_000))).toBe("too_deep");
  });

  test("the reader itself has no stack: a depth of 100,000 is read where the limit lets it through", () => {
    const wide: JsonLimits = { bytes: 1e6, depth: 200_000, nodes: 200_000, keyBytes: 256 };
    const value = read(`${"[".repeat(100_000)}${"]".repeat(100_000)}`, wide);
    expect(measureJson(value)).toMatchObject({ depth: 100_000, nodes: 100_000, bytes: 200_000 });
  });
});

test("a refusal names the place as a JSON Pointer and quotes nothing of the body", () => {
  expect(scan('{"run":{"path":[{"a":1},{"b/~":9007199254740993}]}}')).toMatchObject({
    path: "/run/path/1/b~1~0",
    detail: "an integer beyond ±(2^53−1)",
  });
  expect(scan('{"arguments":{"k":1,"k":2}}')).toMatchObject({ path: "/arguments/k" });
  expect(scan('{"arguments":{"k":1,x')).toMatchObject({ path: "/arguments" });
});

test("the path of a refusal is bounded and well formed", () => {
  const key = "😀".repeat(60);
  const result = scan(`{"${key}":`.repeat(20));
  expect(result).toMatchObject({ ok: false });
  if (result.ok) return;
  expect(result.path.length).toBeLessThanOrEqual(513);
  expect(() => encodeURI(result.path)).not.toThrow();
});

test("text that is already decoded is held to the same rules", () => {
  expect(scanJson('{"a":"\ud800"}', BODY_LIMITS)).toMatchObject({ code: "lone_surrogate" });
  expect(scanJson('{"a":1,"a":1}', BODY_LIMITS)).toMatchObject({ code: "duplicate_key" });
  expect(scanJson('{"a":"😀"}', BODY_LIMITS)).toEqual({ ok: true, value: { a: "😀" } });
});

test("fractions and exponents are doubles to every reader and are let through", () => {
  expect(read("[9007199254740991,-9007199254740991,9007199254740993.0,1e20,1E-400,-0,0.1e1]")).toEqual([
    9007199254740991, -9007199254740991, 9007199254740992, 1e20, 0, -0, 1,
  ]);
});

test("a canonical text may spell a large double as an integer, where the caller compares the form", () => {
  const text = canonicalJson({ a: 1e20 });
  expect(scan(text)).toMatchObject({ code: "unsafe_integer" });
  expect(read(text, { ...BODY_LIMITS, wideIntegers: true })).toEqual({ a: 1e20 });
});

test("names of Object's prototype are ordinary own data, pass zod unchanged, and change no prototype", () => {
  const text =
    '{"constructor":{"prototype":{"polluted":1}},"toString":"x","hasOwnProperty":null,"valueOf":[]}';
  const value = read(text);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  const Payload = z.strictObject({ arguments: z.record(z.string(), z.unknown()) });
  const parsed = Payload.parse({ arguments: value });
  expect(canonicalJson(parsed.arguments)).toBe(canonicalJson(JSON.parse(text)));
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

// This is why the reader refuses the key: zod would drop it and the digest would cover another payload.
test("zod silently drops an own __proto__ key from a record", () => {
  const parsed = z.record(z.string(), z.unknown()).parse(JSON.parse('{"__proto__":1,"a":2}'));
  expect(Object.keys(parsed)).toEqual(["a"]);
});

const anyJson = fc.jsonValue({ maxDepth: 6 });

describe("properties", () => {
  test("on valid input the reader agrees with JSON.parse", () => {
    fc.assert(
      fc.property(anyJson, fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const result = scan(text);
        if (result.ok) expect(result.value).toEqual(JSON.parse(text));
        else expect(result.code).toMatch(/unsafe_integer|lone_surrogate|nul|prototype_key|key_too_long/);
      }),
    );
  });

  test("whatever it accepts, JSON.parse reads the same; whatever JSON.parse refuses, it refuses", () => {
    const alphabet = fc.constantFrom(...'{}[]:,"\\ u0123456789abcdefn-.eE+trlsn\n\u00e9\ufeff\0');
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 40 }), (text) => {
        const result = scan(text);
        if (result.ok) expect(result.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test("one changed byte of a valid body never throws", () => {
    fc.assert(
      fc.property(anyJson, fc.nat(), fc.nat(255), (value, place, byte) => {
        const bytes = Buffer.from(JSON.stringify(value));
        bytes[place % bytes.length] = byte;
        expect(() => scanJson(bytes, BODY_LIMITS)).not.toThrow();
      }),
    );
  });

  test("a value measures as long as its canonical form", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }), (value) => {
        expect(measureJson(value).bytes).toBe(Buffer.byteLength(canonicalJson(value)));
      }),
    );
  });

  test("the byte count of a text is its UTF-8 length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});

test("a value is measured by the contract's rules", () => {
  expect(measureJson({ a: [1, { é: null }], b: "x" })).toEqual({
    depth: 4,
    nodes: 6,
    bytes: 29,
    longestKey: 2,
  });
  expect(measureJson([])).toEqual({ depth: 1, nodes: 1, bytes: 2, longestKey: 0 });
});
