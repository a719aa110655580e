import { describe, expect, it } from "vitest";
import type { ConfigDocument } from "@/lib/contract/config";
import { denialSentence, rulePhrase, ruleSentence } from "./rule-sentence";

type Approval = ConfigDocument["routes"][number]["approval"];
type Threshold = Approval["sets"][number]["thresholds"][number] & {
  readonly up_to?: Readonly<Record<string, number>>;
};

const book = {
  names: { ana: "Ana Ruiz" },
  teams: {
    payments: { name: "Payments", members: ["ana"] },
    security: { name: "Security", members: ["bo"] },
  },
  schedules: { desk: { name: "Desk", people: ["ana"] } },
  channels: {},
  groups: {},
};
const threshold = (from: Threshold["from"], more: Partial<Threshold> = {}): Threshold => ({
  from,
  approve: 1,
  deny: 1,
  level: 1,
  ...more,
});
const rule = (...sets: Threshold[][]): Approval => ({
  sets: sets.map((thresholds) => ({ thresholds })),
  distinct_people: true,
  assurance: "slack",
  reason_required: false,
});

describe("an approval rule in sentences", () => {
  it("says how many, of whom, and at which level", () => {
    expect(ruleSentence(rule([threshold(["team:payments"], { approve: 2, level: 3 })]), book)).toBe(
      "Two of Payments at level 3 or above; the agent’s owner cannot.",
    );
  });

  it("joins sets with and, and says that nobody counts twice", () => {
    const sentence = ruleSentence(
      rule([threshold(["team:payments"], { level: 2 })], [threshold(["team:security"])]),
      book,
    );
    expect(sentence).toBe(
      "One of Payments at level 2 or above, and one of Security; nobody twice; the agent’s owner cannot.",
    );
  });

  it("says nothing of nobody twice where one person may meet every set", () => {
    const lax = { ...rule([threshold(["team:payments"])], [threshold(null)]), distinct_people: false };
    expect(ruleSentence(lax, book)).toBe(
      "One of Payments, and one of those this route pages; the agent’s owner cannot.",
    );
  });

  it("joins alternatives with or, and names one person by name", () => {
    const either = [threshold(["person:ana"]), threshold(["schedule:desk", "team:payments"])];
    expect(rulePhrase(rule(either), book)).toBe("Ana Ruiz, or one of the Desk schedule or team Payments");
    expect(rulePhrase(rule(either, [threshold(null)]), book)).toBe(
      "Either Ana Ruiz, or one of the Desk schedule or team Payments, and one of those this route pages",
    );
  });

  it("says up to what a threshold has authority", () => {
    const limited = threshold(["team:payments"], { up_to: { amount_cents: 50_000 } });
    expect(rulePhrase(rule([limited, threshold(["person:ana"])]), book)).toBe(
      "One of Payments where amount_cents is at most 50,000, or Ana Ruiz",
    );
  });

  it("an empty list is nobody, never everybody", () => {
    expect(rulePhrase(rule([threshold([])]), book)).toBe("Nobody");
    expect(ruleSentence(rule([threshold(null, { approve: 0 })]), book)).toBe("Nobody can approve.");
  });

  it("says what a denial does", () => {
    expect(denialSentence(rule([threshold(null)]))).toBe("One denial ends it.");
    expect(denialSentence(rule([threshold(null, { deny: 0 })]))).toBe("A denial alone ends nothing.");
  });
});
