import { type TargetBook, targetWords } from "./targets";
import { listed } from "./words";

/** An approval rule in sentences a person can check against what they meant, as configured or as a request has it. */

type Threshold = {
  readonly from?: readonly string[] | null;
  readonly approve: number;
  readonly deny: number;
  readonly level: number;
  readonly up_to?: Readonly<Record<string, number>> | null;
};
type Rule = {
  readonly sets: readonly { readonly thresholds: readonly Threshold[] }[];
  readonly distinct_people: boolean;
};
type Approval = Rule & {
  readonly assurance: "slack" | "session" | "recent" | "passkey";
  readonly reason_required: boolean;
};

/** `One of Payments at level 2 or above, and one of Security`: who is to sign, without the rest. */
export function rulePhrase(rule: Rule, book: TargetBook): string {
  const sets = rule.sets.map((set) => set.thresholds.filter(({ approve }) => approve > 0));
  if (sets.length === 0 || sets.some((thresholds) => thresholds.length === 0)) return "Nobody";
  const said = sets.map((thresholds) => {
    const ways = thresholds.map((threshold) => whom(threshold, book)).join(", or ");
    return thresholds.length > 1 && sets.length > 1 ? `either ${ways}` : ways;
  });
  const sentence = said.join(", and ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

/** The whole rule, as its author would say it aloud. */
export function ruleSentence(rule: Rule, book: TargetBook): string {
  const phrase = rulePhrase(rule, book);
  if (phrase === "Nobody") return "Nobody can approve.";
  const isOnePersonOnce = rule.distinct_people && rule.sets.length > 1;
  return `${[phrase, ...(isOnePersonOnce ? ["nobody twice"] : []), "the agent’s owner cannot"].join("; ")}.`;
}

export function denialSentence(approval: Rule): string {
  const needed = approval.sets
    .flatMap((set) => set.thresholds.map(({ deny }) => deny))
    .filter((deny) => deny > 0);
  if (needed.length === 0) return "A denial alone ends nothing.";
  const fewest = Math.min(...needed);
  return fewest === 1 ? "One denial ends it." : `${fewest} denials end it.`;
}

const COUNTS = ["no", "one", "two", "three", "four", "five", "six"];

function whom({ from, approve, level, up_to }: Threshold, book: TargetBook): string {
  const rank = level > 1 ? ` at level ${level} or above` : "";
  const limits = Object.entries(up_to ?? {}).map(
    ([field, limit]) => ` where ${field} is at most ${limit.toLocaleString("en-US")}`,
  );
  return `${answerers(from, approve, book)}${rank}${limits.join(" and")}`;
}

function answerers(from: Threshold["from"], approve: number, book: TargetBook): string {
  const count = COUNTS[approve] ?? String(approve);
  if (from == null) return `${count} of those this route pages`;
  if (from.length === 0) return "nobody";
  const [only] = from;
  if (from.length === 1 && only !== undefined && approve === 1 && isOnePerson(only))
    return targetWords(from, book, "or");
  if (from.every((target) => target.startsWith("team:"))) return `${count} of ${teamWords(from, book)}`;
  return `${count} of ${targetWords(from, book, "or")}`;
}

const isOnePerson = (target: string): boolean => /^(person|manager|agent):/.test(target);

const teamWords = (from: readonly string[], book: TargetBook): string =>
  listed(
    from.map((target) => book.teams[target.slice("team:".length)]?.name ?? target.slice("team:".length)),
    "or",
  );

const ASSURANCES: Readonly<Record<Approval["assurance"], string>> = {
  slack: "from Slack or the console",
  session: "signed in to the console",
  recent: "with a recent sign-in",
  passkey: "with a passkey",
};

export const assuranceWords = (approval: Approval): string =>
  `Approve ${ASSURANCES[approval.assurance]}${approval.reason_required ? "; a reason is required" : ""}.`;
