import type { ConfigDocument } from "@/lib/contract/config";
import type { RouteLadder } from "@/lib/contract/route-preview";
import { refuseNoun } from "../config/collections";
import { ladderOf } from "../config/preview";
import type { Context } from "../context";
import { notFound } from "../refuse";
import type { Moment } from "../requests/transact";
import { reading, readsEverything } from "../requests/world";

type Route = ConfigDocument["routes"][number];

export type RouteNow = {
  readonly route: Route;
  /** What would happen to a request that took it now and that nobody answers. */
  readonly ladder: RouteLadder;
  readonly isDefault: boolean;
  /** The policies that send requests here whatever its condition; null for those who do not read policies. */
  readonly policies: readonly string[] | null;
};

/** Every route in its order, with what it would do this minute. Errors: forbidden. */
export async function routesNow(ctx: Context): Promise<{ readonly routes: readonly RouteNow[] }> {
  const moment = await momentNow(ctx);
  return { routes: moment.current.document.routes.map((route) => lookAt(ctx, moment, route)) };
}

/** One of them. Errors: forbidden, not_found. */
export async function routeNow(ctx: Context, { id }: { readonly id: string }): Promise<RouteNow> {
  const moment = await momentNow(ctx);
  const found = moment.current.document.routes.find((route) => route.id === id);
  if (!found) throw notFound("route");
  return lookAt(ctx, moment, found);
}

async function momentNow(ctx: Context): Promise<Moment> {
  refuseNoun(ctx, "routes");
  const { organisation } = ctx.actor;
  const { current, now } = await reading(organisation);
  return { organisation, now, current, pinned: new Map([[current.version, current]]) };
}

function lookAt({ actor }: Context, moment: Moment, route: Route): RouteNow {
  const { defaultRoute, document } = moment.current;
  return {
    route,
    ladder: ladderOf(moment, route.id),
    isDefault: route.id === defaultRoute,
    policies: readsEverything(actor)
      ? document.policies.filter((policy) => policy.route === route.id).map(({ id }) => id)
      : null,
  };
}
