import { canonicalJson, sha256 } from "./canonical-json";
import { hint } from "./closest";
import {
  type Condition,
  type ConditionResult,
  type ConditionSubject,
  compileCondition,
  evaluateCondition,
} from "./condition";
import type { ConditionProblem } from "./condition-scope";
import type { ConditionContext, Weekday } from "./condition-types";
import { type Meter, newMeter } from "./condition-values";
import {
  EVALUATION_FAILED,
  type Finding,
  indeterminateFinding,
  policyFinding,
  prohibition,
  registryFindings,
  tierFinding,
} from "./finding";
import { combine, type Ruling, type ShadowFinding } from "./ruling";
import {
  consideredSurfaces,
  createRegistry,
  resolveSurface,
  type Surface,
  type SurfaceRegistry,
} from "./surface";

/**
 * A **policy** is one rule as code: on a surface, when a condition holds, a verdict. Policies are compiled once;
 * ruling on an action then asks only those of its surface, and answers whatever happens.
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
  /** Where an escalation goes. */
  readonly route?: string | null;
  readonly reasonCode?: string | null;
  readonly reason?: string | null;
  readonly retryAfterSeconds?: number | null;
  readonly constraints?: Readonly<Record<string, unknown>> | null;
};

export type PolicyProblem = ConditionProblem & { readonly policy: string };

type CompiledPolicy = {
  readonly policy: Policy;
  /** Null: always true. Broken policies stay in force as conditions without an answer. */
  readonly condition: Condition | null | "broken";
  /** What it says when it holds; the same every time, so it is made once. */
  readonly finding: Finding;
};

/** The policies of one surface, or those for all, in the order of the file. */
type PolicySet = {
  readonly enforced: readonly CompiledPolicy[];
  readonly shadow: readonly CompiledPolicy[];
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
};

/** What an agent proposes, as far as rules may look at it. */
export type PolicyInput = {
  readonly agent: { readonly id: string; readonly owner: string | null };
  readonly surface: string | null;
  readonly tool: string | null;
  readonly toolVersion: string | null;
  readonly args: unknown;
  readonly facts: unknown;
  readonly run: {
    readonly id: string | null;
    readonly task: string | null;
    readonly step: number | null;
    readonly path: ConditionContext["path"]["steps"];
  };
  /** The person the agent acts for, if any. */
  readonly onBehalfOf: string | null;
  readonly delegation: readonly { readonly agent: string }[];
  readonly organisation: {
    readonly id: string;
    readonly time: Date;
    /** In the organisation's time zone. */
    readonly hour: number;
    readonly weekday: Weekday;
  };
};

/**
 * Always gives a set that rules, and fails closed where a policy does not compile; the problems are for whoever
 * saves one, who should not be able to.
 */
export function compilePolicies(
  policies: readonly Policy[],
  surfaces: readonly Surface[],
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
  const everywhere = policySet(grouped.get(null) ?? [], { surface: null });
  const bySurface = [...registry.surfaces.values()].map((surface) => {
    const { id, tier, reversibility } = surface;
    const about = { surface: { id, tier, reversibility }, everywhere: everywhere.version };
    return [id, policySet(grouped.get(id) ?? [], about)] as const;
  });
  return { compiled: { registry, bySurface: new Map(bySurface), everywhere }, problems };
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
  return { policy: { policy, condition, finding: policyFinding(policy) }, problems };
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
    })),
  });
  return {
    enforced: own.filter(({ policy }) => policy.mode === "enforce"),
    shadow: own.filter(({ policy }) => policy.mode === "shadow"),
    version: sha256(content),
    content,
  };
}

/** The gate's answer. It never throws: what goes wrong goes to a person, or is blocked where agents may not act. */
export function rule(compiled: CompiledPolicies, input: PolicyInput): Ruling {
  let considered: readonly (Surface | null)[] = [];
  try {
    const resolution = resolveSurface(compiled.registry, input);
    considered = consideredSurfaces(resolution);
    const asking: Asking = {
      input,
      meter: newMeter(),
      defects: [],
      isCovered: resolution.kind !== "unregistered",
    };
    const findings = considered.flatMap((surface) => ask(compiled, surface, asking));
    const shadow = considered.flatMap((surface) => askShadow(compiled, surface, input));
    const ruling = combine(
      [...registryFindings(resolution), ...findings],
      versionOf(compiled, considered),
      shadow,
    );
    return asking.defects.length > 0 ? { ...ruling, defect: asking.defects[0] } : ruling;
  } catch (defect) {
    const findings = [EVALUATION_FAILED, ...considered.flatMap((surface) => prohibition(surface))];
    return { ...combine(findings, versionOf(compiled, considered), []), defect };
  }
}

