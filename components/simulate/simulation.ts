import { parseAsString } from "nuqs/server";
import { ARGUMENT_LIMITS } from "@/lib/core/limits-input";
import type { Route } from "../routes/book";
import { type JsonObject, readJsonObject } from "../shared/form/json-text";
import { instantOf } from "../shared/zone-time";

/** What is tried out, as it stands in the address: a link shows whoever opens it the same question. */
export const simulationParsers = {
  agent: parseAsString.withDefault(""),
  surface: parseAsString.withDefault(""),
  tool: parseAsString.withDefault(""),
  args: parseAsString.withDefault(""),
  facts: parseAsString.withDefault(""),
  /** Tools the run has used before, one a line. */
  path: parseAsString.withDefault(""),
  behalf: parseAsString.withDefault(""),
  /** What a clock in `zone` shows; empty is now. */
  at: parseAsString.withDefault(""),
  zone: parseAsString.withDefault(""),
  /** Try this route, whatever would bring a request there. */
  route: parseAsString.withDefault(""),
};

export type Simulation = { readonly [K in keyof typeof simulationParsers]: string };

export type Faults = Readonly<Partial<Record<keyof Simulation, string>>>;

/** What the server is asked; null while there is nothing to ask. */
export type Question = {
  readonly action?: JsonObject;
  readonly route?: Route;
  readonly agent?: string;
  readonly at?: string;
};

export type Asked =
  | { readonly ok: true; readonly question: Question | null }
  | { readonly ok: false; readonly faults: Faults };

/** The question a simulation puts, or what keeps it from being one. */
export function questionOf(simulation: Simulation, routes: readonly Route[], zone: string): Asked {
  const { agent, surface, tool, at } = simulation;
  const instant = at === "" ? null : instantOf(at, simulation.zone || zone);
  const args = readJsonObject(simulation.args, ARGUMENT_LIMITS);
  const facts = readJsonObject(simulation.facts, ARGUMENT_LIMITS);
  const route = routes.find(({ id }) => id === simulation.route);
  const faults: Faults = {
    ...(args.ok ? {} : { args: args.message }),
    ...(facts.ok ? {} : { facts: facts.message }),
    ...(at !== "" && instant === null ? { at: "Write a date and a time." } : {}),
    ...(simulation.route !== "" && !route ? { route: `There is no route called ${simulation.route}.` } : {}),
  };
  if (!args.ok || !facts.ok || Object.keys(faults).length > 0) return { ok: false, faults };
  const moment = {
    ...(agent === "" ? {} : { agent }),
    ...(instant === null ? {} : { at: new Date(instant).toISOString() }),
  };
  if (route) return { ok: true, question: { route, ...moment } };
  if (surface === "" && tool === "") return { ok: true, question: null };
  return {
    ok: true,
    question: { action: actionOf(simulation, args.value ?? {}, facts.value ?? {}), ...moment },
  };
}

function actionOf(simulation: Simulation, args: JsonObject, facts: JsonObject): JsonObject {
  const { surface, tool, path, behalf } = simulation;
  const tools = path.split(/[\n,]/).map((line) => line.trim());
  return {
    ...(surface === "" ? {} : { surface }),
    ...(tool === "" ? {} : { tool }),
    arguments: args,
    facts,
    run: { id: "run_simulated", path: tools.filter((line) => line !== "").map((line) => ({ tool: line })) },
    ...(behalf === "" ? {} : { on_behalf_of: behalf }),
  };
}

const PLACES: readonly (readonly [path: string, field: keyof Simulation])[] = [
  ["/action/arguments", "args"],
  ["/action/facts", "facts"],
  ["/action/surface", "surface"],
  ["/action/tool", "tool"],
  ["/action/run", "path"],
  ["/action/on_behalf_of", "behalf"],
  ["/agent", "agent"],
  ["/at", "at"],
];

/** What the server found wrong with the question, by the field it is about. */
export function faultsOf(errors: readonly { readonly path: string; readonly message: string }[]): Faults {
  const faults: Partial<Record<keyof Simulation, string>> = {};
  for (const { path, message } of errors) {
    const place = PLACES.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
    if (!place) continue;
    const [prefix, field] = place;
    const inside = path.slice(prefix.length + 1).replaceAll("/", ".");
    const said = inside === "" ? message : `${inside} ${message}`;
    faults[field] = faults[field] ? `${faults[field]}; ${said}` : said;
  }
  return faults;
}
