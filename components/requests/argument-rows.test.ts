import { expect, it } from "vitest";
import { argumentRows } from "./argument-rows";

it("every leaf of the payload is a row, none left out", () => {
  const rows = argumentRows({
    to: [{ id: 1 }, { id: 2, tags: [] }],
    note: "x",
    flag: false,
    none: null,
    more: {},
  });
  expect(rows.map(({ path, type, value }) => [path, type, value])).toEqual([
    ["to[0].id", "number", "1"],
    ["to[1].id", "number", "2"],
    ["to[1].tags", "empty list", "[]"],
    ["note", "text", "x"],
    ["flag", "boolean", "false"],
    ["none", "null", "null"],
    ["more", "empty object", "{}"],
  ]);
});

it("a key that looks like a path cannot pass for one", () => {
  expect(argumentRows({ "a.b": 1, a: { b: 2 } }).map(({ path }) => path)).toEqual(['"a.b"', "a.b"]);
  expect(argumentRows({ "": 1 })[0]?.path).toBe('""');
});

it("a number as text and a number are told apart", () => {
  expect(argumentRows({ a: "1", b: 1 }).map(({ type }) => type)).toEqual(["text", "number"]);
});
