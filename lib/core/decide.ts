/**
 * What a command does to an approval request: `decide(state, command, world)` → events, and a refusal where the caller
 * must be told no. Both may come at once: an answer after the deadline decides the request *and* is refused.
 */
import {
  type Cause,
  evolve,
  isPastDeadline,
  isPending,
  type RequestEvent,
  type RequestState,
  type World,
} from "./approval-request";
import { authorityFor, isAtLeast } from "./authority";
import { type Answer, type Command, done, refuse } from "./command";
import { addSeconds, hasMoreSteps, pauseUntil, stepIndex } from "./escalation-route";
import { enterNext, reach } from "./paging";
import { standingAnswer } from "./responders";
import { capOf, extensionsLeft, mayTouch, question, settle } from "./settle";
import { assign, reroute } from "./steer";

const LONGEST_EXTENSION_SECONDS = 300;

export function decide(state: RequestState, command: Command, world: World): Answer {
  const late = isPending(state) && isPastDeadline(state, world.now) ? [expiry(state)] : [];
  switch (command.type) {
    case "respond":
      return respond(state, command, world, late);
    case "withdraw":
      return withdraw(state, command, late);
    case "supersede":
      return end(
        state,
        { cause: "superseded", reason: `superseded by ${command.by}`, reasonCode: null },
        late,
      );
    case "tick":
      if (!isPending(state) || late.length > 0) return done(...late);
      return done(...reach(state, world));
    case "acknowledge":
    case "escalate":
    case "extend":
    case "ask":
    case "reassign":
    case "add_responder":
    case "reroute":
      if (late.length > 0) return refuse("deadline_passed", ...late);
      if (!isPending(state)) return refuse(decidedCode(state));
      return whilePending(state, command, world);
    case "answer":
      return answerQuestion(state, command, late);
    case "comment":
      return done(...late, { type: "commented", person: command.person, text: command.text });
    default:
      return command satisfies never;
  }
}

type Live = Extract<
  Command,
  { type: "acknowledge" | "escalate" | "extend" | "ask" | "reassign" | "add_responder" | "reroute" }
>;

function whilePending(state: RequestState, command: Live, world: World): Answer {
  switch (command.type) {
    case "acknowledge":
      return acknowledge(state, command.person, world);
    case "escalate":
      return escalate(state, command, world);
    case "extend":
      return extend(state, command, world);
    case "ask":
      return done({ ...command, type: "asked" });
    case "reassign":
    case "add_responder":
      return assign(state, command, world);
    case "reroute":
      return reroute(state, command, world);
    default:
      return command satisfies never;
  }
}

type Respond = Extract<Command, { type: "respond" }>;

function respond(state: RequestState, command: Respond, world: World, late: readonly RequestEvent[]): Answer {
  const earlier = standingAnswer(state, command.person, world.route.approval);
  if (earlier)
    return earlier.verdict === command.verdict ? done(...late) : refuse("already_responded", ...late);
  if (late.length > 0) return refuse("deadline_passed", ...late);
  if (!isPending(state)) return refuse(decidedCode(state));
  const authority = authorityFor(question(state, world), command.person, command.verdict);
  if (typeof authority === "string") return refuse(authority);
  if (command.digest !== state.digest) return refuse("digest_mismatch");
  const { approval } = world.route;
  if (command.verdict === "approve" && !isAtLeast(command.assurance, approval.assurance)) {
    return refuse("step_up_required");
  }
  if (approval.reasonRequired && !command.reason?.trim()) return refuse("reason_required");
  const { type: _, digest: __, ...response } = command;
  const replaced = state.responses.find(({ person }) => person === command.person);
  const { onBehalfOf } = authority;
  const responded: RequestEvent = {
    type: "responded",
    ...response,
    ...(onBehalfOf === null ? {} : { onBehalfOf }),
    ...(replaced ? { replaces: replaced.id } : {}),
  };
  const answered = evolve(state, responded, world.now, world.route);
  const decision = settle(answered.responses, question(state, world));
  return decision ? done(responded, { type: "decided", ...decision }) : done(responded);
}

function withdraw(
  state: RequestState,
  command: Extract<Command, { type: "withdraw" }>,
  late: readonly RequestEvent[],
): Answer {
  if (state.decision?.cause === "withdrawn") return done();
  return end(state, { cause: "withdrawn", reason: command.reason, reasonCode: command.reasonCode }, late);
}

function end(
  state: RequestState,
  facts: { cause: Cause; reason: string | null; reasonCode: string | null },
  late: readonly RequestEvent[],
): Answer {
  if (late.length > 0 || !isPending(state)) return refuse("already_decided", ...late);
  return done(denial(facts));
}

const denial = (facts: { cause: Cause; reason: string | null; reasonCode: string | null }): RequestEvent => ({
  type: "decided",
  outcome: "denied",
  decidedBy: [],
  constraints: {},
  dropped: [],
  ...facts,
});

/** Nobody answered in time: a denial, and never shown as a person's no. */
const expiry = (state: RequestState): RequestEvent =>
  denial(
    state.unroutable
      ? { cause: "unroutable", reason: "nobody could have approved it", reasonCode: "unroutable" }
      : { cause: "deadline", reason: "nobody answered in time", reasonCode: "deadline" },
  );

/** Who comes after an end that silence made came too late, whichever of the two it is called. */
function decidedCode({ decision }: RequestState): "deadline_passed" | "already_decided" {
  const isSilence = decision?.cause === "deadline" || decision?.cause === "unroutable";
  return isSilence ? "deadline_passed" : "already_decided";
}

function acknowledge(state: RequestState, person: string, world: World): Answer {
  if (!mayTouch(state, person, world)) return refuse("not_eligible");
  if (state.acknowledgement?.person === person) return done();
  const untilAt = pauseUntil(world.route, state.deadlineAt, world.now) ?? world.now;
  return done({ type: "acknowledged", person, untilAt });
}

function escalate(
  state: RequestState,
  command: { readonly person: string | null; readonly fromStep: number },
  world: World,
): Answer {
  const current = state.ladder.nextPosition - 1;
  // Whoever asks names a step of the route and knows nothing of rounds: the last one fired is never past.
  const isPast = command.fromStep < current && command.fromStep !== stepIndex(world.route, current);
  if (isPast) return refuse("step_already_fired");
  if (!hasMoreSteps(world.route, state.ladder)) return refuse("no_more_steps");
  return done(...enterNext(state, world, command.person));
}

function extend(
  state: RequestState,
  command: { readonly person: string; readonly seconds: number },
  world: World,
): Answer {
  if (!mayTouch(state, command.person, world)) return refuse("not_eligible");
  if (!(command.seconds > 0 && command.seconds <= LONGEST_EXTENSION_SECONDS)) return refuse("extend_limit");
  const deadlineAt = addSeconds(state.deadlineAt, command.seconds);
  const isBeyond = deadlineAt.getTime() > capOf(state, world).getTime();
  if (isBeyond || extensionsLeft(state, world) === 0) return refuse("extend_limit");
  return done({ type: "extended", person: command.person, seconds: command.seconds, deadlineAt });
}

/** The agent answers once; the same answer again changes nothing. It may come after the decision: it informs the next. */
function answerQuestion(
  state: RequestState,
  command: Extract<Command, { type: "answer" }>,
  late: readonly RequestEvent[],
): Answer {
  const asked = state.questions.find((question) => question.id === command.questionId);
  if (!asked) return refuse("unknown_question", ...late);
  if (asked.answer === null) return done(...late, { ...command, type: "answered" });
  return asked.answer === command.text ? done(...late) : refuse("already_answered", ...late);
}
