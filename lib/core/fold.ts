/** Events in, state out. The request row is a cache of this; a check refolds and compares. */
import { type Envelope, evolve, opening, type RequestEvent, type RequestState } from "./approval-request";
import type { EscalationRoute } from "./escalation-route";
import { evolveGrant, type GrantEvent } from "./grant";

export type AnyEvent = RequestEvent | GrantEvent;

const isGrantEvent = (event: AnyEvent): event is GrantEvent => event.type.startsWith("grant_");

/** Apply events that happened together, at one instant. Every event counts towards the version. */
export function applyEvents(
  state: RequestState,
  events: readonly AnyEvent[],
  at: Date,
  route: EscalationRoute,
): RequestState {
  return events.reduce<RequestState>((current, event) => {
    const next = isGrantEvent(event)
      ? { ...current, grant: evolveGrant(current.grant, event, at) }
      : evolve(current, event, at, route);
    return { ...next, version: current.version + 1 };
  }, state);
}

/** The state a request's whole history amounts to; null when the history does not begin with its opening. */
export function refold(
  id: string,
  history: readonly Envelope<AnyEvent>[],
  route: EscalationRoute,
): RequestState | null {
  const [first] = history;
  if (first?.event.type !== "opened") return null;
  const start = opening(id, first.event, first.at);
  return history.reduce((state, { event, at }) => applyEvents(state, [event], at, route), start);
}
