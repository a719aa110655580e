import { describe, expect, it } from "vitest";
import { amountsIn } from "./amounts";

describe("the amounts that authority is limited by", () => {
  it("are the finite numbers at the paths that have a limit, and nothing else", () => {
    const asked = { amount_cents: 5, order: { total: 7, note: "x" }, other: 9 };
    expect(amountsIn(asked, ["amount_cents", "order.total"])).toEqual({ amount_cents: 5, "order.total": 7 });
  });

  it.each([
    ["missing", {}],
    ["a text that looks like one", { amount_cents: "5" }],
    ["null", { amount_cents: null }],
    ["in a list", { amount_cents: [5] }],
    ["only inherited", Object.create({ amount_cents: 5 }) as Record<string, unknown>],
  ])("leave out what is %s", (_, asked) => {
    expect(amountsIn(asked, ["amount_cents"])).toEqual({});
  });

  it("take a key with dots for what it says", () => {
    expect(amountsIn({ "a.b": 1, a: { b: 2 } }, ["a.b"])).toEqual({ "a.b": 1 });
  });
});
