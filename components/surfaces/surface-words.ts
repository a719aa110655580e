import type { Choice } from "../shared/form/inputs";
import { humanised, reversibilityWords, tierWords } from "../shared/words";

/** The classes a surface can be of, with what each means for whoever chooses. */

type Tier = "autonomous" | "preapproved" | "approval" | "prohibited";
type Reversibility = "read_only" | "reversible" | "externally_reversible" | "irreversible";

const TIERS: Readonly<Record<Tier, string>> = {
  autonomous: "Where no policy says otherwise, the agent goes ahead at once.",
  preapproved: "Where no policy says otherwise, it goes ahead within a standing grant, and asks without one.",
  approval: "Where no policy says otherwise, a person is asked.",
  prohibited: "Nobody is asked: it never runs, and no policy can allow it.",
};

export const tierMeaning = (tier: Tier): string => TIERS[tier];

const plain = (tier: Tier): string => {
  const words = tierWords(tier).replace("Tier: ", "");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const TIER_CHOICES: readonly Choice<Tier>[] = (
  ["autonomous", "preapproved", "approval", "prohibited"] as const
).map((tier) => [tier, plain(tier)]);

export const REVERSIBILITY_CHOICES: readonly Choice<Reversibility>[] = (
  ["read_only", "reversible", "externally_reversible", "irreversible"] as const
).map((value) => [value, reversibilityWords(value).label]);

export const DATA_CHOICES = (["public", "internal", "confidential", "restricted"] as const).map(
  (value) => [value, humanised(value)] as const,
);
