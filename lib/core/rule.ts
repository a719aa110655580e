import { sha256 } from "./canonical-json";
import { type ConditionResult, evaluateCondition } from "./condition";
import type { ConditionContext, Counters, Denial, History, PathStep, Weekday } from "./condition-types";
import { type Meter, newMeter } from "./condition-values";
import {
  EVALUATION_FAILED,
  type Finding,
  indeterminateFinding,
  prohibition,
  registryFindings,
  tierFinding,
} from "./finding";
import type { CompiledPolicies, CompiledPolicy, PolicySet } from "./policy";
import { combine, type Ruling } from "./ruling";
import {
  consideredSurfaces,
  highestImpact,
  type Reversibility,
  resolveSurface,
  type Surface,
} from "./surface";
import { type Counted, type ThrottleLog, type ThrottleUses, throttleLog, withinLimit } from "./throttle";

/** Compiled policies asked about one action. */

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
    readonly path: readonly PathStep[];
  };
  /** The person the agent acts for, if any. */
  readonly onBehalfOf: string | null;
  readonly delegation: readonly { readonly agent: string }[];
  /** The highest class of what the chain handed on; left out: nothing is known of it. */
  readonly chainReversibility?: Reversibility | null;
  readonly organisation: {
    readonly id: string;
    readonly time: Date;
    /** In the organisation's time zone. */
    readonly hour: number;
    readonly weekday: Weekday;
  };
  /** What only the database knows; there only when a rule reads it. */
  readonly recorded?: RecordedFacts;
  /** What throttles with a limit have let through; left out: nothing. */
  readonly uses?: ThrottleUses;
};

export type RecordedFacts = {
  readonly counters?: Counters;
  readonly history?: History;
  readonly denials?: readonly Denial[];
};

export type RulingOptions = {
  readonly meter?: Meter;
  readonly trial?: Trial | null;
};

/** Rules tried out: what is in shadow besides says nothing. */
export type Trial = {
  /** A rule that counts whatever its mode. */
  readonly inForce: string | null;
  /** Rules that start by this instant have started, whenever the action is; in milliseconds since the epoch. */
  readonly startedBy: number;
};

const IN_EARNEST: RulingOptions = {};

/** The gate's answer. It never throws: what goes wrong goes to a person, or is blocked where agents may not act. */
export function rule(
  compiled: CompiledPolicies,
  input: PolicyInput,
  { meter = newMeter(), trial = null }: RulingOptions = IN_EARNEST,
): Ruling {
  let considered: readonly (Surface | null)[] = [];
  try {
    const resolution = resolveSurface(compiled.registry, input);
    considered = consideredSurfaces(resolution);
    const asking: Asking = {
      input,
      meter,
      trial,
      defects: [],
      isCovered: resolution.kind !== "unregistered",
      counted: [],
      now: trial?.startedBy ?? input.organisation.time.getTime(),
    };
    const said = considered.map((surface) => ask(compiled, surface, asking));
    const registry = registryFindings(resolution, compiled.unregistered);
    const without = combine([...registry, ...said.flat()], versionOf(compiled, considered), []);
    const shadow = considered.flatMap((surface, index) =>
      askShadow(compiled, surface, asking).map(({ finding, policy }) => {
        const others = said.flatMap((findings, at) => (at === index ? besides(findings) : findings));
        const would = combine([...registry, ...others, finding, ...prohibition(surface)], "", []);
        const { verdict, reasonCode } = finding;
        return { policy, verdict, reasonCode, wouldBe: would.verdict };
      }),
    );
    const { counted } = asking;
    const ruling = { ...without, shadow, ...(counted.length > 0 ? { counted } : {}) };
    return asking.defects.length > 0 ? { ...ruling, defect: asking.defects[0] } : ruling;
  } catch (defect) {
    const findings = [EVALUATION_FAILED, ...considered.flatMap((surface) => prohibition(surface))];
    return { ...combine(findings, versionOf(compiled, considered), []), defect };
  }
}

/** Every log a rule may ask about for this action: what has to be read before it is ruled on. */
export function throttleLogs(
  compiled: CompiledPolicies,
  input: Pick<PolicyInput, "surface" | "tool"> & { readonly agent: string },
): readonly ThrottleLog[] {
  return consideredSurfaces(resolveSurface(compiled.registry, input)).flatMap((surface) => {
    const named = { agent: input.agent, tool: input.tool, surface: surface?.id ?? null };
    return setsFor(compiled, surface)
      .flatMap(({ own }) => own)
      .flatMap(({ policy }) => throttleLog(policy, named) ?? []);
  });
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
  readonly trial: Trial | null;
  readonly counted: Counted[];
  /** By when a rule must have started; milliseconds since the epoch. */
  readonly now: number;
};

