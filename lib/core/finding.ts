import type { ConditionResult } from "./condition";
import type { Policy, Unregistered, Verdict } from "./policy";
import type { Surface, SurfaceResolution, Tier } from "./surface";

/**
 * A **finding** is one thing that speaks for a verdict: a rule that holds, a rule that has no answer, the tier of the
 * surface, or the registry that does not believe the claim. A ruling is made of findings.
 */

/**
 * The reason codes that the gate itself gives; a rule may bring its own. They are wire and evidence: a code is never
 * given another meaning.
 */
export const REASON = {
  /** No rule applies and the surface's tier lets the agent act. */
  tierAutonomous: "tier_autonomous",
  /** No rule applies and the surface needs a standing grant; whoever opens the request looks for one. */
  tierPreapproved: "tier_preapproved",
  /** No rule applies and the surface's tier asks a person every time. */
  tierApproval: "tier_approval",
  /** The surface is prohibited, whatever its rules say. */
  tierProhibited: "tier_prohibited",
  /** No registered surface covers the tool, or the surface named does not exist. */
  unregisteredTool: "unregistered_tool",
  /** The tool belongs to another surface than the one named. */
  surfaceMismatch: "surface_mismatch",
  /** A rule has no answer: a value it reads is missing, of the wrong kind or too large. */
  conditionIndeterminate: "condition_indeterminate",
  /** An agent in the delegation chain is not registered. */
  delegationUnknown: "delegation_unknown",
  /** The evaluation itself failed. */
  evaluationError: "evaluation_error",
  /** Two sandbox rules ask for different values of one constraint. */
  constraintConflict: "constraint_conflict",
  /** A rule without a reason code of its own. */
  ruleAllow: "rule_allow",
  ruleThrottle: "rule_throttle",
  ruleSandbox: "rule_sandbox",
  ruleEscalate: "rule_escalate",
  ruleBlock: "rule_block",
} as const;

export type Finding = {
  readonly verdict: Verdict;
  readonly reasonCode: string;
  readonly reason: string;
  /** Null when no rule said it: the tier, or the registry. */
  readonly rule: string | null;
  readonly route: string | null;
  readonly retryAfterSeconds: number | null;
  readonly constraints: Readonly<Record<string, unknown>>;
  /** Which of several findings with the winning verdict speaks first: the lowest. */
  readonly lead: number;
};

export const LEAD = { registry: 0, rule: 1, indeterminate: 2, tier: 3 } as const;

/** A finding that no rule made. */
export const finding = (verdict: Verdict, reasonCode: string, reason: string, lead: number): Finding => ({
  verdict,
  reasonCode,
  reason,
  rule: null,
  route: null,
  retryAfterSeconds: null,
  constraints: {},
  lead,
});

/** What a surface says when no rule does, or in spite of them. */
export function tierFinding(surface: Surface): Finding {
  const { verdict, code, says } = TIER_DEFAULTS[surface.tier];
  return finding(verdict, code, `${says} (surface ${surface.id}).`, LEAD.tier);
}

type TierDefault = { readonly verdict: Verdict; readonly code: string; readonly says: string };

const TIER_DEFAULTS: Readonly<Record<Tier, TierDefault>> = {
  autonomous: {
    verdict: "allow",
    code: REASON.tierAutonomous,
    says: "No rule applies, and agents may do this on their own",
  },
  preapproved: {
    verdict: "escalate",
    code: REASON.tierPreapproved,
    says: "No rule applies, and this needs a standing grant or a person's approval",
  },
  approval: {
    verdict: "escalate",
    code: REASON.tierApproval,
    says: "No rule applies, and this needs a person's approval",
  },
  prohibited: {
    verdict: "block",
    code: REASON.tierProhibited,
    says: "Agents may not do this",
  },
};

/** Without advice of its own, a throttled agent waits this long. */
const RETRY_AFTER_SECONDS = 60;

export const policyFinding = (policy: Policy): Finding => ({
  verdict: policy.verdict,
  reasonCode: policy.reasonCode ?? RULE_CODES[policy.verdict],
  reason: policy.reason ?? ruleReason(policy.id, policy.verdict),
  rule: policy.id,
  route: policy.route ?? null,
  retryAfterSeconds: policy.retryAfterSeconds ?? (policy.verdict === "throttle" ? RETRY_AFTER_SECONDS : null),
  constraints: policy.verdict === "sandbox" ? (policy.constraints ?? {}) : {},
  lead: LEAD.rule,
});

const RULE_SAYS: Readonly<Record<Verdict, string>> = {
  allow: "allows this",
  throttle: "asks the agent to slow down",
  sandbox: "allows this within limits",
  escalate: "asks for a person's approval",
  block: "forbids this",
};

const ruleReason = (rule: string, verdict: Verdict): string => `Rule ${rule} ${RULE_SAYS[verdict]}.`;

const RULE_CODES: Readonly<Record<Verdict, string>> = {
  allow: REASON.ruleAllow,
  throttle: REASON.ruleThrottle,
  sandbox: REASON.ruleSandbox,
  escalate: REASON.ruleEscalate,
  block: REASON.ruleBlock,
};

type Unanswered = Extract<ConditionResult, { result: "indeterminate" }>;

/** A rule without an answer asks a person, whatever its verdict would have been. It never counts as false. */
export function indeterminateFinding(policy: Policy, { failure, why }: Unanswered): Finding {
  const code = failure === "error" ? REASON.evaluationError : REASON.conditionIndeterminate;
  const reason = `Rule ${policy.id} has no answer (${why}), so a person must decide.`;
  const route = policy.route ?? null;
  return { ...finding("escalate", code, reason, LEAD.indeterminate), rule: policy.id, route };
}

/** What the registry itself has to say about the claim. */
export function registryFindings(
  resolution: SurfaceResolution,
  unregistered: Unregistered,
): readonly Finding[] {
  switch (resolution.kind) {
    case "registered":
      return [];
    case "mismatch":
      return [
        finding(
          "escalate",
          REASON.surfaceMismatch,
          `The tool belongs to the surface ${resolution.actual.id}, and the agent named ${resolution.claimed.id}.`,
          LEAD.registry,
        ),
      ];
    case "unregistered":
      return [unregistered === "deny" ? REFUSED : ASKED];
    default:
      return resolution satisfies never;
  }
}

const ASKED = finding(
  "escalate",
  REASON.unregisteredTool,
  "No registered surface covers this, so a person must decide.",
  LEAD.registry,
);

const REFUSED = finding(
  "block",
  REASON.unregisteredTool,
  "No registered surface covers this, and the organisation refuses what is not registered.",
  LEAD.registry,
);

/** Said of a prohibited surface in spite of its rules. */
export const prohibition = (surface: Surface | null): readonly Finding[] =>
  surface?.tier === "prohibited" ? [tierFinding(surface)] : [];

/** When there is nothing else to say. */
export const EVALUATION_FAILED = finding(
  "escalate",
  REASON.evaluationError,
  "The gate could not rule on this, so a person must decide.",
  LEAD.registry,
);
