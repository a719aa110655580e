/**
 * What people do about a request besides answering it: hand it on, put one more person on it, send it down another
 * route. None of it moves the deadline, and nobody whom separation of duties excludes widens who may approve.
 */
import { evolve, type RequestEvent, type RequestState, type World } from "./approval-request";
import { answerersNow, bar, isExcluded } from "./authority";
import { type Answer, type Command, done, refuse } from "./command";
import { standInFor } from "./delegation";
import { hasMoreSteps } from "./escalation-route";
import { canBeApproved, firstPages } from "./paging";
import { isReleased, standingAnswer } from "./responders";
import { extensionsLeft, mayTouch, question, settle } from "./settle";
import { meantBy } from "./stand-ins";

type Assign = Extract<Command, { type: "reassign" | "add_responder" }>;

export function assign(state: RequestState, command: Assign, world: World): Answer {
  const { person, to } = command;
  if (!mayTouch(state, person, world) && !manages(person, world)) return refuse("not_eligible");
  if (isDone(state, command)) return done();
  if (!world.directory.people.has(to)) return refuse("unknown_person");
  if (standingAnswer(state, to, world.route.approval)) return refuse("assignee_answered");
  const asked = question(state, world);
  if (isExcluded(asked, to)) return refuse("assignee_excluded");
  const paged = isExcluded(asked, person) ? asked.paged : [...asked.paged, to];
  const couldAnswer = (["approve", "deny"] as const).some(
    (verdict) => bar({ ...asked, paged }, to, verdict) === null,
  );
  if (!couldAnswer) return refuse("assignee_not_eligible");
  const isHandedOn = command.type === "reassign" && to !== person;
  const type = command.type === "reassign" ? "reassigned" : "responder_added";
  const released = isHandedOn && [...state.paged, ...meantBy(state)].includes(person);
  return done({ type, person, to, released, ...pageOf(state, to, world) });
}

/** Somebody who is away is paged where they can be: at whoever stands in for them. */
function pageOf(state: RequestState, person: string, { directory, now: at }: World) {
  const passes = (one: string): boolean => !isExcluded(state, one);
  const to = standInFor(person, { directory, at, passes });
  return { paged: [to], ...(to === person ? {} : { instead: [{ person, to }] }) };
}

/** Asked before and still so: asking again changes nothing. */
function isDone(state: RequestState, { type, person, to }: Assign): boolean {
  if (type === "add_responder") return meantBy(state).includes(to) && !isReleased(state, to);
  const last = state.assignments?.findLast(
    (one) => one.person === person || one.to === person || (one.person === to && one.released),
  );
  return last?.person === person && last.to === to;
}

type Reroute = Extract<Command, { type: "reroute" }>;

/**
 * The ladder starts again at its first step; the deadline stays. Answers given before are judged by the new rule at
 * once, as if they had been given under it.
 */
export function reroute(state: RequestState, command: Reroute, world: World): Answer {
  const { person, before, from, to } = command;
  const asked = question(state, before);
  if (isExcluded(asked, person)) return refuse("excluded_from_steering");
  // An approver of one route could otherwise choose the rule their own approval has to meet.
  if (!manages(person, before)) return refuse("not_eligible");
  if (from.route === to.route && from.configVersion === to.configVersion) return done();
  const named = { fromRoute: from.route, fromConfigVersion: from.configVersion, ...to };
  const moved = (unroutable: boolean): RequestEvent => ({ type: "rerouted", person, ...named, unroutable });
  const after = (event: RequestEvent) => evolve(state, event, world.now, world.route);
  const event = moved(!canBeApproved(after(moved(false)), world));
  const decision = settle(state.responses, question(after(event), world));
  if (decision) return done(event, { type: "decided", ...decision });
  return done(event, ...firstPages(after(event), world));
}

export type SteeringVerb = "acknowledge" | "escalate" | "extend" | "reassign" | "add_responder" | "reroute";

export type Steering = {
  readonly verbs: readonly SteeringVerb[];
  /** Whom they may hand it to, or add. */
  readonly assignees: readonly string[];
};

/** What a person may do about a pending request now, besides answering it. */
export function steering(state: RequestState, person: string, world: World): Steering {
  const asked = question(state, world);
  const role = world.directory.people.get(person)?.role;
  if (role === undefined || role === "auditor") return { verbs: [], assignees: [] };
  const isConcerned = mayTouch(state, person, world);
  const mayAssign = isConcerned || manages(person, world);
  const isExcludedOne = isExcluded(asked, person);
  const may: Readonly<Record<SteeringVerb, boolean>> = {
    acknowledge: isConcerned,
    escalate: hasMoreSteps(world.route, state.ladder),
    extend: isConcerned && extensionsLeft(state, world) > 0,
    reassign: mayAssign,
    add_responder: mayAssign,
    reroute: !isExcludedOne && manages(person, world),
  };
  const paged = isExcludedOne ? asked.paged : [...world.directory.people.keys()];
  const couldAnswer = mayAssign ? [...answerersNow({ ...asked, paged })] : [];
  return {
    verbs: VERBS.filter((verb) => may[verb]),
    assignees: couldAnswer.filter(
      (one) => !isExcluded(asked, one) && !standingAnswer(state, one, world.route.approval),
    ),
  };
}

const VERBS = ["acknowledge", "escalate", "extend", "reassign", "add_responder", "reroute"] as const;

const manages = (person: string, { directory }: World): boolean => {
  const role = directory.people.get(person)?.role;
  return role === "manager" || role === "admin";
};
