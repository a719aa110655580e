import type { PreviewedStep, RouteLadder } from "@/lib/contract/route-preview";
import { nextRequestAt, opening as openingState, type RequestState } from "@/lib/core/approval-request";
import { approversNow } from "@/lib/core/authority";
import { decide } from "@/lib/core/decide";
import { addSeconds, type EscalationRoute, stepIndex } from "@/lib/core/escalation-route";
import { type AnyEvent, applyEvents } from "@/lib/core/fold";
import { question } from "@/lib/core/settle";
import type { Moment, Opening } from "../requests/transact";

type Problems = RouteLadder["problems"];

/**
 * What becomes of a request that nobody answers: opened for real, in memory, and left to the clock until its deadline.
 * The same code as when it happens, so it cannot say anything else.
 */
export function rehearse(moment: Moment, opening: Opening): RouteLadder {
  const { route } = opening.subject;
  const climbed = climb(moment, opening);
  const { first, last, pages } = climbed;
  const world = { now: moment.now, directory: moment.current.directory, route };
  const asked = question(first, world);
  const approvers = approversNow(asked);
  const without = new Set(approversNow({ ...asked, excluded: [] }));
  return {
    route: route.id,
    opened_at: moment.now.toISOString(),
    // The end, not the beginning's promise: a route may give more time to whom it pages late.
    deadline_at: last.deadlineAt.toISOString(),
    steps: [...pages.steps, ...neverFired(route, last)],
    reminders: pages.reminders,
    fallback: pages.fallback,
    approvers: [...approvers],
    excluded: first.excluded
      .filter(({ person }) => without.has(person))
      .map((exclusion) => ({ ...exclusion })),
    problems: problemsOf(opening, last, approvers),
  };
}

type Pages = Pick<RouteLadder, "steps" | "reminders" | "fallback">;
type Climb = {
  /** As opened. */
  readonly first: RequestState;
  /** Just before its deadline, nobody having answered. */
  readonly last: RequestState;
  readonly pages: Pages;
};

/** Let the clock run from the opening to the deadline. */
function climb(moment: Moment, { subject, events }: Opening): Climb {
  const { route } = subject;
  const [opened] = events;
  if (opened?.type !== "opened") throw new Error("a request begins with its opening");
  const before = openingState(subject.requestId, opened, moment.now);
  const first = applyEvents(before, events, moment.now, route);
  const moments = [pagesIn(events, moment.now, route)];
  let state = first;
  for (;;) {
    const at = nextRequestAt(state, route);
    if (!at || at.getTime() >= state.deadlineAt.getTime())
      return { first, last: state, pages: together(moments) };
    const world = { now: at, directory: moment.current.directory, route };
    const ticked = decide(state, { type: "tick" }, world).events;
    if (ticked.length === 0) throw new Error("a request waits for an instant at which nothing happens");
    state = applyEvents(state, ticked, at, route);
    moments.push(pagesIn(ticked, at, route));
  }
}

const together = (moments: readonly Pages[]): Pages => ({
  steps: moments.flatMap(({ steps }) => steps),
  reminders: moments.flatMap(({ reminders }) => reminders),
  fallback: moments.find(({ fallback }) => fallback !== null)?.fallback ?? null,
});

/** What one instant's events amount to, in pages. */
function pagesIn(events: readonly AnyEvent[], at: Date, route: EscalationRoute): Pages {
  const instant = at.toISOString();
  const steps: PreviewedStep[] = [];
  const reminders: Pages["reminders"] = [];
  let fallback: Pages["fallback"] = null;
  for (const event of events) {
    if (event.type === "step_entered") {
      const place = placeOf(route, event.position);
      steps.push({ at: instant, people: [...event.people], skipped: false, ...place, why: null });
    }
    if (event.type === "step_skipped")
      steps.push({
        at: instant,
        people: [],
        skipped: true,
        ...placeOf(route, event.position),
        why: event.why,
      });
    if (event.type === "reminded") reminders.push({ at: instant, people: [...event.paged] });
    if (event.type === "fallback_paged") fallback = { at: instant, people: [...event.paged] };
  }
  return { steps, reminders, fallback };
}

const placeOf = (route: EscalationRoute, position: number): { index: number; round: number } => ({
  index: stepIndex(route, position),
  round: Math.floor(position / Math.max(1, route.steps.length)) + 1,
});

/** Steps of the first round that the deadline comes before. */
function neverFired(route: EscalationRoute, last: RequestState): PreviewedStep[] {
  const { nextPosition } = last.ladder;
  return route.steps.slice(nextPosition).map(({ afterSeconds }, offset) => ({
    at: addSeconds(last.openedAt, afterSeconds).toISOString(),
    people: [],
    skipped: true,
    index: nextPosition + offset,
    round: 1,
    why: "deadline",
  }));
}

function problemsOf(opening: Opening, last: RequestState, approvers: readonly string[]): Problems {
  const { route } = opening.subject;
  const problems: Problems = [];
  const add = (code: string, path: string, message: string) => problems.push({ code, path, message });
  if (last.unroutable)
    add(
      "unroutable",
      "/approval",
      approvers.length === 0
        ? "Nobody could approve it: the fallback is paged at once, and it is denied at its deadline."
        : "Too few people could approve it: the fallback is paged at once, and it is denied at its deadline.",
    );
  if (last.paged.length === 0)
    add(
      "nobody_paged",
      "/steps",
      "None of the route's steps reaches anybody: the organisation's fallback is paged instead.",
    );
  else if (approvers.length > 0 && !approvers.some((person) => last.reached.includes(person)))
    add(
      "no_approver_paged",
      "/steps",
      "Nobody who is paged may approve it, and nobody who may approve it is paged.",
    );
  for (const { index } of neverFired(route, last))
    add(
      "step_after_deadline",
      `/steps/${index}`,
      `Step ${index + 1} never fires: it is not before the deadline.`,
    );
  for (const index of outOfOrder(route))
    add(
      "step_out_of_order",
      `/steps/${index}`,
      `Step ${index + 1} is set before step ${index}: it fires right after it.`,
    );
  const rounds = roundsBegun(route, last);
  if (rounds <= route.repeat && route.steps.length > 0)
    add(
      "ladder_after_deadline",
      "/repeat",
      `The deadline comes before the ladder has been climbed ${route.repeat + 1} times: it begins ${rounds}.`,
    );
  return problems;
}

const outOfOrder = ({ steps }: EscalationRoute): readonly number[] =>
  steps.flatMap(({ afterSeconds }, index) =>
    afterSeconds < (steps[index - 1]?.afterSeconds ?? 0) ? [index] : [],
  );

const roundsBegun = (route: EscalationRoute, last: RequestState): number =>
  Math.ceil(last.ladder.nextPosition / Math.max(1, route.steps.length));
