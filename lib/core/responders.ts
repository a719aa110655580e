/**
 * Whom a request counts on: who has answered it, and what was done by hand about who is to. To **hand on** is to name
 * somebody in one's own place: whoever does is no longer paged, and where a step means them it pages that person instead.
 */
import type { RequestEvent, RequestState, Response } from "./approval-request";
import type { ApprovalRule } from "./approval-rule";
import { isAtLeast } from "./authority";
import { startOfLadder } from "./escalation-route";
import { afterPage } from "./stand-ins";

/** What one person did by hand about who is to answer; the later one counts. */
export type Assignment = {
  readonly person: string;
  readonly to: string;
  /** They had been paged, and handed the request on. */
  readonly released: boolean;
};

/** Does this answer still count under the rule in force, authority aside? After a new route an earlier yes may not. */
export const stands = (response: Response, rule: ApprovalRule): boolean =>
  response.verdict === "deny" ||
  (isAtLeast(response.assurance, rule.assurance) && (!rule.reasonRequired || !!response.reason?.trim()));

/** The answer a person has given, as long as it stands: who gave one has nothing left to be asked. */
export const standingAnswer = (
  state: RequestState,
  person: string,
  rule: ApprovalRule,
): Response | undefined =>
  state.responses.find((response) => response.person === person && stands(response, rule));

/** Where a page for this person goes: to whom they handed the request on, and on from there. */
export function inPlaceOf(state: RequestState, person: string): string {
  let current = person;
  for (const _ of state.assignments ?? []) {
    const next = handedTo(state, current);
    if (next === null) break;
    current = next;
  }
  return current;
}

export const isReleased = (state: RequestState, person: string): boolean => handedTo(state, person) !== null;

/** Who was put on the request by hand, and has not handed it on. */
export const putOn = (state: RequestState): readonly string[] => [
  ...new Set((state.assignments ?? []).map(({ to }) => to).filter((person) => !isReleased(state, person))),
];

/** Whom it counts on to answer: those paged who have not handed it on. */
export const responders = (state: RequestState): readonly string[] =>
  state.paged.filter((person) => !isReleased(state, person));

/** Being asked again takes back having handed it on. */
function handedTo({ assignments = [] }: RequestState, person: string): string | null {
  const last = assignments.findLast((one) => one.to === person || (one.released && one.person === person));
  return last === undefined || last.to === person ? null : last.to;
}

type Event<T extends RequestEvent["type"]> = Extract<RequestEvent, { type: T }>;

export function afterAssignment(
  state: RequestState,
  { person, to, released, ...page }: Event<"reassigned" | "responder_added">,
): RequestState {
  return {
    ...state,
    ...afterPage(state, page),
    assignments: [...(state.assignments ?? []), { person, to, released }],
  };
}

/** The new route asks people of its own; what was answered and for how long, it takes over. */
export const afterReroute = (
  state: RequestState,
  { person, unroutable }: Event<"rerouted">,
  at: Date,
): RequestState => ({
  ...state,
  unroutable,
  ladder: startOfLadder(at),
  paged: [],
  stoodIn: undefined,
  // Whoever sent it there goes on seeing it, and learns how it ended.
  reached: [...new Set([...state.reached, person])],
  fallbackPaged: false,
  acknowledgement: null,
  assignments: [],
});
