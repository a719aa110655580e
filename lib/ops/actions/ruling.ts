import type { AgentRequest, Decision, Ruling } from "@/lib/contract/actions";
import { routeFor } from "@/lib/contract/gate";
import { budgetFinding, exhausted } from "@/lib/core/cost";
import type { Finding } from "@/lib/core/finding";
import { freezeFinding } from "@/lib/core/freeze";
import { openRequestsVerdict, rateVerdict } from "@/lib/core/limits";
import type { PolicyInput } from "@/lib/core/rule";
import { ruleInChain } from "@/lib/core/rule-chain";
import type { Counted } from "@/lib/core/throttle";
import { log } from "@/lib/runtime/log";
import type { Moment } from "../requests/transact";
import type { RulingEvidence } from "./action-context";
import { agentRequestView, decisionView } from "./answer-view";
import { chainOf, chainReversibility } from "./chain";
import { askedOf, type BatchFacts, type Prepared } from "./intake-facts";
import { inputFor, rulingView } from "./policy-input";

/** The gate's answer to one proposal, with what opening a request would need. */
export type GateRuling = {
  readonly view: Ruling;
  /** The route it goes to when it is escalated. */
  readonly route: string;
  /** Whether it uses up the agent's rate: what was throttled or refused at once does not. */
  readonly counts: boolean;
  /** What throttles with a limit counted. */
  readonly counted: readonly Counted[];
  /** With `recently_denied`: the earlier request and its decision. */
  readonly earlier: { readonly request: AgentRequest; readonly decision: Decision } | null;
  readonly evidence: RulingEvidence;
};

/** A finding that no rule made, in the place of what the rules said. */
const found = ({ verdict, reasonCode, reason }: Finding) => ({
  verdict,
  reason_code: reasonCode,
  reason,
  rules: [],
  retry_after_seconds: null,
  constraints: {},
});

/** What is frozen is blocked. A digest a person or a deadline has just refused in this run is refused again; then policy; then limits. */
export function ruleOn(moment: Moment, facts: BatchFacts, prepared: Prepared): GateRuling {
  const recorded = facts.record.of(askedOf(prepared), prepared.place);
  const input = policyInput(moment, prepared, {
    uses: facts.throttles.uses,
    ...(recorded ? { recorded } : {}),
  });
  const { gate, defaultRoute, routes } = moment.current;
  const ruling = ruleInChain(gate.policies, input, chainOf(moment.current, input.delegation));
  if (ruling.defect !== undefined) log().error({ error: ruling.defect }, "a rule could not be evaluated");
  const { counted = [] } = ruling;
  const named = routeFor(gate, ruling, input);
  const base: GateRuling = {
    view: rulingView(ruling),
    route: named !== null && routes.has(named) ? named : defaultRoute,
    counts: true,
    counted,
    earlier: null,
    evidence: { claimed: prepared.waiting.input.surface ?? null, ...(recorded ? { recorded } : {}) },
  };
  const other =
    stopped(facts, prepared, base) ??
    (ruling.verdict === "block"
      ? null
      : (spentUp(moment, facts, prepared, base) ??
        recentlyDenied(facts, prepared, base) ??
        throttled(moment, facts, prepared, base)));
  if (!other) return base;
  const { verdict, reason_code, reason, rules, retry_after_seconds, constraints } = base.view;
  const overruled = { verdict, reason_code, reason, rules, retry_after_seconds, constraints };
  return { ...other, evidence: { ...base.evidence, overruled } };
}

function stopped(facts: BatchFacts, prepared: Prepared, base: GateRuling): GateRuling | null {
  const freeze = facts.frozen(prepared);
  return freeze && { ...base, counts: false, view: { ...base.view, ...found(freezeFinding(freeze)) } };
}

function spentUp(moment: Moment, facts: BatchFacts, prepared: Prepared, base: GateRuling): GateRuling | null {
  const limits = moment.current.agents.get(prepared.facts.agent)?.limits.cost;
  const spent = facts.spent(prepared);
  const span = limits && spent ? exhausted(limits, spent) : null;
  if (!limits || !span) return null;
  return { ...base, counts: false, view: { ...base.view, ...found(budgetFinding(span, limits)) } };
}

/** The action as rules see it; `known` is what only the database knows. */
export function policyInput(
  moment: Pick<Moment, "organisation" | "now" | "current">,
  { facts, waiting }: Pick<Prepared, "facts" | "waiting">,
  known: Pick<PolicyInput, "recorded" | "uses"> = {},
): PolicyInput {
  const { run, delegation, facts: attested } = waiting.input;
  return inputFor(moment, {
    agent: facts.agent,
    // As the agent said it: what it claims of a tool of another surface must not be mended before it is ruled on.
    surface: waiting.input.surface ?? null,
    tool: facts.tool,
    toolVersion: facts.toolVersion,
    args: facts.arguments,
    facts: attested,
    run: { id: facts.run, task: run?.task ?? null, step: run?.step ?? null, path: run?.path ?? [] },
    onBehalfOf: facts.onBehalfOf,
    delegation,
    chainReversibility: chainReversibility(moment.current, delegation),
    ...known,
  });
}

function recentlyDenied(facts: BatchFacts, prepared: Prepared, base: GateRuling): GateRuling | null {
  const earlier = facts.earlier(prepared, "denied");
  const decision = earlier?.state && decisionView(earlier.state, earlier.pages);
  if (!earlier?.state || !decision) return null;
  const request = agentRequestView(
    {
      id: earlier.id,
      routeId: earlier.route_id,
      bindingMessage: earlier.binding_message,
      state: earlier.state,
    },
    earlier.pages,
  );
  return {
    ...base,
    counts: false,
    earlier: { request, decision },
    view: {
      ...base.view,
      verdict: "block",
      reason_code: "recently_denied",
      reason: "The same action was denied in this run a short while ago; the answer stands.",
      rules: [],
      retry_after_seconds: null,
    },
  };
}

function throttled(
  moment: Moment,
  facts: BatchFacts,
  { facts: asked, waiting }: Prepared,
  base: GateRuling,
): GateRuling | null {
  const limits = moment.current.agents.get(asked.agent)?.limits;
  if (!limits || base.view.verdict === "throttle") return null;
  const counts = facts.counts(asked.agent);
  const rate = rateVerdict({
    limitPerMinute: limits.perMinute,
    previousCount: counts.previous,
    currentCount: counts.current,
    secondsIntoMinute: (moment.now.getTime() % 60_000) / 1000,
  });
  if (!rate.allowed)
    return slowedDown(
      base,
      "rate_limited",
      "The agent proposes more a minute than it may.",
      rate.retryAfterSeconds,
    );
  if (base.view.verdict !== "escalate") return null;
  const freed = waiting.supersedes === null ? 0 : 1;
  const open = openRequestsVerdict({ limit: limits.openRequests, openCount: counts.open - freed });
  if (open.allowed) return null;
  return slowedDown(
    base,
    "open_requests_limit",
    "Too many of the agent's requests wait for an answer.",
    open.retryAfterSeconds,
  );
}

const slowedDown = (base: GateRuling, code: string, reason: string, seconds: number | null): GateRuling => ({
  ...base,
  counts: false,
  view: {
    ...base.view,
    verdict: "throttle",
    reason_code: code,
    reason,
    rules: [],
    retry_after_seconds: seconds ?? 60,
  },
});
