import { ProposeInput, type Ruling } from "@/lib/contract/actions";
import { checkDocument } from "@/lib/contract/check-document";
import type { ConfigDocument } from "@/lib/contract/config";
import { DomainError } from "@/lib/contract/errors";
import { fieldErrors } from "@/lib/contract/field-errors";
import type { RouteLadder, RoutePreview, RoutePreviewInput } from "@/lib/contract/route-preview";
import type { EscalationRoute } from "@/lib/core/escalation-route";
import { database } from "@/lib/db/client";
import { statements } from "@/lib/db/pipeline";
import { BatchFacts, type Prepared, prepare } from "../actions/intake-facts";
import { checkSchema } from "../actions/intake-plan";
import { openingFor } from "../actions/opening";
import { ruleOn } from "../actions/ruling";
import type { Context } from "../context";
import type { Moment } from "../requests/transact";
import { reading } from "../requests/world";
import { rehearse } from "../routes/rehearse";
import { asItIsNow } from "./as-it-is-now";
import { refuseNoun } from "./collections";
import { schedulesOf } from "./schedule-versions";
import { compileSnapshot, type Snapshot } from "./snapshot";

type Route = ConfigDocument["routes"][number];

/** Not a slug, so no agent can be called this. */
const NO_AGENT = "(any agent)";
const PREVIEWED = "act_preview";

/**
 * What would happen to an action proposed at an instant (by default now): how the gate rules, whom the route pages when
 * if nobody answers, and who could approve. A route that is not saved may stand in for the one with its id; without an
 * action, it is what would happen to one that took it. The same code as when it happens, and nothing is written. What
 * would keep the draft from being saved is among its problems. Errors: invalid, schema_mismatch.
 */
export async function previewRoute(ctx: Context, input: RoutePreviewInput): Promise<RoutePreview> {
  refuseNoun(ctx, "routes");
  const { organisation } = ctx.actor;
  const { current: inForce, now } = await reading(organisation);
  const at = input.at === undefined ? now : new Date(input.at);
  const current = at < now ? await withSchedulesOf(organisation, inForce, at) : inForce;
  const draft = input.route ? withRoute(current, input.route) : { current, problems: [] };
  const moment: Moment = {
    organisation,
    now: at,
    current: await asItIsNow(statements(), organisation, draft.current),
    pinned: new Map([[current.version, current]]),
  };
  const agent = agentFor(moment, input.agent);
  const found = answer(moment, agent, input);
  return { ...found, problems: [...draft.problems, ...found.problems] };
}

function answer(moment: Moment, agent: string, { action, route }: RoutePreviewInput): RoutePreview {
  if (action !== undefined) return ofAction(moment, agent, parseAction(action));
  if (!route) throw new Error("a preview without an action is of a route");
  return { ruling: null, ...ladderOf(moment, route.id, agent) };
}

/** What would happen to a request opened on this route now, whatever brought it there. */
export function ladderOf(moment: Moment, route: string, agent: string = NO_AGENT): RouteLadder {
  const anything = ProposeInput.parse({ tool: "any" });
  const unlimited = withoutLimits(moment, route);
  return rehearse(unlimited, openingFor(unlimited, proposed(moment, agent, anything), { route }, PREVIEWED));
}

/** Where no action is named there are no amounts, so nothing can be said of limits on them. */
function withoutLimits(moment: Moment, id: string): Moment {
  const route = moment.current.routes.get(id);
  if (!route) return moment;
  const routes = new Map(moment.current.routes).set(id, { ...route, approval: unlimitedRule(route) });
  return { ...moment, current: { ...moment.current, routes } };
}

const unlimitedRule = ({ approval }: EscalationRoute): EscalationRoute["approval"] => ({
  ...approval,
  sets: approval.sets.map(({ thresholds }) => ({
    thresholds: thresholds.map(({ upTo: _, ...threshold }) => threshold),
  })),
});

const proposed = (moment: Moment, agent: string, input: ProposeInput): Prepared =>
  prepare(moment, {
    input,
    idempotency: null,
    supersedes: null,
    actor: { kind: "agent", organisation: moment.organisation, agent, keyId: "" },
  });

function ofAction(moment: Moment, agent: string, input: ProposeInput): RoutePreview {
  const prepared = proposed(moment, agent, input);
  checkSchema(moment, prepared, "/action");
  // An agent that has asked for nothing lately: what is previewed is the rules, not the rush.
  const facts = new BatchFacts([prepared], {
    liveKeys: new Set(),
    replies: [],
    earlier: [],
    rates: [],
    open: [],
    freezes: [],
    throttles: [],
  });
  const ruling = ruleOn(moment, facts, prepared);
  if (ruling.view.verdict !== "escalate") return notEscalated(moment, ruling.view);
  return { ruling: ruling.view, ...rehearse(moment, openingFor(moment, prepared, ruling, PREVIEWED)) };
}

const notEscalated = ({ now }: Moment, ruling: Ruling): RoutePreview => ({
  ruling,
  route: null,
  opened_at: now.toISOString(),
  deadline_at: null,
  steps: [],
  reminders: [],
  fallback: null,
  approvers: [],
  excluded: [],
  problems: [],
});

/** The configuration in force, with schedules that still know who was on call then. */
async function withSchedulesOf(organisation: string, current: Snapshot, since: Date): Promise<Snapshot> {
  const { document, version, directory } = current;
  const schedules = await schedulesOf(database(), organisation, { document, version, since });
  return { ...current, directory: { ...directory, schedules } };
}

type Draft = { readonly current: Snapshot; readonly problems: RoutePreview["problems"] };

/** The configuration as it would be with this route saved, whether or not it could be. */
function withRoute(current: Snapshot, route: Route): Draft {
  const { routes } = current.document;
  const known = routes.findIndex(({ id }) => id === route.id);
  const index = known === -1 ? routes.length : known;
  const document = { ...current.document, routes: routes.toSpliced(index, 1, route) };
  const place = `/routes/${index}/`;
  const problems = checkDocument(document)
    .filter(({ path }) => path.startsWith(place))
    .map(({ path, message }) => ({ code: "invalid", path: `/${path.slice(place.length)}`, message }));
  const snapshot = compileSnapshot(document, { ...current, schedules: current.directory.schedules });
  return { current: snapshot, problems };
}

function agentFor({ current }: Moment, agent: string | undefined): string {
  if (agent === undefined) return NO_AGENT;
  if (current.agents.has(agent)) return agent;
  throw new DomainError("invalid", "The preview names an agent that is not configured.", {
    errors: [{ path: "/agent", message: `there is no agent called ${agent}` }],
  });
}

/** What would be sent to `POST /api/v1/actions`, read by the same schema. */
function parseAction(action: NonNullable<RoutePreviewInput["action"]>): ProposeInput {
  const parsed = ProposeInput.safeParse(action);
  if (parsed.success) return parsed.data;
  throw new DomainError("invalid", "The action is not one that could be proposed.", {
    errors: fieldErrors(parsed.error.issues, { schema: ProposeInput, value: action }).map(
      ({ path, message }) => ({ path: `/action${path}`, message }),
    ),
  });
}
