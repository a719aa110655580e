import { expect, test } from "vitest";
import { sealArguments } from "./json";

test("sealed arguments are a frozen copy: changing the original changes nothing", () => {
  const original = { order: "8812", lines: [{ cents: 100 }] };
  const sealed = sealArguments(original);
  original.order = "9999";
  original.lines[0] = { cents: 1 };
  expect(sealed).toEqual({ order: "8812", lines: [{ cents: 100 }] });
  expect(Object.isFrozen(sealed) && Object.isFrozen(sealed.lines) && Object.isFrozen(sealed.lines[0])).toBe(
    true,
  );
});

test("what JSON can say is kept to the letter", () => {
  const value = {
    "": "",
    nested: [[], {}, [null, true, false, 0, -1.5, 1e-300, 1e21, 2 ** 53 - 1, "é\u{1f600}\u202e"]],
    toJSON: "a word like any other",
    constructor: { prototype: "data" },
    hasOwnProperty: 1,
  };
  const sealed = sealArguments(value);
  expect(sealed).toEqual(value);
  expect(JSON.parse(JSON.stringify(sealed))).toEqual(value);
  expect(sealArguments(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 });
});

test("a proxy is read once, and what it says later is nobody's business", () => {
  let reads = 0;
  const shifty = new Proxy(
    { amount_cents: 100 },
    {
      get: () => 9_900_000,
      getOwnPropertyDescriptor: () => {
        reads += 1;
        return { value: reads * 100, enumerable: true, configurable: true, writable: true };
      },
    },
  );
  const sealed = sealArguments(shifty);
  expect(sealed).toEqual({ amount_cents: 100 });
  expect(JSON.stringify(sealed)).toBe('{"amount_cents":100}');
});

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

let wide: unknown = 1;
for (let level = 0; level < 40; level += 1) wide = [wide, wide];

let calls = 0;
const getter = {
  get amount() {
    calls += 1;
    return calls;
  },
};

const hidden = Object.defineProperty({}, "amount", { value: 1, enumerable: false });
const listWithMore = Object.assign([1], { more: 2 });
class Money {
  cents = 1;
}
class List extends Array<unknown> {}

test.each<[string, object, string]>([
  ["NaN", { amount: Number.NaN }, "arguments.amount"],
  ["Infinity", { amount: Number.POSITIVE_INFINITY }, "arguments.amount"],
  ["minus zero", { amount: -0 }, "arguments.amount is -0"],
  ["an integer beyond 2^53", { id: 2 ** 53 }, "arguments.id"],
  ["undefined", { amount: undefined }, "arguments.amount is undefined"],
  ["undefined in a list", { list: [1, undefined] }, "arguments.list[1]"],
  ["a hole in a list", { list: Object.assign(new Array(2), { 0: 1 }) }, "arguments.list[1] is missing"],
  ["a list that claims billions of holes", { list: new Array(4_000_000_000) }, "more than 10000"],
  ["a list with members of its own", { list: listWithMore }, "besides its items"],
  ["a list of a class", { list: List.of(1) }, "arguments.list"],
  ["a big integer", { id: 1n }, "arguments.id is bigint"],
  ["a date", { at: new Date(0) }, "arguments.at"],
  ["a map", { map: new Map([["a", 1]]) }, "arguments.map"],
  ["a set", { set: new Set([1]) }, "arguments.set"],
  ["bytes", { bytes: new Uint8Array(2) }, "arguments.bytes"],
  ["a class instance", { money: new Money() }, "arguments.money"],
  ["a boxed number", { amount: Object(1) }, "arguments.amount"],
  ["an inherited member", Object.create({ amount: 1 }), "arguments is not a plain object"],
  ["a structure that contains itself", cyclic, "deeper than 64"],
  ["more values than anyone reads", { wide }, "more than 10000 values"],
  ["a getter", getter, "arguments.amount is computed by a getter"],
  ["a hidden member", hidden, "arguments.amount is hidden"],
  ["its own toJSON", { nested: { toJSON: () => "else" } }, "arguments.nested.toJSON is function"],
  ["a key named __proto__", JSON.parse('{"__proto__": {"admin": true}}'), "arguments.__proto__"],
  ["half a character", { text: "\ud800" }, "arguments.text has half a character"],
  ["half a character in a key", { "\udc00": 1 }, "half a character"],
  ["a NUL", { path: "a\0.txt" }, "arguments.path has a NUL"],
  ["a symbol", { id: Symbol("id") }, "arguments.id is symbol"],
  ["a symbol as a key", { [Symbol("id")]: 1 }, "a symbol as a key"],
  ["two keys that read the same", { "caf\u00e9": 1, "cafe\u0301": 2 }, "reads the same"],
  ["two keys of equal letters", { amount: 1, "\uff41mount": 2 }, "reads the same"],
  ["a function", { run: () => 1 }, "arguments.run is function"],
  ["an array instead of an object", [], "not an array"],
  ["a promise", { amount: Promise.resolve(1) }, "arguments.amount"],
])("%s is refused, because the approver would read something else than what runs", (_what, value, place) => {
  expect(() => sealArguments(value)).toThrow(TypeError);
  expect(() => sealArguments(value)).toThrow(place);
  expect(calls).toBe(0);
});

test("a prototype that speaks for what JSON says stops everything", () => {
  Object.defineProperty(Object.prototype, "toJSON", { value: () => "else", configurable: true });
  try {
    expect(() => sealArguments({ amount: 1 })).toThrow("toJSON");
  } finally {
    Reflect.deleteProperty(Object.prototype, "toJSON");
  }
  expect(sealArguments({ amount: 1 })).toEqual({ amount: 1 });
});
