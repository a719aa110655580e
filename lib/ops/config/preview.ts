import { ProposeInput, type Ruling } from "@/lib/contract/actions";
import type { RoutePreviewInput } from "@/lib/contract/config";
import { DomainError } from "@/lib/contract/errors";
import { nextRequestAt, opening as openingState, type RequestState } from "@/lib/core/approval-request";
import { approversNow } from "@/lib/core/authority";
import { decide, question } from "@/lib/core/decide";
import { addSeconds } from "@/lib/core/escalation-route";
import { type AnyEvent, applyEvents } from "@/lib/core/fold";
import { BatchFacts, prepare } from "../actions/intake-facts";
import { checkSchema } from "../actions/intake-plan";
import { openingFor } from "../actions/opening";
import { ruleOn } from "../actions/ruling";
import type { Context } from "../context";
import type { Moment, Opening } from "../requests/transact";
import { reading } from "../requests/world";
import { refuseNoun } from "./collections";

type PreviewedStep = { readonly at: string; readonly people: string[]; readonly skipped: boolean };
type Problem = { readonly code: string; readonly message: string };

export type RoutePreview = {
  readonly ruling: Ruling;
  /** Null, with everything after it empty, when the action would not be escalated. */
  readonly route: string | null;
  readonly deadline_at: string | null;
  readonly steps: PreviewedStep[];
  readonly approvers: string[];
  readonly problems: Problem[];
};

/** Not a slug, so no agent can be called this. */
const NO_AGENT = "(any agent)";

/**
 * What would happen to an action proposed at an instant (by default now): how the gate rules, whom the route pages when
 * if nobody answers, and who could approve. The same code as when it happens, and nothing is written.
 * Errors: invalid, schema_mismatch.
 */
export async function previewRoute(ctx: Context, input: RoutePreviewInput): Promise<RoutePreview> {
  refuseNoun(ctx, "routes");
  const { organisation } = ctx.actor;
  const { current, now } = await reading(organisation);
  const moment: Moment = {
    organisation,
    now: input.at === undefined ? now : new Date(input.at),
    current,
    pinned: new Map([[current.version, current]]),
  };
  const agent = agentFor(moment, input.agent);
  const prepared = prepare(moment, {
    input: parseAction(input.action),
    idempotency: null,
    supersedes: null,
    actor: { kind: "agent", organisation, agent, keyId: "" },
  });
  checkSchema(moment, prepared, "/action");
  // An agent that has asked for nothing lately: what is previewed is the rules, not the rush.
  const facts = new BatchFacts([prepared], {
    liveKeys: new Set(),
    replies: [],
    earlier: [],
    rates: [],
    open: [],
  });
  const ruling = ruleOn(moment, facts, prepared);
  if (ruling.view.verdict !== "escalate") return notEscalated(ruling.view);
  return escalated(moment, ruling.view, openingFor(moment, prepared, ruling, "act_preview"));
}

const notEscalated = (ruling: Ruling): RoutePreview => ({
  ruling,
  route: null,
  deadline_at: null,
  steps: [],
  approvers: [],
  problems: [],
});

function escalated(moment: Moment, ruling: Ruling, opening: Opening): RoutePreview {
  const { route } = opening.subject;
  const { first, last, steps } = climb(moment, opening);
  const world = { now: moment.now, directory: moment.current.directory, route };
  const approvers = approversNow(question(first, world));
  return {
    ruling,
    route: route.id,
    deadline_at: first.deadlineAt.toISOString(),
    steps: [...steps, ...neverFired(opening, last)],
    approvers: [...approvers],
    problems: problemsOf(opening, last, approvers),
  };
}

type Climb = {
  /** As opened. */
  readonly first: RequestState;
  /** Just before its deadline, nobody having answered. */
  readonly last: RequestState;
  readonly steps: readonly PreviewedStep[];
};

/** Let the clock run from the opening to the deadline. */
function climb(moment: Moment, { subject, events }: Opening): Climb {
  const { route } = subject;
  const [opened] = events;
  if (opened?.type !== "opened") throw new Error("a request begins with its opening");
  const before = openingState(subject.requestId, opened, moment.now);
  const first = applyEvents(before, events, moment.now, route);
  const steps = stepsIn(events, moment.now);
  let state = first;
  for (;;) {
    const at = nextRequestAt(state, route);
    if (!at || at.getTime() >= state.deadlineAt.getTime()) return { first, last: state, steps };
    const world = { now: at, directory: moment.current.directory, route };
    const ticked = decide(state, { type: "tick" }, world).events;
    if (ticked.length === 0) throw new Error("a request waits for an instant at which nothing happens");
    state = applyEvents(state, ticked, at, route);
    steps.push(...stepsIn(ticked, at));
  }
}

function stepsIn(events: readonly AnyEvent[], at: Date): PreviewedStep[] {
  return events.flatMap((event): PreviewedStep[] => {
    if (event.type === "step_entered")
      return [{ at: at.toISOString(), people: [...event.people], skipped: false }];
    return event.type === "step_skipped" ? [{ at: at.toISOString(), people: [], skipped: true }] : [];
  });
}

/** Steps of the first round that the deadline comes before. */
function neverFired({ subject }: Opening, last: RequestState): PreviewedStep[] {
  return subject.route.steps.slice(last.ladder.nextPosition).map(({ afterSeconds }) => ({
    at: addSeconds(last.openedAt, afterSeconds).toISOString(),
    people: [],
    skipped: true,
  }));
}

function problemsOf(opening: Opening, last: RequestState, approvers: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, message: string) => problems.push({ code, message });
  if (last.unroutable)
    add(
      "unroutable",
      approvers.length === 0
        ? "Nobody could approve it: the fallback is paged at once, and it is denied at its deadline."
        : "Too few people could approve it: the fallback is paged at once, and it is denied at its deadline.",
    );
  if (last.paged.length === 0)
    add(
      "nobody_paged",
      "None of the route's steps reaches anybody: the organisation's fallback is paged instead.",
    );
  else if (approvers.length > 0 && !approvers.some((person) => last.reached.includes(person)))
    add("no_approver_paged", "Nobody who is paged may approve it, and nobody who may approve it is paged.");
  neverFired(opening, last).forEach((_, index) => {
    const number = last.ladder.nextPosition + index + 1;
    add("step_after_deadline", `Step ${number} never fires: it is not before the deadline.`);
  });
  return problems;
}

function agentFor({ current }: Moment, agent: string | undefined): string {
  if (agent === undefined) return NO_AGENT;
  if (current.agents.has(agent)) return agent;
  throw new DomainError("invalid", "The preview names an agent that is not configured.", {
    errors: [{ path: "/agent", message: `there is no agent called ${agent}` }],
  });
}

/** What would be sent to `POST /api/v1/actions`, read by the same schema. */
function parseAction(action: RoutePreviewInput["action"]): ProposeInput {
  const parsed = ProposeInput.safeParse(action);
  if (parsed.success) return parsed.data;
  throw new DomainError("invalid", "The action is not one that could be proposed.", {
    errors: parsed.error.issues.map(({ path, message }) => ({
      path: ["/action", ...path.map(String)].join("/"),
      message,
    })),
  });
}
