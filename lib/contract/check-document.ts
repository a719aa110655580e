import { compileCondition } from "@/lib/core/condition";
import { LONGEST_CAP_SECONDS } from "@/lib/core/escalation-route";
import { compileInputSchema } from "@/lib/core/input-schema";
import { checkSchedule } from "@/lib/core/schedule-check";
import { createRegistry } from "@/lib/core/surface";
import { isZoneName } from "@/lib/core/zoned-time";
import { checkDelegations } from "./check-delegations";
import { checkSlackGroups } from "./check-slack-groups";
import { checkWebhooks } from "./check-webhooks";
import type { ConfigDocument } from "./config";
import type { FieldError } from "./errors";
import { runExamples } from "./examples";
import { compileGate, type Gate } from "./gate";
import { NOUNS } from "./nouns";
import { references } from "./references";
import { durationSeconds, toSchedule, toSurface } from "./to-core";

/**
 * What a schema cannot say of a configuration: every reference leads somewhere, every condition compiles, every
 * schedule is a schedule, and no rule looks satisfiable when it is not. A document with a finding is not saved.
 */
export function checkDocument(document: ConfigDocument): readonly FieldError[] {
  const gate = compileGate(document);
  const errors = [
    ...uniqueIds(document),
    ...zones(document),
    ...references(document),
    ...people(document),
    ...slackAccounts(document),
    ...checkDelegations(document),
    ...checkWebhooks(document),
    ...surfaces(document),
    ...schedules(document),
    ...checkSlackGroups(document),
    ...policies(document, gate),
    ...routes(document),
  ];
  // Of rules that are not sound there is nothing to try.
  return errors.length > 0 ? errors : runExamples(document, gate).errors;
}

function uniqueIds(document: ConfigDocument): readonly FieldError[] {
  return NOUNS.flatMap((noun) => {
    const seen = new Set<string>();
    return document[noun].flatMap(({ id }, index) => {
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      return [{ path: `/${noun}/${index}/id`, message: `there is already one called ${id}` }];
    });
  });
}

const zones = ({ organisation, schedules, people }: ConfigDocument): readonly FieldError[] =>
  [
    { path: "/organisation/time_zone", zone: organisation.time_zone },
    ...schedules.map(({ time_zone }, index) => ({ path: `/schedules/${index}/time_zone`, zone: time_zone })),
    ...people.map(({ time_zone }, index) => ({ path: `/people/${index}/time_zone`, zone: time_zone })),
  ].flatMap(({ path, zone }) =>
    zone == null || isZoneName(zone)
      ? []
      : [{ path, message: `${zone} is not an IANA time zone, such as Europe/Madrid` }],
  );

/** Whoever asks for a manager's manager, and theirs, comes to an end. */
const people = ({ people }: ConfigDocument): readonly FieldError[] => {
  const managers = new Map(people.map(({ id, manager }) => [id, manager ?? null]));
  return people.flatMap(({ id }, index) => {
    const above = new Set<string>();
    let next = managers.get(id) ?? null;
    while (next !== null && next !== id && !above.has(next)) {
      above.add(next);
      next = managers.get(next) ?? null;
    }
    return next === id
      ? [{ path: `/people/${index}/manager`, message: `${id} would be above themselves` }]
      : [];
  });
};

/**
 * Whoever answers from a Slack account is one person. Written without its workspace an account may be that member of
 * any: what nobody can tell apart here is the same.
 */
function slackAccounts({ people }: ConfigDocument): readonly FieldError[] {
  const holders = new Map<string, string>();
  return people.flatMap(({ id, name, slack }, index) => {
    if (slack == null) return [];
    const [user = "", team] = slack.split("/").reverse();
    const anywhere = `*/${user}`;
    const holder = holders.get(slack) ?? holders.get(team === undefined ? anywhere : user);
    for (const key of [slack, anywhere]) if (!holders.has(key)) holders.set(key, `${name} (${id})`);
    if (holder === undefined) return [];
    return [{ path: `/people/${index}/slack`, message: `this is the Slack account of ${holder} already` }];
  });
}

