import type { ConfigDocument } from "@/lib/contract/config";
import { DomainError } from "@/lib/contract/errors";
import type { RouteOrder } from "@/lib/contract/route-preview";
import { changeConfig } from "../config/apply";
import type { Context } from "../context";

/**
 * Put the routes in this order; the first that matches takes a request. It names every route once: an order of other
 * routes than there are was made from an older list. Errors: conflict, forbidden.
 */
export async function reorderRoutes(ctx: Context, { routes }: RouteOrder): Promise<RouteOrder> {
  await changeConfig(ctx, (document) => ({ ...document, routes: inOrder(document.routes, routes) }));
  return { routes };
}

function inOrder(present: ConfigDocument["routes"], wanted: readonly string[]): ConfigDocument["routes"] {
  const byId = new Map(present.map((route) => [route.id, route]));
  const ordered = [...new Set(wanted)].flatMap((id) => byId.get(id) ?? []);
  if (ordered.length === present.length && wanted.length === present.length) return ordered;
  throw new DomainError(
    "conflict",
    "The routes are not the ones this order was made for: one was added or removed meanwhile.",
  );
}
