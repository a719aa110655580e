import type { RequestState } from "@/lib/core/approval-request";
import { nextRequestAt } from "@/lib/core/approval-request";
import type { EscalationRoute } from "@/lib/core/escalation-route";
import type { AnyEvent } from "@/lib/core/fold";
import { nextGrantAt } from "@/lib/core/grant";
import type { DeliveryRow, OutboxRow } from "@/lib/db/request-writer";
import { newId } from "@/lib/runtime/ids";

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

/** Channels that can deliver today, in the order they are tried. The console always shows a page. */
const CHANNELS: readonly string[] = ["web"];

export function deliveriesOf(
  subject: Subject,
  before: RequestState,
  after: RequestState,
  events: readonly AnyEvent[],
): readonly DeliveryRow[] {
  return events.flatMap((event): readonly DeliveryRow[] => {
    switch (event.type) {
      case "step_entered":
      case "paging_resumed":
        return pages(subject, after, event.paged, { kind: "page", step: event.index });
      case "fallback_paged":
      case "reassigned":
      case "responder_added":
        return pages(subject, after, event.paged, { kind: "page", step: null });
      case "reminded":
        return pages(subject, after, event.paged, { kind: "reminder", step: null });
      case "decided":
        return pages(subject, after, before.reached, { kind: "update", step: null });
      default:
        return [];
    }
  });
}

function pages(
  subject: Subject,
  state: RequestState,
  people: readonly string[],
  facts: { readonly kind: DeliveryRow["kind"]; readonly step: number | null },
): readonly DeliveryRow[] {
  const via = facts.step === null ? CHANNELS : channelsOf(subject.route, facts.step);
  return people.flatMap((person) =>
    via.map((channel) => ({
      id: newId("dlv"),
      request_id: subject.requestId,
      person_id: person,
      channel,
      ...facts,
      // The console shows every page of every request live, from these rows: being written is being delivered.
      status: channel === "web" ? ("delivered" as const) : ("queued" as const),
      open: state.status === "pending",
      payload: {
        title: subject.title,
        status: state.status,
        cause: state.decision?.cause ?? null,
        deadline_at: state.deadlineAt.toISOString(),
        binding_message: subject.bindingMessage,
      },
    })),
  );
}

const channelsOf = (route: EscalationRoute, step: number): readonly string[] => {
  const via = route.steps[step]?.via ?? [];
  return [...new Set(["web", ...via.filter((channel) => CHANNELS.includes(channel))])];
};

/** A queued delivery is handed over by the worker; a decision calls the agent's gate back. */
export function outboxOf(
  subject: Subject,
  deliveries: readonly DeliveryRow[],
  events: readonly AnyEvent[],
  now: Date,
): readonly OutboxRow[] {
  const queued = deliveries.filter((delivery) => delivery.status === "queued");
  const rows: OutboxRow[] = queued.map(({ id, kind, channel }) => ({
    topic: "page",
    key: id,
    payload: { channel, kind },
    due_at: now,
  }));
  if (subject.hasCallback && events.some((event) => event.type === "decided")) {
    rows.push({ topic: "callback", key: subject.requestId, payload: {}, due_at: now });
  }
  return rows;
}

/** When the clock alone next changes this request or its grant: its one timer. */
export function nextTickAt(state: RequestState, route: EscalationRoute): Date | null {
  return nextRequestAt(state, route) ?? (state.grant ? nextGrantAt(state.grant) : null);
}