function surfaces(document: ConfigDocument): readonly FieldError[] {
  const index = new Map(document.surfaces.map(({ id }, position) => [id, position]));
  const { problems } = createRegistry(document.surfaces.map(toSurface));
  const overlaps = problems
    .filter(({ message }) => message.includes("belongs to"))
    .map(({ surface, message }) => ({ path: `/surfaces/${index.get(surface) ?? 0}/tools`, message }));
  const schemas = document.surfaces.flatMap(({ input_schema }, position) => {
    const compiled = input_schema == null ? null : compileInputSchema(input_schema);
    if (compiled === null || compiled.ok) return [];
    return compiled.errors.map(({ path, message }) => ({
      path: `/surfaces/${position}/input_schema${path}`,
      message,
    }));
  });
  return [...overlaps, ...schemas];
}

const schedules = ({ schedules, organisation }: ConfigDocument): readonly FieldError[] => {
  if (!isZoneName(organisation.time_zone)) return [];
  return schedules.flatMap((schedule, index) => {
    if (schedule.time_zone != null && !isZoneName(schedule.time_zone)) return [];
    return checkSchedule(toSchedule(schedule, organisation.time_zone)).map(({ path, message }) => ({
      path: `/schedules/${index}/${wirePath(path)}`,
      message,
    }));
  });
};

/** `layers.0.rotation.shiftLength` as a JSON Pointer with the wire's names. */
export const wirePath = (path: string): string =>
  path.replaceAll(".", "/").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function policies(document: ConfigDocument, gate: Gate): readonly FieldError[] {
  const problems = gate.policyProblems.filter(
    ({ message }) =>
      !message.startsWith("there is no surface") && !message.startsWith("this id is used twice"),
  );
  const index = new Map(document.policies.map(({ id }, position) => [id, position]));
  const conditions = problems.map(({ policy, message, line, column }) => ({
    path: `/policies/${index.get(policy) ?? 0}/when`,
    message: `policy ${policy}${line === undefined ? "" : `, condition ${line}:${column}`}: ${message}`,
  }));
  return [...limits(document), ...conditions];
}

const LONGEST_WINDOW_SECONDS = 30 * 86_400;

const limits = ({ policies }: ConfigDocument): readonly FieldError[] =>
  policies.flatMap(({ verdict, limit, constraints }, index) => {
    if (constraints && verdict !== "sandbox")
      return [{ path: `/policies/${index}/constraints`, message: "only a sandbox has constraints" }];
    if (!limit) return [];
    const path = `/policies/${index}/limit`;
    if (verdict !== "throttle") return [{ path, message: "only a throttle has a limit" }];
    const seconds = durationSeconds(limit.window);
    return seconds >= 1 && seconds <= LONGEST_WINDOW_SECONDS
      ? []
      : [{ path: `${path}/window`, message: "a window is from 1s to 30d" }];
  });

const routes = ({ routes }: ConfigDocument): readonly FieldError[] =>
  routes.flatMap((route, index) => {
    const path = `/routes/${index}`;
    const errors: FieldError[] = [];
    const seconds = durationSeconds(route.deadline);
    if (seconds < 1) errors.push({ path: `${path}/deadline`, message: "a deadline is at least 1s" });
    const cap = durationSeconds(route.max_deadline ?? route.deadline);
    if (Math.max(cap, seconds) > LONGEST_CAP_SECONDS) {
      errors.push({
        path: `${path}/${route.max_deadline ? "max_deadline" : "deadline"}`,
        message: "nothing waits longer than 7d",
      });
    }
    const condition = route.when == null ? null : compileCondition(route.when);
    if (condition && !condition.ok) {
      errors.push(...condition.errors.map(({ message }) => ({ path: `${path}/when`, message })));
    }
    route.approval.sets.forEach((set, setIndex) => {
      // `from: []` is nobody, however many are asked for.
      if (set.thresholds.some(({ approve, from }) => approve > 0 && from?.length !== 0)) return;
      errors.push({
        path: `${path}/approval/sets/${setIndex}`,
        message: "none of its thresholds can approve",
      });
    });
    return errors;
  });
