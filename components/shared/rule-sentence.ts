import { type TargetBook, targetWords } from "./targets";

/** An approval rule in sentences a person can check against what they meant, as configured or as a request has it. */

type Threshold = {
  readonly from?: readonly string[] | null;
  readonly approve: number;
  readonly deny: number;
  readonly level: number;
};
type Rule = {
  readonly sets: readonly { readonly thresholds: readonly Threshold[] }[];
  readonly distinct_people: boolean;
};
type Approval = Rule & {
  readonly assurance: "slack" | "session" | "recent" | "passkey";
  readonly reason_required: boolean;
};

/** `One of team Payments at level 2 or above`: who is to sign, without the verb. */
export function rulePhrase(rule: Rule, book: TargetBook): string {
  const sets = rule.sets.map((set) => set.thresholds.filter(({ approve }) => approve > 0));
  if (sets.length === 0 || sets.some((thresholds) => thresholds.length === 0)) return "Nobody";
  const said = sets.map((thresholds) => thresholds.map((threshold) => whom(threshold, book)).join(", or "));
  const sentence = said.join(", and also ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

export function ruleSentence(rule: Rule, book: TargetBook): string {
  const phrase = rulePhrase(rule, book);
  if (phrase === "Nobody") return "Nobody can approve.";
  const once = rule.distinct_people && rule.sets.length > 1 ? " Nobody counts twice." : "";
  return `${phrase} must approve.${once}`;
}

export function denialSentence(approval: Rule): string {
  const needed = approval.sets
    .flatMap((set) => set.thresholds.map(({ deny }) => deny))
    .filter((deny) => deny > 0);
  if (needed.length === 0) return "A denial alone ends nothing.";
  const fewest = Math.min(...needed);
  return fewest === 1 ? "One denial ends it." : `${fewest} denials end it.`;
}

function whom({ from, approve, level }: Threshold, book: TargetBook): string {
  const who = from == null ? "those this route pages" : targetWords(from, book, "or");
  const rank = level > 1 ? ` at level ${level} or above` : "";
  return `${approve === 1 ? "one" : approve} of ${who}${rank}`;
}

const ASSURANCES: Readonly<Record<Approval["assurance"], string>> = {
  slack: "from Slack or the console",
  session: "signed in to the console",
  recent: "with a recent sign-in",
  passkey: "with a passkey",
};

export const assuranceWords = (approval: Approval): string =>
  `Approve ${ASSURANCES[approval.assurance]}${approval.reason_required ? "; a reason is required" : ""}.`;
