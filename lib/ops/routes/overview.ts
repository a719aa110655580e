import type { ConfigDocument } from "@/lib/contract/config";
import type { RouteLadder } from "@/lib/contract/route-preview";
import { refuseNoun } from "../config/collections";
import { ladderOf } from "../config/preview";
import type { Context } from "../context";
import { reading } from "../requests/world";

export type RouteNow = {
  readonly route: ConfigDocument["routes"][number];
  /** What would happen to a request that took it now and that nobody answers. */
  readonly ladder: RouteLadder;
};

export type RoutesNow = {
  readonly routes: readonly RouteNow[];
  /** Where goes what no route takes: one of these, or the built-in one. */
  readonly defaultRoute: string;
};

/** Every route in its order, with what it would do this minute. Errors: forbidden. */
export async function routesNow(ctx: Context): Promise<RoutesNow> {
  refuseNoun(ctx, "routes");
  const { organisation } = ctx.actor;
  const { current, now } = await reading(organisation);
  const moment = { organisation, now, current, pinned: new Map([[current.version, current]]) };
  return {
    routes: current.document.routes.map((route) => ({ route, ladder: ladderOf(moment, route.id) })),
    defaultRoute: current.defaultRoute,
  };
}
