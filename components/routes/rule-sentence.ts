import type { ConfigDocument } from "@/lib/contract/config";
import { type TargetBook, targetWords } from "../shared/targets";

/** An approval rule in sentences a person can check against what they meant. */

type Approval = ConfigDocument["routes"][number]["approval"];
type Threshold = Approval["sets"][number]["thresholds"][number];

export function ruleSentence(approval: Approval, book: TargetBook): string {
  const sets = approval.sets.map((set) => set.thresholds.filter(({ approve }) => approve > 0));
  if (sets.length === 0 || sets.some((thresholds) => thresholds.length === 0)) return "Nobody can approve.";
  const said = sets.map((thresholds) => thresholds.map((threshold) => whom(threshold, book)).join(", or "));
  const sentence = said.join(", and also ");
  const once = approval.distinct_people && sets.length > 1 ? " Nobody counts twice." : "";
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)} must approve.${once}`;
}

export function denialSentence(approval: Approval): string {
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
