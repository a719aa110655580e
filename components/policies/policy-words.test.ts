import { describe, expect, it } from "vitest";
import { policySentence } from "./policy-words";

describe("a policy in words", () => {
  it("says where, when and what", () => {
    expect(
      policySentence({
        surface: "payments.refund",
        when: "args.amount_cents > 20000",
        verdict: "escalate",
        route: "payments",
        mode: "enforce",
      }),
    ).toBe("On payments.refund, when args.amount_cents > 20000: a person is asked, by route payments.");
    expect(policySentence({ verdict: "block", route: "payments", mode: "enforce" })).toBe(
      "On every surface, always: it is refused, and nobody is asked.",
    );
  });

  it("never sounds in force when it is a shadow", () => {
    expect(policySentence({ verdict: "allow", mode: "shadow" })).toMatch(/as a shadow it changes nothing\.$/);
  });
});
