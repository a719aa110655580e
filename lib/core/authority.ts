/**
 * May this person answer this request now? Asked when an answer is given and again, for every approval counted, at the
 * moment of the decision: nothing about authority is remembered.
 *
 * **Separation of duties**: the agent's owner, the person it acts for, and the owners of every agent in its delegation
 * chain cannot approve. They may still deny: a denial releases nothing.
 *
 * **Lent authority** counts as the lender's own: at their level, once, and by nobody through whose hands an approval
 * could not pass. Who may answer by themselves answers for themselves.
 */
import type { ApprovalRule, Qualified, Threshold } from "./approval-rule";
import { isMet } from "./approval-rule";
import { borrowersFrom, lendersTo } from "./delegation";
import { type Asked, type Directory, everyoneIn, type Target } from "./directory";
import type { EscalationRoute } from "./escalation-route";

export type Assurance = ApprovalRule["assurance"];
const STRENGTH: Readonly<Record<Assurance, number>> = { slack: 0, session: 1, recent: 2, passkey: 3 };
export const isAtLeast = (held: Assurance, needed: Assurance): boolean => STRENGTH[held] >= STRENGTH[needed];

export type Exclusion = {
  readonly person: string;
  readonly why: "owner" | "subject" | "delegation" | "author";
};

export type AuthorityQuestion = {
  readonly route: EscalationRoute;
  readonly directory: Directory;
  readonly excluded: readonly Exclusion[];
  /** Everyone paged about this request so far. */
  readonly paged: readonly string[];
  /** Whose authority has been used on this request, and by whom. */
  readonly used?: ReadonlyMap<string, string>;
  /** The action's numeric arguments that rules have limits for. Left out where a route is asked about, and no action. */
  readonly amounts?: Readonly<Record<string, number>>;
  readonly now: Date;
};

export type Bar = "self_approval" | "not_eligible" | "authority_insufficient";

/** By whose authority a person may give a verdict now, null for their own; or why they may not. */
export function authorityFor(
  question: AuthorityQuestion,
  person: string,
  verdict: "approve" | "deny",
): { readonly onBehalfOf: string | null } | Bar {
  const own = ownBar(question, person, verdict);
  if (own === null) return { onBehalfOf: null };
  const lender = lendersTo(person, lending(question, verdict)).find(
    (lender) =>
      (question.used?.get(lender) ?? person) === person && ownBar(question, lender, verdict) === null,
  );
  return lender === undefined ? own : { onBehalfOf: lender };
}

/** Why a person may not give a verdict now; null when they may. */
export function bar(question: AuthorityQuestion, person: string, verdict: "approve" | "deny"): Bar | null {
  const authority = authorityFor(question, person, verdict);
  return typeof authority === "string" ? authority : null;
}

/** Does an answer still have the authority it was given by? */
export function isBacked(
  question: AuthorityQuestion,
  { person, onBehalfOf, verdict }: { person: string; onBehalfOf?: string; verdict: "approve" | "deny" },
): boolean {
  if (onBehalfOf === undefined) return ownBar(question, person, verdict) === null;
  const isLent = lendersTo(person, lending(question, verdict)).includes(onBehalfOf);
  return isLent && ownBar(question, onBehalfOf, verdict) === null;
}

/** An approval passes through no hands that may not give one. */
const lending = (question: AuthorityQuestion, verdict: "approve" | "deny") => ({
  directory: question.directory,
  at: question.now,
  passes: (person: string) => verdict === "deny" || !isExcluded(question, person),
});

/** The same of a person alone, whatever others lend them. */
function ownBar(question: AuthorityQuestion, person: string, verdict: "approve" | "deny"): Bar | null {
  const known = question.directory.people.get(person);
  if (!known) return "not_eligible";
  if (verdict === "approve" && isExcluded(question, person)) return "self_approval";
  const open = thresholds(question.route.approval).filter(
    (threshold) => threshold[verdict] > 0 && candidates(threshold, question).has(person),
  );
  if (open.length === 0) return "not_eligible";
  return open.some((threshold) => reaches(threshold, question, known.level, verdict))
    ? null
    : "authority_insufficient";
}

/** High enough, and within the limits. A denial needs no limit: it releases nothing. */
const reaches = (
  threshold: Threshold,
  { amounts }: AuthorityQuestion,
  level: number,
  verdict: "approve" | "deny",
): boolean => level >= threshold.level && (verdict === "deny" || isWithin(threshold, amounts));

