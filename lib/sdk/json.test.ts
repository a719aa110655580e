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

test("an undefined member is left out, as on the wire", () => {
  expect(Object.keys(sealArguments({ a: 1, b: undefined }))).toEqual(["a"]);
});

test("a key named __proto__ stays a key and reaches no prototype", () => {
  const sealed = sealArguments(JSON.parse('{"__proto__": {"polluted": true}}') as object);
  expect(JSON.stringify(sealed)).toBe('{"__proto__":{"polluted":true}}');
  expect("polluted" in {}).toBe(false);
});

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

test.each([
  ["a date", { at: new Date(0) }, "arguments.at"],
  ["NaN", { amount: Number.NaN }, "arguments.amount"],
  ["an integer beyond 2^53", { id: 2 ** 53 }, "arguments.id"],
  ["a big integer", { id: 1n }, "arguments.id"],
  ["a function", { nested: { toJSON: () => "else" } }, "arguments.nested.toJSON"],
  ["a hole in a list", { list: [1, undefined] }, "arguments.list[1]"],
  ["a class instance", { map: new Map() }, "arguments.map"],
  ["a structure that contains itself", cyclic, "deeper than 64"],
  ["an array instead of an object", [], "not an array"],
])("%s is refused, because the approver would read something else than what runs", (_what, value, place) => {
  expect(() => sealArguments(value)).toThrow(TypeError);
  expect(() => sealArguments(value)).toThrow(place);
});
