import { describe, expect, test } from "vitest";
import { effectSentence } from "./effect";

const effect = { agent: "Support bot", surface: "payments.refund", tool: "refund.create", arguments: {} };
const said = (more: Partial<Parameters<typeof effectSentence>[0]>) => effectSentence({ ...effect, ...more });
const over = (args: Readonly<Record<string, unknown>>) => said({ arguments: args });

describe("the sentence on a card", () => {
  test("says who wants to run what where", () => {
    expect(said({})).toBe("Support bot wants to run refund.create on payments.refund");
    expect(said({ surface: null })).toBe("Support bot wants to run refund.create");
    expect(said({ tool: null })).toBe("Support bot wants to act on payments.refund");
    expect(said({ tool: null, surface: null })).toBe("Support bot wants to act on something unregistered");
  });

  test("shows an amount as money only when the arguments say which", () => {
    expect(over({ amount_cents: 25_000, currency: "USD" })).toContain("for $250.00 on");
    expect(over({ amount_cents: 123_456_789, currency: "EUR" })).toContain("for 1,234,567.89 EUR on");
    expect(over({ amount_cents: 5 })).toContain("for 0.05 on");
    expect(over({ amount_cents: 5, currency: "dollars, approved" })).toContain("for 0.05 on");
    expect(over({ amount_cents: "25000" })).toBe(said({}));
    expect(over({ amount_cents: Number.NaN })).toBe(said({}));
  });

  test("counts what it is done to", () => {
    expect(over({ branches: ["a", "b"] })).toContain("over 2 branches");
    expect(over({ branches: ["a"] })).toContain("over 1 branch on");
    expect(over({ files: ["a"] })).toContain("over 1 file on");
    expect(over({ files: [] })).toContain("over 0 files");
    expect(over({ files: "all" })).toBe(said({}));
  });

  test("shows what a name hides and does not let it run on", () => {
    expect(said({ tool: "refund\u202etaerc" })).toContain("U+202E");
    expect(said({ tool: "x".repeat(200) })).toContain(`${"x".repeat(80)}… on`);
  });

  test("cuts a long name between characters, never inside one", () => {
    const name = `${"x".repeat(79)}😀😀😀`;
    expect(said({ tool: name })).toContain(`${"x".repeat(79)}😀… on`);
  });

  test("takes nothing from the prototype of the arguments", () => {
    const args = Object.create({ amount_cents: 100, files: ["a"] }) as Record<string, unknown>;
    expect(over(args)).toBe(said({}));
  });
});
