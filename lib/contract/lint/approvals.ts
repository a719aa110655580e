import type { Threshold } from "@/lib/core/approval-rule";
import { type AuthorityQuestion, isSatisfiable, qualified } from "@/lib/core/authority";
import type { ConfigProblem } from "../config-plan";
import { type LintedRoute, pagedBy, type Rule, type Scene, schedulesIn, someOf } from "./scene";

/** Can anybody say yes? A route that nobody can satisfy opens requests that are denied at their deadline. */
export const lintApprovals: Rule = (scene) =>
  scene.routes.flatMap((linted) => {
    const instants = instantsFor(linted, scene);
    // Who is on call is written elsewhere, so nobody can say from here who could approve.
    if (!instants) return [];
    const open = instants.filter((at) => isSatisfiable(ask(linted, scene, at)));
    const thresholds = thresholdProblems(linted, scene, instants);
    if (open.length === 0) return [unroutable(linted), ...thresholds];
    return [
      ...(open.length < instants.length ? [sometimesUnroutable(linted, instants, open)] : []),
      ...ownerProblems(linted, scene, open),
      ...thresholds,
    ];
  });

const ask = (
  { route }: LintedRoute,
  { directory }: Scene,
  now: Date,
  owner: string | null = null,
): AuthorityQuestion => ({
  route,
  directory,
  excluded: owner === null ? [] : [{ person: owner, why: "owner" }],
  paged: [],
  now,
});

const unroutable = ({ config, path }: LintedRoute): ConfigProblem => ({
  code: "unroutable",
  severity: "error",
  path: `${path}/approval`,
  message: `nobody can ever approve a request on ${config.id}: the fallback is paged and it is denied at its deadline`,
});

function sometimesUnroutable(
  { config, path }: LintedRoute,
  instants: readonly Date[],
  open: readonly Date[],
): ConfigProblem {
  const closed = instants.find((at) => !open.includes(at));
  return {
    code: "unroutable_at_times",
    severity: "warning",
    path: `${path}/approval`,
    message: `at ${closed?.toISOString()} too few people could approve a request on ${config.id}`,
  };
}

/** The one person who could say yes owns the agent, and nobody approves what their own agent wants. */
function ownerProblems(linted: LintedRoute, scene: Scene, open: readonly Date[]): readonly ConfigProblem[] {
  const agentsOf = new Map<string, string[]>();
  for (const { id, owner } of scene.document.agents) {
    if (owner != null) agentsOf.set(owner, [...(agentsOf.get(owner) ?? []), id]);
  }
  const counted = new Set(
    open.flatMap((at) =>
      qualified(ask(linted, scene, at)).approve.flatMap((set) => set.flatMap((people) => [...people])),
    ),
  );
  return [...agentsOf].flatMap(([owner, agents]): ConfigProblem[] => {
    if (!counted.has(owner) || open.some((at) => isSatisfiable(ask(linted, scene, at, owner)))) return [];
    const { config, path } = linted;
    return [
      {
        code: "unroutable_for_owner",
        severity: "warning",
        path: `${path}/approval`,
        message: `without ${owner}, who owns ${someOf(agents)} and so cannot approve for it, nobody can approve a request on ${config.id}`,
      },
    ];
  });
}

/** What is wrong with each threshold by itself, whoever may be on call. */
function thresholdProblems(
  { config, route, path }: LintedRoute,
  scene: Scene,
  instants: readonly Date[],
): readonly ConfigProblem[] {
  return config.approval.sets.flatMap((set, setIndex) =>
    set.thresholds.flatMap((_, index): ConfigProblem[] => {
      const threshold = route.approval.sets[setIndex]?.thresholds[index];
      if (!threshold || threshold.approve === 0) return [];
      const named = threshold.from ?? pagedBy(route);
      const teams = instants.map((at) => scene.peopleOf(named, at));
      const found = shortfall(threshold, teams, scene);
      const place = `${path}/approval/sets/${setIndex}/thresholds/${index}`;
      return found ? [{ severity: "warning", ...found, path: `${place}/${found.path}` }] : [];
    }),
  );
}

type Shortfall = Pick<ConfigProblem, "code" | "path" | "message">;

/** Of the instants, the best: a threshold that can be met at one of them can be met. */
function shortfall(
  threshold: Threshold,
  groups: readonly (readonly string[])[],
  { directory }: Scene,
): Shortfall | null {
  const { approve, level } = threshold;
  const everybody = [...new Set(groups.flat())];
  if (everybody.length === 0) return { code: "approvers_nobody", path: "from", message: "this is nobody" };
  const mayDecide = (person: string) => directory.people.get(person)?.role !== "auditor";
  if (!everybody.some(mayDecide))
    return {
      code: "approvers_only_auditors",
      path: "from",
      message: "auditors read everything and decide nothing",
    };
  const isHighEnough = (person: string) => (directory.people.get(person)?.level ?? 0) >= level;
  if (!everybody.some((person) => mayDecide(person) && isHighEnough(person)))
    return {
      code: "level_unheld",
      path: "level",
      message: `none of ${someOf(everybody)} has level ${level}`,
    };
  const most = Math.max(
    ...groups.map((people) => people.filter((person) => mayDecide(person) && isHighEnough(person)).length),
  );
  if (most >= approve) return null;
  return {
    code: "threshold_above_size",
    path: "approve",
    message: `asks ${approve} people, and there ${most === 1 ? "is" : "are"} never more than ${most}`,
  };
}

const MOST_INSTANTS = 40;

/** The instants of the time ahead at which different people are on call; null where the document does not say who is. */
function instantsFor({ route }: LintedRoute, scene: Scene): readonly Date[] | null {
  const named = route.approval.sets.flatMap(({ thresholds }) =>
    thresholds.flatMap(({ from }) => from ?? pagedBy(route)),
  );
  const tracks = [...new Set(schedulesIn(named))].map(scene.shiftsOf);
  const known = tracks.flatMap((track) => (track ? [track] : []));
  if (known.length < tracks.length) return null;
  const starts = [...new Set(known.flat().map(({ start }) => start.getTime()))].sort((a, b) => a - b);
  const seen = new Map<string, Date>([[momentOf(known, scene.now), scene.now]]);
  for (const start of starts) {
    const at = new Date(start);
    const moment = momentOf(known, at);
    if (!seen.has(moment)) seen.set(moment, at);
    if (seen.size >= MOST_INSTANTS) break;
  }
  return [...seen.values()];
}

/** Who is on call at an instant, as a text to compare. */
const momentOf = (
  tracks: readonly (readonly { start: Date; end: Date; people: readonly string[] }[])[],
  at: Date,
) =>
  tracks
    .map((shifts) => shifts.find(({ start, end }) => start <= at && at < end)?.people.join(",") ?? "")
    .join("|");
