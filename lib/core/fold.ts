/** Events in, state out. The request row is a cache of this; a check refolds and compares. */
import {
  type Envelope,
  evolve,
  opening,
  type Pin,
  type RequestEvent,
  type RequestState,
} from "./approval-request";
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

/**
 * The state a request's whole history amounts to; null when the history does not begin with its opening. `route` is the
 * one it was opened under, and `routeOf` finds those it was sent down later.
 */
export function refold(
  id: string,
  history: readonly Envelope<AnyEvent>[],
  route: EscalationRoute,
  routeOf: (pin: Pin) => EscalationRoute = () => route,
): RequestState | null {
  const [first] = history;
  if (first?.event.type !== "opened") return null;
  let state = opening(id, first.event, first.at);
  let current = route;
  for (const { event, at } of history) {
    if (event.type === "rerouted") current = routeOf(event);
    state = applyEvents(state, [event], at, current);
  }
  return state;
}

/** The routes a history went down, in order; the last is where it is now. `last` is where it is said to be. */
export function pinsOf(history: readonly Envelope<AnyEvent>[], last: Pin): readonly Pin[] {
  const moves = history.flatMap(({ event }) => (event.type === "rerouted" ? [event] : []));
  const [first] = moves;
  if (!first) return [last];
  return [
    { route: first.fromRoute, configVersion: first.fromConfigVersion },
    ...moves.map(({ route, configVersion }) => ({ route, configVersion })),
  ];
}
