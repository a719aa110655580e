/**
 * The state machine of one approval request.
 *
 * A **request** is one escalated action awaiting a decision. A **response** is one person's approve or deny. The
 * **decision** is the single terminal outcome, approved or denied, with its **cause**. A **page** is one attempt to
 * reach one person. To **acknowledge** is to say "I am looking": it pauses paging and never moves the deadline.
 *
 *   pending ── respond, rule met ──▶ approved | denied (approver)
 *      ├── any command at or after the deadline ──▶ denied (deadline | unroutable)
 *      └── withdraw, supersede ──▶ denied (withdrawn | superseded)
 *
 * `decide(state, command, world)` answers what happens; `evolve(state, event)` applies it. The deadline lives here and
 * not in a timer: a late approval is a denial even if every worker is dead. `world.now` is the database's clock, read
 * under the row's lock. Events are the timeline, the audit trail and the replay input.
 */
import type { Exclusion } from "./authority";
import type { Directory } from "./directory";
import {
  advance,
  type EscalationRoute,
  type Ladder,
  nextLadderAt,
  reminderTimes,
  startOfLadder,
} from "./escalation-route";
import type { Grant } from "./grant";
import { afterTalk, type Question } from "./questions";
import { type Assignment, afterAssignment, afterReroute } from "./responders";
import { afterPage, type Paged, type StoodIn } from "./stand-ins";

export type Cause =
  | "approver"
  | "deadline"
  | "withdrawn"
  | "superseded"
  | "unroutable"
  | "standing_grant"
  | "break_glass";

export type Verdict = "approve" | "deny";
export type Via = "web" | "slack";
type Constraints = Readonly<Record<string, unknown>>;

export type Response = {
  readonly id: string;
  readonly person: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly reasonCode: string | null;
  readonly via: Via;
  readonly assurance: "slack" | "session" | "recent" | "passkey";
  readonly constraints: Constraints;
  /** Whose authority it was given by, where that was lent. */
  readonly onBehalfOf?: string;
  readonly at: Date;
};

export type Decider = { readonly person: string; readonly via: Via; readonly onBehalfOf?: string };

export type Decision = {
  readonly outcome: "approved" | "denied";
  readonly cause: Cause;
  readonly reason: string | null;
  readonly reasonCode: string | null;
  readonly decidedAt: Date;
  readonly decidedBy: readonly Decider[];
  readonly constraints: Constraints;
  /** Approvals that no longer counted when it was decided: their authority had been lost. */
  readonly dropped: readonly string[];
};

export type RequestState = {
  readonly id: string;
  readonly digest: string;
  readonly excluded: readonly Exclusion[];
  /** The action's numeric arguments that a rule of the configuration had a limit for. */
  readonly amounts?: Readonly<Record<string, number>>;
  readonly status: "pending" | "approved" | "denied";
  /** The number of events so far. */
  readonly version: number;
  readonly openedAt: Date;
  readonly deadlineAt: Date;
  /** Nobody could satisfy the rule when it was opened. */
  readonly unroutable: boolean;
  readonly ladder: Ladder;
  /** People paged by the route's steps: they may answer where the rule takes "everyone the route pages". */
  readonly paged: readonly string[];
  /** Who of them was paged in somebody's place. Absent where nobody ever was. */
  readonly stoodIn?: StoodIn;
  readonly fallbackPaged: boolean;
  /** Everyone paged in any way: whoever holds a card that must end in the decided state. */
  readonly reached: readonly string[];
  readonly remindersSent: number;
  readonly acknowledgement: { readonly person: string; readonly at: Date; readonly untilAt: Date } | null;
  readonly acknowledgedBy: readonly string[];
  readonly responses: readonly Response[];
  readonly extensions: number;
  /** What was done by hand about who is to answer, under the present route. Absent where nothing ever was. */
  readonly assignments?: readonly Assignment[];
  readonly questions: readonly Question[];
  readonly decision: Decision | null;
  readonly grant: Grant | null;
};

/** What the rules look at besides the request: the clock, the people, and the route it was opened under. */
export type World = { readonly now: Date; readonly directory: Directory; readonly route: EscalationRoute };

/** A route of one version of the configuration: what a request is judged and paged by. */
export type Pin = { readonly route: string; readonly configVersion: number };

export type StepFacts = { readonly position: number; readonly index: number };

export type RequestEvent =
  | {
      readonly type: "opened";
      readonly digest: string;
      readonly excluded: readonly Exclusion[];
      readonly amounts?: Readonly<Record<string, number>>;
      readonly deadlineAt: Date;
      readonly unroutable: boolean;
    }
  | (StepFacts &
      Paged & {
        readonly type: "step_entered";
        /** Everyone the step means now; `paged` leaves out those already paged in this pass or who have answered. */
        readonly people: readonly string[];
        readonly by: string | null;
      })
  | (StepFacts & { readonly type: "step_skipped"; readonly why: "nobody" | "all_answered" | "late" })
  | (Paged & { readonly type: "fallback_paged" })
  | (StepFacts & Paged & { readonly type: "paging_resumed" })
  | (Paged & { readonly type: "reminded"; readonly number: number })
  | { readonly type: "acknowledged"; readonly person: string; readonly untilAt: Date }
  | (Omit<Response, "at"> & {
      readonly type: "responded";
      /** The answer of the same person that stood no more, and whose place this one takes. */
      readonly replaces?: string;
    })
  | (Omit<Decision, "decidedAt"> & { readonly type: "decided" })
  | {
      readonly type: "extended";
      /** Null: the route, so that a page leaves time to answer. */
      readonly person: string | null;
      readonly seconds: number;
      readonly deadlineAt: Date;
    }
  | (Assignment & Paged & { readonly type: "reassigned" | "responder_added" })
  | (Pin & {
      readonly type: "rerouted";
      readonly person: string;
      readonly fromRoute: string;
      readonly fromConfigVersion: number;
      readonly unroutable: boolean;
    })
  | { readonly type: "commented"; readonly person: string; readonly text: string }
  | { readonly type: "asked"; readonly questionId: string; readonly person: string; readonly text: string }
  | { readonly type: "answered"; readonly questionId: string; readonly text: string };

