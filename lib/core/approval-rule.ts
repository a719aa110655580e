/**
 * Who must agree. A **rule** has sets, every one of which must be met (AND). A **set** has thresholds, any one of which
 * meets it (OR). A **threshold** counts people: those it takes answers `from`, at its `level` or above.
 *
 * One person counts once. With `distinctPeople` one person can meet only one set, so the sets are met when *some*
 * assignment of approvers to sets exists: the order of the answers never matters.
 */
import type { Target } from "./directory";

export type Threshold = {
  /** null: everyone the route pages. An empty list is nobody, never everybody. */
  readonly from: readonly Target[] | null;
  /** How many approvals meet it; 0 can never approve. */
  readonly approve: number;
  /** How many denials deny the request; 0 can never deny. */
  readonly deny: number;
  readonly level: number;
  /** Limits on the action's numeric arguments: beyond one of them an approval does not count here. */
  readonly upTo?: Readonly<Record<string, number>>;
};

export type ApprovalRule = {
  readonly sets: readonly { readonly thresholds: readonly Threshold[] }[];
  readonly distinctPeople: boolean;
  readonly assurance: "slack" | "session" | "recent" | "passkey";
  readonly reasonRequired: boolean;
};

/** For each threshold, in the rule's own order, the people who qualify under it. */
export type Qualified = readonly (readonly ReadonlySet<string>[])[];

export type Tally = "open" | "approved" | "denied";

/** What a set of answers amounts to. A met denial wins over a met approval. */
export function tally(
  rule: ApprovalRule,
  qualified: { readonly approve: Qualified; readonly deny: Qualified },
  answers: { readonly approvers: ReadonlySet<string>; readonly deniers: ReadonlySet<string> },
): Tally {
  if (isDenied(rule, qualified.deny, answers.deniers)) return "denied";
  return isMet(rule, qualified.approve, answers.approvers) ? "approved" : "open";
}

function isDenied(rule: ApprovalRule, qualified: Qualified, deniers: ReadonlySet<string>): boolean {
  return rule.sets.some((set, setIndex) =>
    set.thresholds.some(
      (threshold, index) =>
        threshold.deny > 0 && countIn(qualified[setIndex]?.[index], deniers) >= threshold.deny,
    ),
  );
}

/** True when these approvers, and no fewer people than counted, meet every set. No sets are met by nobody. */
export function isMet(rule: ApprovalRule, qualified: Qualified, approvers: ReadonlySet<string>): boolean {
  if (rule.sets.length === 0) return false;
  const choices = rule.sets.map((set, setIndex) =>
    set.thresholds.flatMap((threshold, index) => {
      if (threshold.approve <= 0) return [];
      const people = [...(qualified[setIndex]?.[index] ?? [])].filter((person) => approvers.has(person));
      return people.length >= threshold.approve ? [{ people, needed: threshold.approve }] : [];
    }),
  );
  if (choices.some((options) => options.length === 0)) return false;
  if (!rule.distinctPeople) return true;
  return canAssign(choices);
}

type Option = { readonly people: readonly string[]; readonly needed: number };

/** Choose one threshold for each set so that disjoint people fill them all. */
function canAssign(choices: readonly (readonly Option[])[]): boolean {
  const least = choices.map(loosest);
  const choose = (chosen: readonly Option[]): boolean => {
    // Not followed when it leaves too few people for the sets to come: there may be 10^10 choices.
    if (!isFillable([...chosen, ...least.slice(chosen.length)])) return false;
    const options = choices[chosen.length];
    return options === undefined || options.some((option) => choose([...chosen, option]));
  };
  return choose([]);
}

/** The fewest a set could do with, from anyone it could take: what cannot fill even this cannot fill the set. */
const loosest = (options: readonly Option[]): Option => ({
  people: [...new Set(options.flatMap(({ people }) => people))],
  needed: Math.min(...options.map(({ needed }) => needed)),
});

/** Bipartite matching by augmenting paths: every seat of every chosen threshold gets a person of its own. */
function isFillable(chosen: readonly Option[]): boolean {
  const seats = chosen.flatMap((option) => Array.from({ length: option.needed }, () => option.people));
  const seatOf = new Map<string, number>();
  const place = (seat: number, tried: Set<string>): boolean => {
    const people = seats[seat] ?? [];
    const free = people.find((person) => !seatOf.has(person));
    if (free !== undefined) {
      seatOf.set(free, seat);
      return true;
    }
    for (const person of people) {
      if (tried.has(person)) continue;
      tried.add(person);
      const occupied = seatOf.get(person);
      if (occupied === undefined || !place(occupied, tried)) continue;
      seatOf.set(person, seat);
      return true;
    }
    return false;
  };
  return seats.every((_, seat) => place(seat, new Set()));
}

const countIn = (people: ReadonlySet<string> | undefined, answers: ReadonlySet<string>): number => {
  let count = 0;
  for (const person of answers) if (people?.has(person)) count++;
  return count;
};

/** The rule in one sentence: "1 of team payments at level 2, and 1 of team security; nobody counts twice". */
export function describeRule(rule: ApprovalRule): string {
  const sets = rule.sets.map((set) => set.thresholds.map(describeThreshold).join(" or "));
  const sentence =
    sets.length > 1
      ? sets.map((set) => (set.includes(" or ") ? `(${set})` : set)).join(", and ")
      : (sets[0] ?? "nobody");
  return rule.distinctPeople && rule.sets.length > 1 ? `${sentence}; nobody counts twice` : sentence;
}

function describeThreshold(threshold: Threshold): string {
  const from =
    threshold.from === null ? "those this route pages" : threshold.from.map(describeTarget).join(", ");
  const level = threshold.level > 1 ? ` at level ${threshold.level}` : "";
  const limits = Object.entries(threshold.upTo ?? {}).map(([name, most]) => ` up to ${name} ${most}`);
  return `${threshold.approve} of ${from === "" ? "nobody" : from}${level}${limits.join(" and")}`;
}

function describeTarget(target: Target): string {
  switch (target.kind) {
    case "person":
      return target.id;
    case "manager":
      return `the manager of ${target.id}`;
    case "agent":
      return target.id === "owner" ? "the agent's owner" : "the manager of the agent's owner";
    case "group":
      return `the Slack group ${target.id}`;
    default:
      return `${target.kind} ${target.id}`;
  }
}
