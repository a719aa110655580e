import { describe, expect, it } from "vitest";
import { PER_CHOICES, perOf, policySentence } from "./policy-words";

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

  it("says beyond which limit a throttle speaks, and whom it counts apart", () => {
    const throttle = { verdict: "throttle", mode: "enforce" } as const;
    expect(policySentence({ ...throttle, limit: { max: 600, window: "1h", per: ["agent", "tool"] } })).toBe(
      "On every surface, always: beyond 600 in 1h for each agent and tool, the agent is told to wait and try again.",
    );
    expect(policySentence({ ...throttle, limit: { max: 5, window: "1m", per: [] } })).toMatch(
      /beyond 5 in 1m altogether,/,
    );
    for (const [choice] of PER_CHOICES) expect(perOf(choice).join(" ")).toBe(choice);
  });

  it("never sounds in force when it is a shadow", () => {
    expect(policySentence({ verdict: "allow", mode: "shadow" })).toMatch(/as a shadow it changes nothing\.$/);
  });
});
