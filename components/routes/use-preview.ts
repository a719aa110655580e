"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/lib/contract/keys";
import type { RouteLadder, RoutePreview } from "@/lib/contract/route-preview";
import { postJson, problemOf } from "../shared/api";
import type { FieldError } from "../shared/form/error-at";
import { useSettled } from "../shared/use-settled";
import type { Route } from "./book";
import { sent, withinRoute } from "./draft";

export type Previewed = {
  /** The last one there was: while something is being typed it is of a moment ago. */
  readonly ladder: RouteLadder | null;
  readonly problems: RouteLadder["problems"];
  /** What keeps the route from being saved, by its place. */
  readonly errors: readonly FieldError[];
  readonly isCurrent: boolean;
  /** Half a time is being typed: nothing is asked until it is one. */
  readonly isHalfTyped: boolean;
};

/** What the route would do if it were saved as it is written, asked of the server as it is written. */
export function usePreview(route: Route, agent: string | null, isReadable: boolean): Previewed {
  const body = JSON.stringify({ route: sent(route), ...(agent ? { agent } : {}) });
  const settled = useSettled(body);
  const { data, error } = useQuery({
    queryKey: keys.routePreview(settled),
    queryFn: () => postJson<RoutePreview>("/api/v1/routes/preview", JSON.parse(settled)),
    enabled: isReadable,
    staleTime: 20_000,
  });
  const [last, setLast] = useState<RouteLadder | null>(null);
  const ladder = data ? ladderIn(data) : null;
  if (ladder && data !== last) setLast(ladder);
  const problems = (ladder ?? last)?.problems ?? [];
  return {
    ladder: ladder ?? last,
    problems: problems.filter(({ code }) => code !== "invalid"),
    errors: error ? withinRoute(problemOf(error).errors) : problems.filter(({ code }) => code === "invalid"),
    isCurrent: data !== undefined && settled === body,
    isHalfTyped: !isReadable,
  };
}

/** A preview without an action is always of a route. */
// safe because the server answers a route and a deadline wherever the body named a route and no action
const ladderIn = (preview: RoutePreview): RouteLadder => preview as RouteLadder;
