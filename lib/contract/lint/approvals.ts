import { isMet, type Qualified, type Threshold } from "@/lib/core/approval-rule";
import { qualified } from "@/lib/core/authority";
import { schedulesIn } from "@/lib/core/directory";
import type { ConfigProblem } from "../config-plan";
import { isToldElsewhere, type LintedRoute, pagedBy, type Rule, type Scene, someOf } from "./scene";

/** Can anybody say yes? A route that nobody can satisfy opens requests that are denied at their deadline. */
export const lintApprovals: Rule = (scene) =>
  scene.routes.flatMap((linted) => {
    const instants = instantsFor(linted, scene);
    if (!instants) return [];
    const first = instants.slice(0, FEW_INSTANTS).map((at) => momentAt(linted, scene, at));
    const isEverOpen = first.some((moment) => isOpen(linted, moment));
    // Never is a strong word, so it is said after looking further.
    const later = isEverOpen ? [] : instants.slice(FEW_INSTANTS).map((at) => momentAt(linted, scene, at));
    const moments = [...first, ...later];
    const open = moments.filter((moment) => isOpen(linted, moment));
    const thresholds = thresholdProblems(linted, scene, moments);
    if (open.length === 0) return [unroutable(linted), ...thresholds];
    const closed = moments.find((moment) => !open.includes(moment));
    return [
      ...(closed ? [sometimesUnroutable(linted, closed)] : []),
      ...ownerProblems(linted, scene, open),
      ...thresholds,
    ];
  });

/** Who could approve at an instant, separation of duties aside. */
type Moment = { readonly at: Date; readonly qualified: Qualified; readonly approvers: ReadonlySet<string> };

function momentAt({ route }: LintedRoute, { directory }: Scene, now: Date): Moment {
  const { approve } = qualified({ route, directory, excluded: [], paged: [], now });
  return { at: now, qualified: approve, approvers: new Set(approve.flat().flatMap((people) => [...people])) };
}

function isOpen({ route }: LintedRoute, { qualified, approvers }: Moment, without?: string): boolean {
  const left =
    without === undefined ? approvers : new Set([...approvers].filter((person) => person !== without));
  return isMet(route.approval, qualified, left);
}

const unroutable = ({ config, path }: LintedRoute): ConfigProblem => ({
  code: "unroutable",
  severity: "error",
  path: `${path}/approval`,
  message: `nobody can ever approve a request on ${config.id}: the fallback is paged and it is denied at its deadline`,
});

const sometimesUnroutable = ({ config, path }: LintedRoute, { at }: Moment): ConfigProblem => ({
  code: "unroutable_at_times",
  severity: "warning",
  path: `${path}/approval`,
  message: `at ${at.toISOString()} too few people could approve a request on ${config.id}`,
});

/** The one person who could say yes owns the agent, and nobody approves what their own agent wants. */
function ownerProblems(linted: LintedRoute, scene: Scene, open: readonly Moment[]): readonly ConfigProblem[] {
  const agentsOf = new Map<string, string[]>();
  for (const { id, owner } of scene.document.agents) {
    if (owner != null) agentsOf.set(owner, [...(agentsOf.get(owner) ?? []), id]);
  }
  return [...agentsOf].flatMap(([owner, agents]): ConfigProblem[] => {
    if (open.some((moment) => !moment.approvers.has(owner) || isOpen(linted, moment, owner))) return [];
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
  moments: readonly Moment[],
): readonly ConfigProblem[] {
  return config.approval.sets.flatMap((set, setIndex) =>
    set.thresholds.flatMap((_, index): ConfigProblem[] => {
      const threshold = route.approval.sets[setIndex]?.thresholds[index];
      if (!threshold || threshold.approve === 0) return [];
      const most = Math.max(...moments.map(({ qualified }) => qualified[setIndex]?.[index]?.size ?? 0));
      if (most >= threshold.approve) return [];
      const named = threshold.from ?? pagedBy(route);
      const everybody = [...new Set(moments.flatMap(({ at }) => scene.peopleOf(named, at)))];
      const found = shortfall(threshold, { everybody, most }, scene);
      const place = `${path}/approval/sets/${setIndex}/thresholds/${index}`;
      return [{ severity: "warning", ...found, path: `${place}/${found.path}` }];
    }),
  );
}

type Shortfall = Pick<ConfigProblem, "code" | "path" | "message">;

/** Why a threshold is never met, though `most` people at a time could. */
function shortfall(
  { approve, level }: Threshold,
  { everybody, most }: { readonly everybody: readonly string[]; readonly most: number },
  { directory }: Scene,
): Shortfall {
  if (everybody.length === 0) return { code: "approvers_nobody", path: "from", message: "this is nobody" };
  const deciding = everybody.filter((person) => directory.people.get(person)?.role !== "auditor");
  if (deciding.length === 0)
    return {
      code: "approvers_only_auditors",
      path: "from",
      message: "auditors read everything and decide nothing",
    };
  if (!deciding.some((person) => (directory.people.get(person)?.level ?? 0) >= level))
    return {
      code: "level_unheld",
      path: "level",
      message: `none of ${someOf(everybody)} has level ${level}`,
    };
  return {
    code: "threshold_above_size",
    path: "approve",
    message: `asks ${approve} people, and there ${most === 1 ? "is" : "are"} never more than ${most}`,
  };
}

/** Of different people on call; a few are enough to find that somebody can approve. */
const FEW_INSTANTS = 10;
const MOST_INSTANTS = 40;

/** The instants of the time ahead at which different people are on call; null where nobody can say from here. */
function instantsFor({ route }: LintedRoute, scene: Scene): readonly Date[] | null {
  const named = route.approval.sets.flatMap(({ thresholds }) =>
    thresholds.flatMap(({ from }) => from ?? pagedBy(route)),
  );
  if (isToldElsewhere(named, scene)) return null;
  const known = [...new Set(schedulesIn(named))].flatMap((id) => [scene.shiftsOf(id) ?? []]);
  const starts = [...new Set(known.flat().map(({ start }) => start.getTime()))].sort((a, b) => a - b);
  const seen = new Map<string, Date>([[onCallAt(known, scene.now), scene.now]]);
  for (const start of starts) {
    const at = new Date(start);
    const moment = onCallAt(known, at);
    if (!seen.has(moment)) seen.set(moment, at);
    if (seen.size >= MOST_INSTANTS) break;
  }
  return [...seen.values()];
}

/** Who is on call at an instant, as a text to compare. */
const onCallAt = (
  tracks: readonly (readonly { start: Date; end: Date; people: readonly string[] }[])[],
  at: Date,
) =>
  tracks
    .map((shifts) => shifts.find(({ start, end }) => start <= at && at < end)?.people.join(",") ?? "")
    .join("|");
