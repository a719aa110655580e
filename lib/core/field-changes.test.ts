import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldChanges } from "./field-changes";

const item = (id: string, level: number) => ({ id, level });

describe("fieldChanges", () => {
  it("finds nothing between equal values, whatever the order of members", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(fieldChanges(value, value)).toEqual([]);
      }),
    );
    expect(fieldChanges({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toEqual([]);
  });

  it("finds something between any two values that differ in a way that is said", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.integer()),
        fc.string(),
        fc.integer(),
        (value, key, added) => {
          fc.pre(value[key] !== added && key !== "__proto__");
          expect(fieldChanges(value, { ...value, [key]: added })).toHaveLength(1);
        },
      ),
    );
  });

  it("names items of a list by their id, so that one inserted is one change", () => {
    const before = { people: [item("ana", 1), item("bo", 2)] };
    const after = { people: [item("zoe", 1), item("ana", 1), item("bo", 3)] };
    expect(fieldChanges(before, after)).toEqual([
      { path: "/people/zoe", change: "created", before: null, after: item("zoe", 1) },
      { path: "/people/bo/level", change: "changed", before: 2, after: 3 },
    ]);
  });

  it("a list without ids is compared by position, one of plain values whole", () => {
    expect(fieldChanges({ steps: [{ after: "0m" }] }, { steps: [{ after: "1m" }, { after: "5m" }] })).toEqual(
      [
        { path: "/steps/0/after", change: "changed", before: "0m", after: "1m" },
        { path: "/steps/1", change: "created", before: null, after: { after: "5m" } },
      ],
    );
    expect(fieldChanges({ members: ["ana"] }, { members: ["bo", "ana"] })).toEqual([
      { path: "/members", change: "changed", before: ["ana"], after: ["bo", "ana"] },
    ]);
  });

  it("says so when items change places: the first route that matches wins", () => {
    const changes = fieldChanges([item("a", 1), item("b", 2)], [item("b", 2), item("a", 1)]);
    expect(changes.map(({ path }) => path)).toEqual(["/0/id", "/0/level", "/1/id", "/1/level"]);
  });

  it("null and left out are the same nothing", () => {
    expect(fieldChanges({ email: null }, {})).toEqual([]);
    expect(fieldChanges({}, { email: null })).toEqual([]);
    expect(fieldChanges({ email: "a" }, { email: null })).toEqual([
      { path: "/email", change: "changed", before: "a", after: null },
    ]);
  });

  it("a pointer escapes what a pointer must", () => {
    expect(fieldChanges({}, { "a/b~c": 1 })[0]?.path).toBe("/a~1b~0c");
  });
});
