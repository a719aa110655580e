import { describe, expect, it } from "vitest";
import { termsOf, unconfirmed, unite } from "./constraints";

describe("what the harness confirms", () => {
  const asked = { read_only: true, row_cap: 100, hosts: ["a.test", "b.test"] };

  it("is everything that was asked for, or it is named", () => {
    expect(unconfirmed(asked, asked)).toEqual([]);
    expect(unconfirmed(asked, { ...asked, more: 1 })).toEqual([]);
    expect(unconfirmed(asked, {})).toEqual(["read_only", "row_cap", "hosts"]);
    expect(unconfirmed(asked, { read_only: false, row_cap: 101, hosts: ["a.test"] })).toEqual([
      "read_only",
      "row_cap",
      "hosts",
    ]);
    expect(unconfirmed({}, {})).toEqual([]);
  });

  it("may be a lower cap, and is no truthy word for yes", () => {
    expect(unconfirmed(asked, { ...asked, row_cap: 10 })).toEqual([]);
    expect(unconfirmed(asked, { ...asked, row_cap: -1 })).toEqual(["row_cap"]);
    expect(unconfirmed(asked, { ...asked, row_cap: "10", read_only: "true" })).toEqual([
      "read_only",
      "row_cap",
    ]);
    expect(unconfirmed({ toString: true }, {})).toEqual(["toString"]);
  });
});

describe("the terms of several", () => {
  it("are all of them, unless two differ about one", () => {
    expect(unite([{ a: 1 }, { b: [1] }, { b: [1] }])).toEqual({ a: 1, b: [1] });
    expect(unite([{ a: 1 }, { a: 2 }])).toBeNull();
    expect(unite([])).toEqual({});
  });

  it("of an approval are the ruling's and the approver's: a cap may be lowered, nothing loosened", () => {
    const ruled = { read_only: true, row_cap: 100 };
    expect(termsOf(ruled, { row_cap: 10, no_egress: true })).toEqual({
      read_only: true,
      row_cap: 10,
      no_egress: true,
    });
    expect(termsOf(ruled, { row_cap: 1000, read_only: false })).toEqual(ruled);
    expect(termsOf({}, { row_cap: 5 })).toEqual({ row_cap: 5 });
  });
});
