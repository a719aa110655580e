import { configuredDuration, durationOf } from "../shared/form/duration";
import type { FieldError } from "../shared/form/error-at";
import { freeId } from "../shared/form/free-id";
import { slugOf } from "../shared/form/slug";
import { configuredSeconds } from "../shared/time";
import type { Route, RouteBook } from "./book";

/** A route while it is written. What may be saved is the server's to say; here is only what is typed. */

export type Step = Route["steps"][number];
export type Threshold = Route["approval"]["sets"][number]["thresholds"][number];

const MINUTE = 60;

/** What a new route starts as: one step to those the writer would ask, answered by whoever is paged, in 15 minutes. */
export function startingRoute(book: RouteBook, me: string): Route {
  return {
    id: freeId("new-route", book.routes),
    name: "",
    deadline: "15m",
    approval: {
      sets: [{ thresholds: [plainThreshold] }],
      distinct_people: true,
      assurance: "slack",
      reason_required: false,
    },
    steps: [{ after: "0m", notify: [firstTarget(book, me)] }],
    repeat: 0,
    ack_timeout: "5m",
    hold: "0s",
  };
}

export const plainThreshold: Threshold = { approve: 1, deny: 1, level: 1 };

/** The schedule the writer is on call for, else the team they are in, else they themselves. */
function firstTarget(book: RouteBook, me: string): string {
  const schedule = Object.entries(book.schedules).find(([, { people }]) => people.includes(me));
  if (schedule) return `schedule:${schedule[0]}`;
  const team = Object.entries(book.teams).find(([, { members }]) => members.includes(me));
  return team ? `team:${team[0]}` : `person:${me}`;
}

/** Another of the same, under a name of its own. It takes nothing until somebody says what. */
export function copyOf(route: Route, book: RouteBook): Route {
  return {
    ...route,
    id: freeId(`${route.id}-copy`, book.routes),
    name: `${route.name ?? route.id} (copy)`,
    when: null,
  };
}

/** `Payments, at night` as `payments-at-night`: an id nobody has to think of. */
export function idFor(name: string, book: RouteBook): string {
  return freeId(slugOf(name) || "new-route", book.routes);
}

/** The route with one more step: five minutes after the last, or halfway to the deadline where that is sooner. */
export function withStep(route: Route): Route {
  const last = route.steps.at(-1);
  const from = last ? seconds(last.after) : 0;
  const left = seconds(route.deadline) - from;
  const gap = left > 5 * MINUTE ? 5 * MINUTE : Math.max(MINUTE, Math.floor(left / 2 / MINUTE) * MINUTE);
  const after = last && Number.isFinite(from + gap) ? durationOf(from + gap) : "0m";
  return { ...route, steps: [...route.steps, { after, notify: [] }] };
}

const seconds = (typed: string): number => configuredSeconds(configuredDuration(typed) ?? "");

export const replaceAt = <T>(items: readonly T[], index: number, item: T): T[] =>
  items.toSpliced(index, 1, item);
export const removeAt = <T>(items: readonly T[], index: number): T[] => items.toSpliced(index, 1);

/** The surfaces of a condition that names nothing else; null where it says more than that. */
export function surfacesOf(when: string | null | undefined): readonly string[] | null {
  if (when == null) return null;
  const one = /^surface == '([^'\\]+)'$/.exec(when.trim());
  if (one?.[1]) return [one[1]];
  const many = /^surface in \[('[^'\\]+'(?:, ?'[^'\\]+')*)\]$/.exec(when.trim());
  return many?.[1] ? many[1].split(/, ?/).map((quoted) => quoted.slice(1, -1)) : null;
}

/** The condition that takes requests on these surfaces. */
export function whenOf(surfaces: readonly string[]): string {
  const quoted = surfaces.map((surface) => `'${surface}'`);
  return quoted.length === 1 ? `surface == ${quoted[0]}` : `surface in [${quoted.join(", ")}]`;
}

/** A route as it goes to the server: times as configuration writes them, and what was left empty left out. */
export const sent = (route: Route): Route => ({
  ...route,
  name: route.name?.trim() || null,
  deadline: time(route.deadline),
  max_deadline: route.max_deadline == null ? null : time(route.max_deadline),
  ack_timeout: time(route.ack_timeout),
  min_remaining: route.min_remaining == null ? null : time(route.min_remaining),
  hold: time(route.hold),
  steps: route.steps.map((step) => ({ ...step, after: time(step.after) })),
});

/** What cannot be read goes as it was typed: the server says so at its place. */
const time = (typed: string): string => configuredDuration(typed) ?? typed;

/** Whether every time is one: what is half typed is not worth asking the server about. */
export const isReadable = (route: Route): boolean => {
  const { deadline, max_deadline, ack_timeout, min_remaining, hold, steps } = route;
  const times = [
    deadline,
    max_deadline,
    ack_timeout,
    min_remaining,
    hold,
    ...steps.map(({ after }) => after),
  ];
  return times.every((typed) => typed == null || configuredDuration(typed) !== null);
};

/** A preview knows the route as a part of what it was sent; whoever saves it sends the route alone. */
export const withinRoute = (errors: readonly FieldError[] | undefined): readonly FieldError[] =>
  (errors ?? []).map(({ path, message }) => ({ path: path.replace(/^\/route(?=\/|$)/, ""), message }));
