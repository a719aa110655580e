import { DomainError } from "@/lib/contract/errors";
import type { RequestEnvelope, RerouteInput } from "@/lib/contract/requests";
import type { Context, PersonActor } from "../context";
import { changeRequest, worldOf } from "./change";
import { readRequest } from "./read";

/**
 * Send a request down another route of the configuration in force. Its ladder starts again, its deadline stays, and the
 * answers given so far are judged by the new rule in the same transaction. Errors: not_eligible, self_approval, invalid
 * (no route of that name), already_decided, deadline_passed, not_found.
 */
export async function reroute(
  ctx: Context<PersonActor>,
  { id, route }: RerouteInput & { readonly id: string },
): Promise<RequestEnvelope> {
  await changeRequest(ctx.actor.organisation, id, (moment, request) => {
    const to = { routeId: route, configVersion: moment.current.version };
    if (!moment.current.routes.has(route)) throw noSuchRoute(route);
    return {
      command: {
        type: "reroute",
        person: ctx.actor.person,
        from: { route: request.routeId, configVersion: request.configVersion },
        to: { route, configVersion: to.configVersion },
        before: worldOf(moment, request),
      },
      world: worldOf(moment, to),
    };
  });
  return { request: await readRequest(ctx, { id }) };
}

const noSuchRoute = (route: string): DomainError =>
  new DomainError("invalid", "The request was not re-routed.", {
    errors: [{ path: "/route", message: `there is no route called ${route}` }],
  });
