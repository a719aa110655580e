import { unite } from "./constraints";
import { EVALUATION_FAILED, type Finding, finding, LEAD, REASON } from "./finding";
import type { Verdict } from "./policy";
import type { Counted } from "./throttle";

/**
 * A **ruling** is the gate's answer to one proposed action: a verdict and everything that led to it.
 */
export type Ruling = {
  readonly verdict: Verdict;
  readonly reasonCode: string;
  /** One sentence of ours for people; it quotes neither the agent nor its arguments. */
  readonly reason: string;
  /** Every rule that determined the verdict, in the order of the policies. */
  readonly rules: readonly string[];
  /** The route a determining rule names; null leaves the choice to the routes' own conditions. */
  readonly route: string | null;
  /** Content hash of the policies and surfaces that were considered. */
  readonly policyVersion: string;
  readonly retryAfterSeconds: number | null;
  readonly constraints: Readonly<Record<string, unknown>>;
  /** What rules in shadow would have said. They decide nothing. */
  readonly shadow: readonly ShadowFinding[];
  /** What throttles with a limit counted, in force and in shadow; left out where there are none. */
  readonly counted?: readonly Counted[];
  /** With `evaluation_error`: what was thrown, for the log. Not part of the answer. */
  readonly defect?: unknown;
};

export type ShadowFinding = {
  readonly policy: string;
  readonly verdict: Verdict;
  readonly reasonCode: string;
  /** What the ruling would have been with this rule in force as well. */
  readonly wouldBe: Verdict;
};

/** Precedence: a later verdict always beats an earlier one. */
export const VERDICTS = [
  "allow",
  "sandbox",
  "throttle",
  "escalate",
  "block",
] as const satisfies readonly Verdict[];

const rank = (finding: Finding): number => VERDICTS.indexOf(finding.verdict);

/**
 * The strictest finding wins, and all findings of that verdict determine the ruling. There is always one: callers
 * add the tier's or the registry's own. Without any, nothing is known, and that goes to a person.
 */
export function combine(
  findings: readonly Finding[],
  policyVersion: string,
  shadow: readonly ShadowFinding[],
): Ruling {
  const top = Math.max(...findings.map(rank));
  const determining = findings.filter((candidate) => rank(candidate) === top);
  const byLead = determining.toSorted((left, right) => left.lead - right.lead);
  const [leading] = byLead;
  if (!leading) return combine([EVALUATION_FAILED], policyVersion, shadow);
  const constraints = unite(determining.map((candidate) => candidate.constraints));
  if (!constraints) return combine([...findings, ...conflict(determining)], policyVersion, shadow);
  const rules = new Set(determining.flatMap((candidate) => candidate.rule ?? []));
  const waits = determining.map((candidate) => candidate.retryAfterSeconds ?? 0);
  return {
    verdict: leading.verdict,
    reasonCode: leading.reasonCode,
    reason: sentence(leading, rules.size - 1),
    rules: [...rules],
    route: byLead.find((candidate) => candidate.route !== null)?.route ?? null,
    policyVersion,
    retryAfterSeconds: leading.verdict === "throttle" ? Math.max(...waits) : null,
    constraints,
    shadow,
  };
}

function sentence(leading: Finding, others: number): string {
  if (leading.rule === null || others < 1) return leading.reason;
  return `${leading.reason} ${others} more ${others === 1 ? "rule" : "rules"} to the same effect.`;
}

/** A conflict escalates in the name of every rule that is in it. */
function conflict(determining: readonly Finding[]): readonly Finding[] {
  const rules = determining.flatMap((candidate) => candidate.rule ?? []);
  const reason = `The rules ${rules.join(", ")} ask for different limits, so a person must decide.`;
  return rules.map((rule) => ({
    ...finding("escalate", REASON.constraintConflict, reason, LEAD.rule),
    rule,
  }));
}
