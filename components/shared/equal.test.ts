import { describe, expect, it } from "vitest";
import { changedMembers, equal } from "./equal";

describe("two items of configuration", () => {
  it("say the same whatever the order of their members, and whether nothing is absent or null", () => {
    expect(equal({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1, d: null })).toBe(true);
  });

  it("differ by an order, a length, a kind or a value", () => {
    expect(equal([1, 2], [2, 1])).toBe(false);
    expect(equal([1], [1, 2])).toBe(false);
    expect(equal({}, [])).toBe(false);
    expect(equal({ a: "1" }, { a: 1 })).toBe(false);
    expect(equal({ a: 0 }, { a: null })).toBe(false);
  });

  it("are told apart by the members that changed", () => {
    expect(
      changedMembers({ id: "ana", level: 1, slack: null }, { id: "ana", level: 2, email: "a@b.c" }),
    ).toEqual(["level", "email"]);
  });
});
