import { schedulesIn } from "@/lib/core/directory";
import type { ConfigProblem } from "../config-plan";
import { pagedBy, type Rule, someOf } from "./scene";

/** Is somebody on call all through the time ahead, wherever a route relies on it? */
export const lintSchedules: Rule = ({ document, directory, routes, shiftsOf }) => {
  const users = new Map<string, Set<string>>();
  const use = (schedule: string, user: string) =>
    users.set(schedule, (users.get(schedule) ?? new Set()).add(user));
  for (const { config, route } of routes) {
    const approvers = route.approval.sets.flatMap(({ thresholds }) =>
      thresholds.flatMap(({ from }) => from ?? []),
    );
    for (const id of schedulesIn([...pagedBy(route), ...approvers])) use(id, config.id);
  }
  for (const id of schedulesIn(directory.fallback)) use(id, "the fallback");
  return document.schedules.flatMap(({ id }, index): ConfigProblem[] => {
    const usedBy = users.get(id);
    const gap = usedBy && shiftsOf(id)?.find(({ people }) => people.length === 0);
    if (!usedBy || !gap) return [];
    const [start, end] = [gap.start.toISOString(), gap.end.toISOString()];
    return [
      {
        code: "schedule_gap",
        severity: "warning",
        path: `/schedules/${index}`,
        message: `nobody is on call from ${start} until ${end}, and ${someOf([...usedBy])} ${usedBy.size === 1 ? "relies" : "rely"} on it`,
      },
    ];
  });
};