export type Envelope<E> = { readonly seq: number; readonly at: Date; readonly event: E };

/** Apply one request event. Grant events pass through `evolveGrant`; both count towards the version. */
export function evolve(
  state: RequestState,
  event: RequestEvent,
  at: Date,
  route: EscalationRoute,
): RequestState {
  switch (event.type) {
    case "opened":
      return state;
    case "step_entered":
      return {
        ...state,
        ladder: { ...advance(route, state.ladder, at), enteredPosition: event.position },
        ...afterPage(state, event),
        acknowledgement: null,
      };
    case "step_skipped":
      return { ...state, ladder: advance(route, state.ladder, at), acknowledgement: null };
    case "fallback_paged":
      return { ...state, fallbackPaged: true, reached: union(state.reached, event.paged) };
    case "paging_resumed":
      return {
        ...state,
        ladder: { ...state.ladder, pausedUntilAt: null },
        ...afterPage(state, event),
        acknowledgement: null,
      };
    case "reminded":
      return { ...state, reached: union(state.reached, event.paged), remindersSent: event.number };
    case "acknowledged":
      return {
        ...state,
        ladder: {
          ...state.ladder,
          pausedUntilAt: event.untilAt.getTime() > at.getTime() ? event.untilAt : state.ladder.pausedUntilAt,
        },
        acknowledgement: { person: event.person, at, untilAt: event.untilAt },
        acknowledgedBy: union(state.acknowledgedBy, [event.person]),
      };
    case "responded": {
      const { type: _, replaces: __, ...response } = event;
      const others = state.responses.filter(({ person }) => person !== response.person);
      return { ...state, responses: [...others, { ...response, at }] };
    }
    case "decided": {
      const { type: _, ...decision } = event;
      return {
        ...state,
        status: decision.outcome,
        decision: { ...decision, decidedAt: at },
        acknowledgement: null,
      };
    }
    case "extended":
      return {
        ...state,
        deadlineAt: event.deadlineAt,
        extensions: state.extensions + Number(event.person !== null),
        remindersSent: remindersKept(state, event.deadlineAt, at),
      };
    case "reassigned":
    case "responder_added":
      return afterAssignment(state, event);
    case "rerouted":
      return afterReroute(state, event, at);
    case "commented":
      return state;
    case "asked":
    case "answered":
      return { ...state, questions: afterTalk(state.questions, event, at) };
    default:
      return event satisfies never;
  }
}

/** The last reminder is about the end: an end that moved is worth another, if there is still time for it. */
function remindersKept({ openedAt, remindersSent }: RequestState, deadlineAt: Date, at: Date): number {
  const times = reminderTimes(openedAt, deadlineAt);
  const last = times.at(-1);
  const isAhead = last !== undefined && last.getTime() > at.getTime();
  return isAhead ? Math.min(remindersSent, times.length - 1) : remindersSent;
}

/** The state an `opened` event starts from. */
export function opening(
  id: string,
  event: Extract<RequestEvent, { type: "opened" }>,
  at: Date,
): RequestState {
  return {
    id,
    digest: event.digest,
    excluded: event.excluded,
    ...(event.amounts && { amounts: event.amounts }),
    status: "pending",
    version: 0,
    openedAt: at,
    deadlineAt: event.deadlineAt,
    unroutable: event.unroutable,
    ladder: startOfLadder(at),
    paged: [],
    fallbackPaged: false,
    reached: [],
    remindersSent: 0,
    acknowledgement: null,
    acknowledgedBy: [],
    responses: [],
    extensions: 0,
    questions: [],
    decision: null,
    grant: null,
  };
}

export const isPending = (state: RequestState): boolean => state.status === "pending";

/** Deadlines are closed at the end: an answer at the deadline's own instant is late. */
export const isPastDeadline = (state: RequestState, now: Date): boolean =>
  now.getTime() >= state.deadlineAt.getTime();

/** When the clock alone next changes a pending request: a step, a reminder, the end of a pause, or the deadline. */
export function nextRequestAt(state: RequestState, route: EscalationRoute): Date | null {
  if (!isPending(state)) return null;
  const reminder = reminderTimes(state.openedAt, state.deadlineAt)[state.remindersSent];
  const times = [state.deadlineAt, nextLadderAt(route, state.ladder, state), reminder];
  return times.reduce<Date>(
    (soonest, time) => (time && time.getTime() < soonest.getTime() ? time : soonest),
    state.deadlineAt,
  );
}

const union = (known: readonly string[], more: readonly string[]): readonly string[] => [
  ...new Set([...known, ...more]),
];
