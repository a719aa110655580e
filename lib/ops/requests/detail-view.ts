import type {
  ApprovalRuleView,
  MayRespond,
  MaySteer,
  RequestDetail,
  StepView,
} from "@/lib/contract/requests";
import {
  type Envelope,
  isPastDeadline,
  isPending,
  type RequestState,
  type World,
} from "@/lib/core/approval-request";
import { describeRule, isMet } from "@/lib/core/approval-rule";
import { authorityFor, type Bar, isAtLeast, qualified, withBorrowers } from "@/lib/core/authority";
import { targetText } from "@/lib/core/directory";
import { visible } from "@/lib/core/display";
import { addSeconds } from "@/lib/core/escalation-route";
import type { AnyEvent } from "@/lib/core/fold";
import { type Freeze, frozenCode } from "@/lib/core/freeze";
import { wouldReach } from "@/lib/core/paging";
import { standingAnswer, stands } from "@/lib/core/responders";
import { authorityOf, counted, question } from "@/lib/core/settle";
import { steering } from "@/lib/core/steer";
import type { DeliveryRecord } from "@/lib/db/request-reader";
import type { Actor } from "../context";

/** The parts of a request page that answer "who was asked, who may answer, and how far are we". */

export function approvalView(state: RequestState, world: World): ApprovalRuleView {
  const { approval } = world.route;
  const asked = question(state, world);
  const people = qualified(asked);
  const answers = counted(state.responses, asked);
  const of = (verdict: "approve" | "deny") =>
    new Set(answers.filter((response) => response.verdict === verdict).map(authorityOf));
  const approvers = of("approve");
  const deniers = of("deny");
  return {
    sentence: describeRule(approval),
    distinct_people: approval.distinctPeople,
    assurance: approval.assurance,
    reason_required: approval.reasonRequired,
    sets: approval.sets.map((set, setIndex) => ({
      met: isMet({ ...approval, sets: [set] }, [people.approve[setIndex] ?? []], approvers),
      thresholds: set.thresholds.map((threshold, index) => {
        const who = [...(people.approve[setIndex]?.[index] ?? [])];
        const whoDeny = [...(people.deny[setIndex]?.[index] ?? [])];
        return {
          from: threshold.from === null ? ["everyone this route pages"] : threshold.from.map(targetText),
          people: [...withBorrowers(asked, who)],
          approve: threshold.approve,
          deny: threshold.deny,
          level: threshold.level,
          up_to: threshold.upTo ?? null,
          approvals: who.filter((person) => approvers.has(person)).length,
          denials: whoDeny.filter((person) => deniers.has(person)).length,
        };
      }),
    })),
  };
}

export function stepsView(
  state: RequestState,
  world: World,
  events: readonly Envelope<AnyEvent>[],
  deliveries: readonly DeliveryRecord[],
): StepView[] {
  const rerouted = events.findLast(({ event }) => event.type === "rerouted");
  const startsAt = rerouted?.at ?? state.openedAt;
  const ofRoute = events.filter(({ seq }) => seq > (rerouted?.seq ?? 0));
  return world.route.steps.map((step, index) => {
    const fired = ofRoute.find(
      ({ event }) => "index" in event && event.index === index && event.type !== "paging_resumed",
    );
    const entered = fired?.event.type === "step_entered" ? fired.event.people : null;
    const mine = deliveries.filter(
      ({ step: of, kind, createdAt }) => of === index && kind === "page" && createdAt >= startsAt,
    );
    const wouldPage = wouldReach(state, step, world);
    return {
      index,
      at: addSeconds(startsAt, step.afterSeconds).toISOString(),
      fired_at: fired?.at.toISOString() ?? null,
      skipped: fired?.event.type === "step_skipped",
      targets: step.notify.map(targetText),
      people: fired ? [...(entered ?? [])] : [...wouldPage],
      deliveries: mine.map((delivery) => ({
        id: delivery.id,
        person: delivery.personId,
        channel: delivery.channel,
        kind: delivery.kind,
        status: delivery.status,
        at: (delivery.handedOverAt ?? delivery.createdAt).toISOString(),
        error: delivery.error,
      })),
    };
  });
}

const BARS: Readonly<
  Record<
    | Bar
    | "already_responded"
    | "already_decided"
    | "step_up_required"
    | "machine_principal"
    | "deadline_passed",
    string
  >
