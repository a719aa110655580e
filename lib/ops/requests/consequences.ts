import type { RequestState } from "@/lib/core/approval-request";
import { nextRequestAt } from "@/lib/core/approval-request";
import { type Attempt, attempts } from "@/lib/core/contact";
import type { Directory, Person } from "@/lib/core/directory";
import { addSeconds, type EscalationRoute } from "@/lib/core/escalation-route";
import type { AnyEvent } from "@/lib/core/fold";
import { nextGrantAt } from "@/lib/core/grant";
import { PAGE_TOPICS, pageTopicOf } from "@/lib/db/deliveries";
import type { DeliveryRow, OutboxRow } from "@/lib/db/request-rows";
import { REPAINT_TOPIC } from "@/lib/db/slack-copies";
import { WEBHOOK_TOPIC } from "@/lib/db/webhooks";
import { newId } from "@/lib/runtime/ids";
import { isSlackSetUp, waysTo, whyNot } from "../deliveries/channels";
import { SPAN_TOPIC } from "../tracing/rows";

/**
 * What follows from a request's events: whom to page and repaint, which timers to set, what the ledger must say. Pure
 * but for ids. Everything here is written in the transaction that appended the events.
 */
export type Subject = {
  readonly requestId: string;
  readonly actionId: string;
  readonly agentId: string;
  readonly surface: string | null;
  readonly tool: string | null;
  readonly title: string;
  readonly bindingMessage: string;
  readonly hasCallback: boolean;
  readonly configVersion: number;
  readonly route: EscalationRoute;
};

/** What happened is told about this request, to these people. */
type Told = { readonly subject: Subject; readonly people: Directory["people"] };

/** A delivery, and how long after its page it is due. */
export type PlannedDelivery = DeliveryRow & { readonly afterSeconds: number };

export function deliveriesOf(
  told: Told,
  before: RequestState,
  after: RequestState,
  events: readonly AnyEvent[],
): readonly PlannedDelivery[] {
  return events.flatMap((event): readonly PlannedDelivery[] => {
    switch (event.type) {
      case "step_entered":
        return [
          ...pages(told, after, event.paged, { kind: "page", step: event.index }),
          ...placesOf(told, after, event.index),
        ];
      case "paging_resumed":
        return pages(told, after, event.paged, { kind: "page", step: event.index });
      case "fallback_paged":
      case "reassigned":
      case "responder_added":
        return pages(told, after, event.paged, { kind: "page", step: null });
      case "reminded":
        return pages(told, after, event.paged, { kind: "reminder", step: null });
      case "decided":
        return pages(told, after, before.reached, { kind: "update", step: null });
      default:
        return [];
    }
  });
}

type Facts = { readonly kind: DeliveryRow["kind"]; readonly step: number | null };

function pages(
  { subject, people: known }: Told,
  state: RequestState,
  people: readonly string[],
  facts: Facts,
): readonly PlannedDelivery[] {
  return people.flatMap((person) =>
    attemptsOf(subject.route, known.get(person), facts).map(({ via, afterSeconds, error }) => ({
      id: newId("dlv"),
      request_id: subject.requestId,
      person_id: person,
      channel: via,
      ...facts,
      afterSeconds,
      error,
      status: statusOf(via, afterSeconds, error),
      open: state.status === "pending",
      payload: payloadOf(subject, state),
    })),
  );
}

const payloadOf = (subject: Subject, state: RequestState) => ({
  title: subject.title,
  status: state.status,
  cause: state.decision?.cause ?? null,
  deadline_at: state.deadlineAt.toISOString(),
  binding_message: subject.bindingMessage,
});

/** The shared places a step names: they are told, and are nobody. */
function placesOf({ subject }: Told, state: RequestState, step: number): readonly PlannedDelivery[] {
  const places = (subject.route.steps[step]?.notify ?? []).filter(({ kind }) => kind === "channel");
  const error = isSlackSetUp() ? null : "slack is not set up here";
  return places.map(({ id: place }) => ({
    id: newId("dlv"),
    request_id: subject.requestId,
    person_id: null,
    channel: "slack",
    kind: "page",
    step,
    afterSeconds: 0,
    error,
    status: statusOf("slack", 0, error),
    open: state.status === "pending",
    payload: { ...payloadOf(subject, state), place },
  }));
}

function statusOf(channel: string, afterSeconds: number, error: string | null): DeliveryRow["status"] {
  if (error !== null) return "failed";
  // The console shows every page of every request live, from these rows: being written is being delivered.
  return channel === "web" && afterSeconds === 0 ? "delivered" : "queued";
}

/** A person's own rules say how a page reaches them. Reminders and repaints go where the page was bound to be seen. */
function attemptsOf(
  route: EscalationRoute,
  person: Person | undefined,
  { kind, step }: Facts,
): readonly Attempt[] {
  const rung = step === null ? undefined : route.steps[step];
  const via = rung?.via ?? null;
  const page = {
    isUrgent: rung?.isUrgent ?? false,
    via,
    whyNot: (channel: string) => whyNot(channel, person),
  };
  const ways = waysTo(person).filter((way) => way === "web" || (via?.includes(way) ?? true));
  return (
    (kind === "page" ? attempts(person?.contact, page) : null) ??
    // What stands in Slack is repainted for as long as it stands there, whatever happens.
    (kind === "update" ? ways.filter((way) => way !== "slack") : ways).map((way) => ({
      via: way,
      afterSeconds: 0,
      error: null,
    }))
  );
}

/** A queued delivery is handed over by the worker; a decision calls the agent's gate back. */
export function outboxOf(
  subject: Subject,
  deliveries: readonly PlannedDelivery[],
  events: readonly AnyEvent[],
  now: Date,
): readonly OutboxRow[] {
  const queued = deliveries.filter((delivery) => delivery.status === "queued");
  const rows: OutboxRow[] = queued.map(({ id, kind, channel, afterSeconds }) => ({
    topic: pageTopicOf(channel),
    key: id,
    payload: { channel, kind, ...(afterSeconds > 0 ? { isDelayed: true } : {}) },
    due_at: addSeconds(now, afterSeconds),
  }));
  if (subject.hasCallback && events.some((event) => event.type === "decided")) {
    rows.push({ topic: "callback", key: subject.requestId, payload: {}, due_at: now });
  }
  if (isSlackSetUp() && events.length > 0) {
    rows.push({ topic: REPAINT_TOPIC, key: subject.requestId, payload: {}, due_at: now });
  }
  return rows;
}

/** These reach people, or tell of it elsewhere, so nothing of a past is to make them. */
export const reachesPeople = ({ topic }: Pick<OutboxRow, "topic">): boolean =>
  [...PAGE_TOPICS, REPAINT_TOPIC, WEBHOOK_TOPIC, SPAN_TOPIC].includes(topic);

/** When the clock alone next changes this request or its grant: its one timer. */
export function nextTickAt(state: RequestState, route: EscalationRoute): Date | null {
  return nextRequestAt(state, route) ?? (state.grant ? nextGrantAt(state.grant) : null);
}
