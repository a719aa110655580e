import { describe, expect, it } from "vitest";
import type { ConfigDocument } from "@/lib/contract/config";
import { denialSentence, ruleSentence } from "./rule-sentence";

type Approval = ConfigDocument["routes"][number]["approval"];
type Threshold = Approval["sets"][number]["thresholds"][number];

const book = {
  names: { ana: "Ana Ruiz" },
  teams: { payments: { name: "Payments", members: ["ana"] } },
  schedules: { desk: { name: "Desk", people: ["ana"] } },
  channels: {},
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
      "2 of team Payments at level 3 or above must approve.",
    );
  });

  it("joins alternatives with or, and sets with and", () => {
    const sentence = ruleSentence(
      rule([threshold(["person:ana"]), threshold(["schedule:desk"])], [threshold(null)]),
      book,
    );
    expect(sentence).toBe(
      "One of Ana Ruiz, or one of the Desk schedule, and also one of those this route pages must approve. Nobody counts twice.",
    );
  });

  it("an empty list is nobody, never everybody", () => {
    expect(ruleSentence(rule([threshold([])]), book)).toBe("One of nobody must approve.");
    expect(ruleSentence(rule([threshold(null, { approve: 0 })]), book)).toBe("Nobody can approve.");
  });

  it("says what a denial does", () => {
    expect(denialSentence(rule([threshold(null)]))).toBe("One denial ends it.");
    expect(denialSentence(rule([threshold(null, { deny: 0 })]))).toBe("A denial alone ends nothing.");
  });
});