> = {
  not_eligible: "This route does not take your answer.",
  self_approval:
    "The agent is yours, acts for you, or was delegated to by yours, or you wrote the change: somebody else must approve.",
  authority_insufficient: "This route asks for a higher level than yours.",
  already_responded: "You have answered.",
  already_decided: "It has been decided.",
  deadline_passed: "The deadline has passed.",
  step_up_required: "Approving asks for stronger authentication than this sign-in; denying does not.",
  machine_principal: "A machine cannot answer.",
};

const reason = (code: keyof typeof BARS) => ({ code, message: BARS[code] });

/** Why the caller may or may not answer now. `allowed` means approve; `verdicts` lists what they may give. */
export function mayRespondView(actor: Actor, state: RequestState, world: World): MayRespond {
  const no = (code: keyof typeof BARS): MayRespond => ({
    allowed: false,
    reasons: [reason(code)],
    verdicts: [],
  });
  if (actor.kind !== "person") return no("machine_principal");
  if (state.status !== "pending") return no("already_decided");
  if (world.now.getTime() >= state.deadlineAt.getTime()) return no("deadline_passed");
  if (standingAnswer(state, actor.person, world.route.approval)) return no("already_responded");
  const asked = question(state, world);
  const authority = authorityFor(asked, actor.person, "approve");
  const approve = typeof authority === "string" ? authority : null;
  const isStrongEnough = isAtLeast(actor.assurance, world.route.approval.assurance);
  const denial = authorityFor(asked, actor.person, "deny");
  const mayDeny = typeof denial !== "string";
  const lender = [authority, denial].flatMap((one) => (typeof one === "string" ? [] : [one.onBehalfOf]))[0];
  const reasons = approve !== null ? [reason(approve)] : isStrongEnough ? [] : [reason("step_up_required")];
  const allowed = reasons.length === 0;
  return {
    allowed,
    reasons,
    verdicts: [...(allowed ? (["approve"] as const) : []), ...(mayDeny ? (["deny"] as const) : [])],
    ...(lender ? { on_behalf_of: lender } : {}),
  };
}

export function maySteerView(actor: Actor, state: RequestState, world: World): MaySteer {
  const isOver = !isPending(state) || isPastDeadline(state, world.now);
  if (actor.kind !== "person" || isOver) return { verbs: [], assignees: [] };
  const { verbs, assignees } = steering(state, actor.person, world);
  return { verbs: [...verbs], assignees: [...assignees] };
}

type Problem = { readonly code: string; readonly message: string };

/** Of what is frozen: it may be answered, and what is approved waits. */
export function freezeProblem(freeze: Freeze, state: RequestState): Problem {
  const isAlive =
    state.status === "pending" || state.grant?.status === "held" || state.grant?.status === "issued";
  const then = isAlive
    ? "You may answer, but nothing is claimed before it is thawed."
    : "What it proposes is blocked.";
  return {
    code: frozenCode(freeze),
    message: `The ${freeze.kind} ${freeze.id} is frozen: “${visible(freeze.reason)}”. ${then}`,
  };
}

export const problemsOf = (state: RequestState): { code: string; message: string }[] =>
  state.unroutable
    ? [
        {
          code: "unroutable",
          message:
            "When it came to this route, too few people could have approved it. The fallback was paged.",
        },
      ]
    : [];

export function responsesView(state: RequestState, world: World): RequestDetail["responses"] {
  const { route } = world;
  const asked = question(state, world);
  const now = counted(state.responses, asked);
  return state.responses.map((response) => ({
    id: response.id,
    person: response.person,
    ...(response.onBehalfOf === undefined ? {} : { on_behalf_of: response.onBehalfOf }),
    verdict: response.verdict,
    reason: response.reason,
    reason_code: response.reasonCode,
    via: response.via,
    assurance: response.assurance,
    at: response.at.toISOString(),
    dropped: state.decision
      ? state.decision.dropped.includes(response.id)
      : !stands(response, route.approval) || (response.onBehalfOf !== undefined && !now.includes(response)),
  }));
}

export const acknowledgementView = ({ acknowledgement }: RequestState): RequestDetail["acknowledgement"] =>
  acknowledgement && {
    person: acknowledgement.person,
    at: acknowledgement.at.toISOString(),
    until: acknowledgement.untilAt.toISOString(),
  };