/** Those of the surface and those for all. */
function setsFor(compiled: CompiledPolicies, surface: Surface | null): readonly PolicySet[] {
  const own = surface && compiled.bySurface.get(surface.id);
  return own ? [own, compiled.everywhere] : [compiled.everywhere];
}

function versionOf(compiled: CompiledPolicies, considered: readonly (Surface | null)[]): string {
  const [first, ...others] = considered.map((surface) => setsFor(compiled, surface)[0]?.version);
  if (first === undefined) return compiled.everywhere.version;
  return others.length === 0 ? first : sha256([first, ...others].join("\n"));
}

type Asking = {
  readonly input: PolicyInput;
  readonly meter: Meter;
  readonly defects: unknown[];
  readonly isCovered: boolean;
};

function ask(compiled: CompiledPolicies, surface: Surface | null, asking: Asking): readonly Finding[] {
  const context = conditionContext(asking.input, surface);
  const findings: Finding[] = [];
  for (const set of setsFor(compiled, surface)) {
    for (const policy of set.enforced) {
      const answer = evaluate(policy, context, asking.meter);
      if (answer.result !== false) findings.push(findingOf(policy, answer, asking));
    }
  }
  if (findings.length > 0) return [...findings, ...prohibition(surface)];
  return surface ? [tierFinding(surface)] : [];
}

type Answered = Exclude<ConditionResult, { result: false }>;

function findingOf({ policy, finding: held }: CompiledPolicy, answer: Answered, asking: Asking): Finding {
  const found = answer.result === true ? held : indeterminateFinding(policy, answer);
  if (answer.result !== true && answer.defect !== undefined) asking.defects.push(answer.defect);
  // What no surface covers goes where the organisation sends such things, not where one surface's rules would.
  return asking.isCovered || policy.surface === null ? found : { ...found, route: null };
}

const ALWAYS: ConditionResult = { result: true };
const BROKEN: ConditionResult = { result: "indeterminate", failure: "error", why: "it does not compile" };

function evaluate({ condition }: CompiledPolicy, context: ConditionContext, meter: Meter): ConditionResult {
  if (condition === null) return ALWAYS;
  return condition === "broken" ? BROKEN : evaluateCondition(condition, context, meter);
}

/** On a meter of its own: what is only tried out must not take the work that the rules in force need. */
function askShadow(
  compiled: CompiledPolicies,
  surface: Surface | null,
  input: PolicyInput,
): readonly ShadowFinding[] {
  const policies = setsFor(compiled, surface).flatMap((set) => set.shadow);
  if (policies.length === 0) return [];
  const context = conditionContext(input, surface);
  const meter = newMeter();
  return policies.flatMap((policy) => {
    const answer = evaluate(policy, context, meter);
    if (answer.result === false) return [];
    const found = answer.result === true ? policy.finding : indeterminateFinding(policy.policy, answer);
    return [{ policy: policy.policy.id, verdict: found.verdict, reasonCode: found.reasonCode }];
  });
}

/**
 * What the conditions of policies and routes see. Routes pass the governing surface, which is null for an action
 * that no surface covers.
 */
export function conditionContext(input: PolicyInput, surface: Surface | null): ConditionContext {
  const { run, organisation } = input;
  return {
    agent: { id: input.agent.id, owner: input.agent.owner },
    action: {
      surface: surface?.id ?? null,
      tool: input.tool,
      tool_version: input.toolVersion,
      tier: surface?.tier ?? null,
      reversibility: surface?.reversibility ?? null,
    },
    surface: surface?.id ?? null,
    tool: input.tool,
    args: input.args,
    facts: input.facts,
    path: { tools: run.path.map((step) => step.tool), steps: run.path, length: run.path.length },
    run: { id: run.id, task: run.task, step: run.step },
    subject: input.onBehalfOf,
    delegation: input.delegation,
    org: {
      id: organisation.id,
      time: organisation.time,
      hour: organisation.hour,
      weekday: organisation.weekday,
    },
  };
}
