import { canonicalJson, sha256 } from "./canonical-json";
import { hint } from "./closest";
import { type Condition, type ConditionSubject, compileCondition } from "./condition";
import type { ConditionProblem } from "./condition-scope";
import { type Finding, policyFinding } from "./finding";
import { createRegistry, type Surface, type SurfaceRegistry } from "./surface";
import type { ThrottleLimit } from "./throttle";

/**
 * A **policy** is one rule as code: on a surface, when a condition holds, a verdict. Policies are compiled once;
 * ruling on an action (rule.ts) then asks only those of its surface, and answers whatever happens.
 *
 * The order of the file is not an order of precedence. Every rule is asked and the strictest answer wins, so adding
 * a rule can only make the gate stricter where it applies, except that a rule replaces the tier's default.
 */
export type Verdict = "allow" | "throttle" | "sandbox" | "escalate" | "block";

export type Policy = {
  readonly id: string;
  /** Null: every surface, and tools that no surface covers. */
  readonly surface: string | null;
  /** A condition; null: always. */
  readonly when: string | null;
  readonly verdict: Verdict;
  readonly mode: "enforce" | "shadow";
  /** From this instant on `enforce` counts; before it the rule is in shadow. Null or left out: at once. */
  readonly from?: Date | null;
  /** Who answers for the rule. */
  readonly owner?: string | null;
  /** Where an escalation goes. */
  readonly route?: string | null;
  readonly reasonCode?: string | null;
  readonly reason?: string | null;
  readonly retryAfterSeconds?: number | null;
  readonly constraints?: Readonly<Record<string, unknown>> | null;
  /** Of a throttle: it speaks only beyond it. */
  readonly limit?: ThrottleLimit | null;
};

export type PolicyProblem = ConditionProblem & { readonly policy: string };

export type CompiledPolicy = {
  readonly policy: Policy;
  /** Null: always true. Broken policies stay in force as conditions without an answer. */
  readonly condition: Condition | null | "broken";
  /** What it says when it holds; the same every time, so it is made once. */
  readonly finding: Finding;
  /** Milliseconds since the epoch; always, for a rule without a start. */
  readonly startsAt: number;
};

/** The policies of one surface, or those for all, in the order of the file. */
export type PolicySet = {
  /** All of them, whatever their mode. */
  readonly own: readonly CompiledPolicy[];
  /** Also those whose start is still to come: until then they are in shadow. */
  readonly enforced: readonly CompiledPolicy[];
  readonly shadow: readonly CompiledPolicy[];
  /** Those of `enforced` that have a start. */
  readonly dated: readonly CompiledPolicy[];
  /** Content hash over everything the ruling depends on. */
  readonly version: string;
  /** The canonical JSON under the hash. A surface's names the version of the policies for all: keep both. */
  readonly content: string;
};

export type CompiledPolicies = {
  readonly registry: SurfaceRegistry;
  readonly bySurface: ReadonlyMap<string, PolicySet>;
  /** Asked about every action, after the surface's own. Kept once: surfaces times policies would be a lot. */
  readonly everywhere: PolicySet;
  /** What becomes of a tool that no surface covers. */
  readonly unregistered: Unregistered;
};

export type Unregistered = "ask" | "deny";

/**
 * Always gives a set that rules, and fails closed where a policy does not compile; the problems are for whoever
 * saves one, who should not be able to.
 */
export function compilePolicies(
  policies: readonly Policy[],
  surfaces: readonly Surface[],
  unregistered: Unregistered = "ask",
): { readonly compiled: CompiledPolicies; readonly problems: readonly PolicyProblem[] } {
  const { registry } = createRegistry(surfaces);
  const problems: PolicyProblem[] = [];
  const seen = new Set<string>();
  const subjects = new Map(surfaces.map(({ id, inputSchema }) => [id, { surface: id, inputSchema }]));
  const grouped = new Map<string | null, CompiledPolicy[]>();
  for (const policy of policies) {
    if (seen.has(policy.id)) problems.push({ policy: policy.id, message: "this id is used twice" });
    seen.add(policy.id);
    const compiled = compilePolicy(policy, subjects, problems.length < HINTED_PROBLEMS);
    problems.push(...compiled.problems.map((problem) => ({ ...problem, policy: policy.id })));
    const group = grouped.get(policy.surface) ?? [];
    group.push(compiled.policy);
    grouped.set(policy.surface, group);
  }
  const everywhere = policySet(grouped.get(null) ?? [], {
    surface: null,
    ...(unregistered === "deny" ? { unregistered } : {}),
  });
  const bySurface = [...registry.surfaces.values()].map((surface) => {
    const { id, tier, reversibility } = surface;
    const about = { surface: { id, tier, reversibility }, everywhere: everywhere.version };
    return [id, policySet(grouped.get(id) ?? [], about)] as const;
  });
  return { compiled: { registry, bySurface: new Map(bySurface), everywhere, unregistered }, problems };
}

/** Whoever makes more mistakes than this has not misspelt something. */
const HINTED_PROBLEMS = 20;

function compilePolicy(
  policy: Policy,
  subjects: ReadonlyMap<string, ConditionSubject>,
  withHint: boolean,
): { readonly policy: CompiledPolicy; readonly problems: readonly ConditionProblem[] } {
  const problems: ConditionProblem[] = [];
  const subject = policy.surface === null ? null : subjects.get(policy.surface);
  if (policy.surface !== null && !subject)
    problems.push(unknownSurface(policy.surface, withHint ? subjects.keys() : []));
  let condition: CompiledPolicy["condition"] = null;
  if (policy.when !== null) {
    const result = compileCondition(policy.when, subject);
    condition = result.ok ? result.condition : "broken";
    if (!result.ok) problems.push(...result.errors);
  }
  const startsAt = policy.from?.getTime() ?? Number.NEGATIVE_INFINITY;
  return { policy: { policy, condition, finding: policyFinding(policy), startsAt }, problems };
}

function unknownSurface(id: string, surfaces: Iterable<string>): ConditionProblem {
  return { message: `there is no surface ${id}${hint(id, surfaces)}`, identifier: id };
}

function policySet(own: readonly CompiledPolicy[], about: Readonly<Record<string, unknown>>): PolicySet {
  const content = canonicalJson({
    v: 1,
    ...about,
    policies: own.map(({ policy }) => ({
      id: policy.id,
      when: policy.when,
      verdict: policy.verdict,
      mode: policy.mode,
      route: policy.route ?? null,
      reason_code: policy.reasonCode ?? null,
      reason: policy.reason ?? null,
      retry_after_seconds: policy.retryAfterSeconds ?? null,
      constraints: policy.constraints ?? null,
      // Left out where there is none: what was ruled before there were any keeps its hash.
      ...(policy.from ? { from: policy.from.toISOString() } : {}),
      ...(policy.owner ? { owner: policy.owner } : {}),
      ...(policy.limit ? { limit: { ...policy.limit } } : {}),
    })),
  });
  const enforced = own.filter(({ policy }) => policy.mode === "enforce");
  return {
    own,
    enforced,
    dated: enforced.filter(({ startsAt }) => Number.isFinite(startsAt)),
    shadow: own.filter(({ policy }) => policy.mode === "shadow"),
    version: sha256(content),
    content,
  };
}