/** What is not there, or is no number, is not within a limit. */
function isWithin({ upTo = {} }: Threshold, amounts: AuthorityQuestion["amounts"]): boolean {
  if (amounts === undefined) return true;
  return Object.entries(upTo).every(([name, most]) => {
    const amount = Object.hasOwn(amounts, name) ? amounts[name] : undefined;
    return amount !== undefined && amount <= most;
  });
}

/** For each threshold of the rule, the people who qualify under it now, for each verdict. */
export function qualified(question: AuthorityQuestion): {
  readonly approve: Qualified;
  readonly deny: Qualified;
} {
  const each = (verdict: "approve" | "deny"): Qualified =>
    question.route.approval.sets.map((set) =>
      set.thresholds.map((threshold) => {
        const people = new Set<string>();
        for (const person of candidates(threshold, question)) {
          const level = question.directory.people.get(person)?.level ?? 0;
          if (!reaches(threshold, question, level, verdict)) continue;
          if (verdict === "approve" && isExcluded(question, person)) continue;
          people.add(person);
        }
        return people;
      }),
    );
  return { approve: each("approve"), deny: each("deny") };
}

/** Everyone who could approve now. */
export const approversNow = (question: AuthorityQuestion): readonly string[] => [
  ...counting(question, "approve"),
];

/** Everyone who could approve or deny now. */
export const answerersNow = (question: AuthorityQuestion): ReadonlySet<string> =>
  new Set([...counting(question, "approve"), ...counting(question, "deny")]);

/** The people whose verdict would count under some threshold, and those who may give it in their place. */
function counting(question: AuthorityQuestion, verdict: "approve" | "deny"): ReadonlySet<string> {
  return withBorrowers(question, [...countingThemselves(question, verdict)], verdict);
}

/** People, and whoever may use their authority now in their place. */
export function withBorrowers(
  question: AuthorityQuestion,
  people: readonly string[],
  verdict: "approve" | "deny" = "approve",
): ReadonlySet<string> {
  const borrowers = people.flatMap((lender) => {
    const user = question.used?.get(lender);
    const could = borrowersFrom(lender, lending(question, verdict));
    return user === undefined ? could : could.filter((person) => person === user);
  });
  return new Set([...people, ...borrowers]);
}

function countingThemselves(question: AuthorityQuestion, verdict: "approve" | "deny"): ReadonlySet<string> {
  const people = qualified(question)[verdict];
  return new Set(
    question.route.approval.sets.flatMap((set, setIndex) =>
      set.thresholds.flatMap((threshold, index) =>
        threshold[verdict] > 0 ? [...(people[setIndex]?.[index] ?? [])] : [],
      ),
    ),
  );
}

/** Could the rule be met if everyone who may approve did? */
export function isSatisfiable(question: AuthorityQuestion): boolean {
  return isMet(question.route.approval, qualified(question).approve, new Set(approversNow(question)));
}

const thresholds = (rule: ApprovalRule): readonly Threshold[] => rule.sets.flatMap((set) => set.thresholds);

/** What targets have to know of a request: whose agent asks, and whom a pick passes over. */
export const askedOf = (excluded: readonly Exclusion[], answered: readonly string[] = []): Asked => ({
  owner: excluded.find(({ why }) => why === "owner")?.person ?? null,
  passedOver: new Set([...excluded.map(({ person }) => person), ...answered]),
});

export const isExcluded = (question: Pick<AuthorityQuestion, "excluded">, person: string): boolean =>
  question.excluded.some((exclusion) => exclusion.person === person);

/** Anybody in Slack may be able to put people into a group; that alone lets nobody decide. */
const hasAuthority = (target: Target, directory: Directory): boolean => {
  if (target.kind === "least_loaded") return hasAuthority(target.of, directory);
  return target.kind !== "group" || directory.groups?.get(target.id)?.hasAuthority === true;
};

/**
 * The people a threshold takes answers from, whatever their level. An auditor reads everything and decides nothing, so
 * is nobody here even where a list names them.
 */
function candidates(threshold: Threshold, question: AuthorityQuestion): ReadonlySet<string> {
  const { directory, now, route, paged, excluded } = question;
  const pages = route.steps.flatMap((step) => step.notify);
  const asked = askedOf(excluded);
  const targets = threshold.from ?? pages;
  const counting = targets.filter((target) => hasAuthority(target, directory));
  // Who was paged only for a group that counts for nothing cannot be told from the others afterwards.
  const isPageEnough = threshold.from === null && counting.length === targets.length;
  const named = [...(isPageEnough ? paged : []), ...everyoneIn(counting, directory, now, asked)];
  return new Set(
    named.filter((person) => {
      const role = directory.people.get(person)?.role;
      return role !== undefined && role !== "auditor";
    }),
  );
}