/** What is left of a surface's findings when another rule speaks as well: the tier speaks only when no rule does. */
const besides = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ rule }) => rule !== null);

const inForce = (set: PolicySet, trial: Trial | null): readonly CompiledPolicy[] =>
  trial === null || trial.inForce === null
    ? set.enforced
    : set.own.filter(({ policy }) => policy.mode === "enforce" || policy.id === trial.inForce);

/** What a rule says of this action: its condition, and beyond which limit. */
function answerOf(
  policy: CompiledPolicy,
  surface: Surface | null,
  context: ConditionContext,
  { input, meter, counted }: Asking,
): ReturnType<typeof withinLimit> {
  const answer = evaluate(policy, context, meter);
  if (!policy.policy.limit) return answer;
  const named = { agent: input.agent.id, tool: input.tool, surface: surface?.id ?? null };
  const { uses = () => null, organisation } = input;
  return withinLimit(policy, answer, { named, uses, now: organisation.time, counted });
}

function ask(compiled: CompiledPolicies, surface: Surface | null, asking: Asking): readonly Finding[] {
  const context = conditionContext(asking.input, surface);
  const findings: Finding[] = [];
  for (const set of setsFor(compiled, surface)) {
    for (const policy of inForce(set, asking.trial)) {
      if (policy.startsAt > asking.now) continue;
      const answer = answerOf(policy, surface, context, asking);
      if (answer.result !== false) findings.push(findingOf(policy, answer, asking));
    }
  }
  if (findings.length > 0) return [...findings, ...prohibition(surface)];
  return surface ? [tierFinding(surface)] : [];
}

type Answered = Exclude<ConditionResult, { result: false }> & { readonly over?: Finding };

function findingOf({ policy, finding: held }: CompiledPolicy, answer: Answered, asking: Asking): Finding {
  const found = answer.result === true ? (answer.over ?? held) : indeterminateFinding(policy, answer);
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
  asking: Asking,
): readonly { readonly policy: string; readonly finding: Finding }[] {
  const { input, trial, now } = asking;
  if (trial) return NOTHING;
  const policies = setsFor(compiled, surface).flatMap(({ shadow, dated }) =>
    dated.length === 0 ? shadow : [...shadow, ...dated.filter(({ startsAt }) => startsAt > now)],
  );
  if (policies.length === 0) return NOTHING;
  const context = conditionContext(input, surface);
  const tried: Asking = { ...asking, meter: newMeter(), defects: [] };
  return policies.flatMap((policy) => {
    const answer = answerOf(policy, surface, context, tried);
    if (answer.result === false) return [];
    return [{ policy: policy.policy.id, finding: findingOf(policy, answer, tried) }];
  });
}

const NOTHING: readonly never[] = [];

/**
 * What the conditions of policies and routes see. Routes pass the governing surface, which is null for an action
 * that no surface covers.
 */
export function conditionContext(input: PolicyInput, surface: Surface | null): ConditionContext {
  const { run, organisation, recorded } = input;
  return {
    agent: { id: input.agent.id, owner: input.agent.owner },
    action: {
      surface: surface?.id ?? null,
      tool: input.tool,
      tool_version: input.toolVersion,
      tier: surface?.tier ?? null,
      reversibility: highestImpact([surface?.reversibility ?? null, input.chainReversibility ?? null]),
    },
    surface: surface?.id ?? null,
    tool: input.tool,
    args: input.args,
    facts: input.facts,
    path: {
      tools: run.path.map((step) => step.tool),
      steps: run.path,
      length: run.path.length,
      sources: sourcesOf(run.path),
      denials: recorded?.denials,
    },
    run: { id: run.id, task: run.task, step: run.step },
    subject: input.onBehalfOf,
    delegation: input.delegation.map(({ agent }) => ({ agent })),
    org: {
      id: organisation.id,
      time: organisation.time,
      hour: organisation.hour,
      weekday: organisation.weekday,
      counters: recorded?.counters,
    },
    history: recorded?.history,
  };
}

const sourcesOf = (path: readonly PathStep[]): readonly string[] => {
  if (path.length === 0) return NOWHERE;
  return [...new Set(path.flatMap(({ source }) => source ?? []))];
};
const NOWHERE: readonly string[] = [];
