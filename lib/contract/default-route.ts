import type { ConfigDocument } from "./config";

/** The id of the route that every organisation has, unless it configures one of that name. */
export const BUILT_IN_ROUTE = "default";

/** Where an action goes when no policy and no condition says: the one the organisation names, else a route called `default`, else the first without a condition. */
export function defaultRouteOf({
  organisation,
  routes,
}: Pick<ConfigDocument, "organisation" | "routes">): string {
  const named = organisation.default_route ?? routes.find((route) => route.id === BUILT_IN_ROUTE)?.id;
  return named ?? routes.find((route) => route.when == null)?.id ?? BUILT_IN_ROUTE;
}
