import type { ConfigDocument } from "@/lib/contract/config";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { durationSeconds, targets, toPerson, toRoute, toSchedule } from "@/lib/contract/to-core";
import { isSatisfiable } from "@/lib/core/authority";
import { type Directory, resolveTargets } from "@/lib/core/directory";

/** What is allowed but probably not meant. Nothing here stops a save. */
export function lint(document: ConfigDocument, now: Date): ConfigPlan["problems"] {
  const { organisation } = document;
  const directory: Directory = {
    people: new Map(document.people.map((person) => [person.id, toPerson(person)])),
    teams: new Map(document.teams.map((team) => [team.id, team.members])),
    schedules: new Map(
      document.schedules.map((schedule) => [schedule.id, toSchedule(schedule, organisation.time_zone)]),
    ),
    fallback: targets(organisation.fallback.notify),
  };
  return document.routes.flatMap((config, index) => {
    const route = toRoute(config);
    const path = `/routes/${index}`;
    const problems: ConfigPlan["problems"] = [];
    if (!isSatisfiable({ route, directory, excluded: [], paged: [], now })) {
      problems.push({
        code: "unroutable",
        severity: "error",
        path: `${path}/approval`,
        message: `too few people could approve a request on ${config.id} now`,
      });
    }
    config.steps.forEach((step, position) => {
      if (durationSeconds(step.after) >= route.deadlineSeconds) {
        problems.push({
          code: "step_after_deadline",
          severity: "warning",
          path: `${path}/steps/${position}/after`,
          message: "this step never fires: it is not before the deadline",
        });
      }
    });
    const reached = route.steps.flatMap((step) => resolveTargets(step.notify, directory, now));
    if (reached.length === 0) {
      problems.push({
        code: "nobody_paged",
        severity: "warning",
        path: `${path}/steps`,
        message: `a request on ${config.id} would page nobody now; the fallback would be paged`,
      });
    }
    return problems;
  });
}
