import type { AnyEvent } from "@/lib/core/fold";
import { tickGrant } from "@/lib/core/grant";
import type { LockedRequest } from "@/lib/db/request-writer";
import { log } from "@/lib/runtime/log";
import { metrics } from "@/lib/runtime/metrics";
import { eventsOf, worldOf } from "./change";
import { type Moment, type Transition, transact } from "./transact";

/**
 * Let the clock do what it does to these requests of one organisation: fire steps, remind, decide at the deadline,
 * release and lapse grants. One transaction for all of them. A request for which it is too early keeps its timer.
 */
export async function tickRequests(organisation: string, ids: readonly string[]): Promise<void> {
  const transitions = await transact(organisation, ids, (moment, requests) => {
    const ticked = requests.map((request) => ({ request, events: ticksOf(moment, request) }));
    return { transitions: ticked, answer: () => ({ result: ticked }) };
  });
  for (const transition of transitions) alarmIfLapsed(organisation, transition);
}

export function ticksOf(moment: Moment, request: LockedRequest): readonly AnyEvent[] {
  const { status, grant } = request.state;
  if (status === "approved") return grant ? tickGrant(grant, moment.now) : [];
  return eventsOf(request, { type: "tick" }, worldOf(moment, request)).events;
}

/** Approved, and nobody came for it: the agent is gone, or stuck, and a person's yes was for nothing. */
function alarmIfLapsed(organisation: string, { request, events }: Transition): void {
  if (!events.some((event) => event.type === "grant_lapsed")) return;
  const { id, agentId, actionId } = request;
  log().warn({ organisation, request: id, action: actionId, agent: agentId }, "a grant lapsed unclaimed");
  metrics().jobs.inc({ topic: "grant", result: "lapsed" });
}
