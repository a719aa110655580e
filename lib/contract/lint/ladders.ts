import type { Directory, Target } from "@/lib/core/directory";
import type { ConfigProblem } from "../config-plan";
import { durationSeconds } from "../to-core";
import { isToldElsewhere, type LintedRoute, pagedBy, type Rule, type Scene } from "./scene";

/** Is everybody paged whom the route names, and in time? */
export const lintLadders: Rule = (scene) =>
  scene.routes.flatMap((linted) => [
    ...lateSteps(linted),
    ...lateRounds(linted),
    ...emptySteps(linted, scene),
    ...nobodyPaged(linted, scene),
  ]);

function lateSteps({ config, route, path }: LintedRoute): readonly ConfigProblem[] {
  return config.steps.flatMap((step, index): ConfigProblem[] => {
    const place = `${path}/steps/${index}/after`;
    const left = route.deadlineSeconds - durationSeconds(step.after);
    if (left <= 0)
      return [
        {
          code: "step_after_deadline",
          severity: "warning",
          path: place,
          message: "this step never fires: it is not before the deadline",
        },
      ];
    if (left >= route.minRemainingSeconds) return [];
    return [
      {
        code: "step_leaves_no_time",
        severity: "warning",
        path: place,
        message: `whoever is paged here has ${left} s to answer, less than min_remaining`,
      },
    ];
  });
}

/** Each further round starts `ack_timeout` after the last step of the one before. */
function lateRounds({ config, route, path }: LintedRoute): readonly ConfigProblem[] {
  const last = Math.max(0, ...route.steps.map(({ afterSeconds }) => afterSeconds));
  const round = last + route.ackTimeoutSeconds;
  const rounds = round === 0 ? config.repeat : Math.floor((route.deadlineSeconds - 1) / round);
  if (config.repeat === 0 || rounds >= config.repeat) return [];
  return [
    {
      code: "repeat_after_deadline",
      severity: "warning",
      path: `${path}/repeat`,
      message: `the deadline comes after ${rounds === 0 ? "the first round" : `${rounds} of these`}: shorten the steps or repeat less`,
    },
  ];
}

function emptySteps({ route, path }: LintedRoute, { directory }: Scene): readonly ConfigProblem[] {
  return route.steps.flatMap(({ notify }, index): ConfigProblem[] => {
    // Who is on call changes, and gaps are said of the schedule.
    if (notify.some((target) => !isEmptyTeam(target, directory))) return [];
    return [
      {
        code: "empty_step",
        severity: "warning",
        path: `${path}/steps/${index}/notify`,
        message: "this step is nobody, and is skipped at once",
      },
    ];
  });
}

const isEmptyTeam = (target: Target, directory: Directory): boolean =>
  target.kind === "least_loaded"
    ? isEmptyTeam(target.of, directory)
    : target.kind === "team" && (directory.teams.get(target.id)?.length ?? 0) === 0;

function nobodyPaged({ config, route, path }: LintedRoute, scene: Scene): readonly ConfigProblem[] {
  const named = pagedBy(route);
  if (isToldElsewhere(named, scene) || scene.peopleOf(named).length > 0) return [];
  return [
    {
      code: "nobody_paged",
      severity: "warning",
      path: `${path}/steps`,
      message: `a request on ${config.id} would page nobody now; the fallback would be paged`,
    },
  ];
}
