import type { z } from "zod";
import { hint } from "@/lib/core/closest";
import type { Target } from "@/lib/core/directory";
import type { ConfigDocument } from "./config";
import type { FieldError } from "./errors";
import type { NotifyTarget } from "./targets";
import { toTarget } from "./to-core";

/** Where a configuration document names something of itself, and whether it is there. */

type Mention = {
  readonly path: string;
  readonly kind:
    | "person"
    | "team"
    | "schedule"
    | "channel"
    | "group"
    | "surface"
    | "route"
    | "policy"
    | "agent";
  readonly id: string;
};

/** Looking for what was meant costs; whoever has more to put right begins with these. */
const MOST_HINTS = 20;

/** Every id that the document names and that is not in it. */
export function references(document: ConfigDocument): readonly FieldError[] {
  const known: Readonly<Record<Mention["kind"], ReadonlySet<string>>> = {
    person: new Set(document.people.map(({ id }) => id)),
    team: new Set(document.teams.map(({ id }) => id)),
    schedule: new Set(document.schedules.map(({ id }) => id)),
    channel: new Set(document.channels.map(({ id }) => id)),
    group: new Set(document.slack_groups.map(({ id }) => id)),
    surface: new Set(document.surfaces.map(({ id }) => id)),
    route: new Set(document.routes.map(({ id }) => id)),
    policy: new Set(document.policies.map(({ id }) => id)),
    agent: new Set(document.agents.map(({ id }) => id)),
  };
  return mentions(document)
    .filter(({ kind, id }) => !known[kind].has(id))
    .map(({ path, kind, id }, index) => {
      const meant = index < MOST_HINTS ? hint(id, known[kind]) : "";
      return { path, message: `there is no ${kind} called ${id}${meant}` };
    });
}

const person = (path: string, id: string | null | undefined): readonly Mention[] => named(path, "person", id);

const target = (path: string, given: z.infer<typeof NotifyTarget> | null | undefined): readonly Mention[] => {
  const parsed = given == null ? null : toTarget(given);
  return parsed ? mentionOf(path, parsed) : [];
};

function mentionOf(path: string, target: Target): readonly Mention[] {
  switch (target.kind) {
    case "person":
    case "team":
    case "schedule":
    case "channel":
    case "group":
      return [{ path, kind: target.kind, id: target.id }];
    case "schedule_next":
      return [{ path, kind: "schedule", id: target.id }];
    case "manager":
      return person(path, target.id);
    case "least_loaded":
      return mentionOf(`${path}/one_of`, target.of);
    case "agent":
      return [];
    default:
      return target satisfies never;
  }
}

const each = <T>(
  path: string,
  items: readonly T[],
  mention: (path: string, item: T) => readonly Mention[],
): readonly Mention[] => items.flatMap((item, index) => mention(`${path}/${index}`, item));

function mentions(document: ConfigDocument): readonly Mention[] {
  const { organisation, people, teams, delegations, agents, surfaces, policies } = document;
  return [
    ...each("/people", people, (path, { manager }) => person(`${path}/manager`, manager)),
    ...each("/delegations", delegations, (path, { from, to }) => [
      ...person(`${path}/from`, from),
      ...person(`${path}/to`, to),
    ]),
    ...each("/organisation/fallback/notify", organisation.fallback.notify, target),
    ...named("/organisation/default_route", "route", organisation.default_route),
    ...each("/teams", teams, (path, team) => each(`${path}/members`, team.members, person)),
    ...each("/agents", agents, (path, agent) => person(`${path}/owner`, agent.owner)),
    ...each("/surfaces", surfaces, (path, surface) => target(`${path}/owner`, surface.owner)),
    ...each("/policies", policies, (path, policy) => [
      ...named(`${path}/surface`, "surface", policy.surface),
      ...named(`${path}/route`, "route", policy.route),
      ...target(`${path}/owner`, policy.owner),
      ...each(`${path}/examples`, policy.examples ?? [], exampleMentions),
    ]),
    ...scheduleMentions(document),
    ...routeMentions(document),
  ];
}

const exampleMentions = (
  path: string,
  { given, expect }: NonNullable<ConfigDocument["policies"][number]["examples"]>[number],
): readonly Mention[] => [
  ...named(`${path}/given/agent`, "agent", given.agent),
  ...named(`${path}/expect/route`, "route", expect.route),
  ...named(`${path}/expect/rule`, "policy", expect.rule),
];

const named = (path: string, kind: Mention["kind"], id: string | null | undefined): readonly Mention[] =>
  id == null ? [] : [{ path, kind, id }];

const scheduleMentions = ({ schedules }: ConfigDocument): readonly Mention[] =>
  each("/schedules", schedules, (path, schedule) => [
    ...each(`${path}/layers`, schedule.layers, (at, layer) =>
      each(`${at}/rotation/participants`, layer.rotation?.participants ?? [], person),
    ),
    ...each(`${path}/overrides`, schedule.overrides, (at, override) => [
      ...person(`${at}/person`, override.person),
      ...person(`${at}/with`, override.with),
    ]),
    ...each(`${path}/temporary`, schedule.temporary, (at, temporary) =>
      each(`${at}/shifts`, temporary.shifts, (shiftPath, shift) =>
        person(`${shiftPath}/person`, shift.person),
      ),
    ),
  ]);

const routeMentions = ({ routes }: ConfigDocument): readonly Mention[] =>
  each("/routes", routes, (path, route) => [
    ...each(`${path}/steps`, route.steps, (at, step) => each(`${at}/notify`, step.notify, target)),
    ...each(`${path}/approval/sets`, route.approval.sets, (at, set) =>
      each(`${at}/thresholds`, set.thresholds, (thresholdPath, threshold) =>
        each(`${thresholdPath}/from`, threshold.from ?? [], target),
      ),
    ),
  ]);
