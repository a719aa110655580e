import { type Directory, resolveTargets, schedulesIn, type Target } from "@/lib/core/directory";
import type { EscalationRoute } from "@/lib/core/escalation-route";
import { type Shift, timeline } from "@/lib/core/schedule";
import type { ConfigDocument } from "../config";
import type { ConfigProblem } from "../config-plan";
import { toRoute } from "../to-core";
import { toDirectory } from "../to-directory";

/** What every rule of the linter looks at: the document, what it means, and the time ahead. */
export type LintedRoute = {
  readonly config: ConfigDocument["routes"][number];
  readonly route: EscalationRoute;
  /** Its place in the document. */
  readonly path: string;
};

export type Scene = {
  readonly document: ConfigDocument;
  readonly directory: Directory;
  readonly now: Date;
  readonly routes: readonly LintedRoute[];
  /** The people some targets mean at an instant. */
  readonly peopleOf: (targets: readonly Target[], at?: Date) => readonly string[];
  /** Who is on call over the time ahead; null where the document alone does not say. */
  readonly shiftsOf: (schedule: string) => readonly Shift[] | null;
};

export type Rule = (scene: Scene) => readonly ConfigProblem[];

const AHEAD_MS = 30 * 24 * 3_600_000;

export function sceneOf(document: ConfigDocument, now: Date): Scene {
  const directory = toDirectory(document);
  // The shifts of a calendar are not in the document.
  const elsewhere = new Set(
    document.schedules
      .filter(({ layers }) => layers.some(({ calendar }) => calendar != null))
      .map(({ id }) => id),
  );
  const known = new Map<string, readonly Shift[]>();
  const shiftsOf = (id: string): readonly Shift[] | null => {
    const schedule = directory.schedules.get(id);
    if (!schedule || elsewhere.has(id)) return null;
    const shifts = known.get(id) ?? timeline(schedule, now, new Date(now.getTime() + AHEAD_MS));
    known.set(id, shifts);
    return shifts;
  };
  return {
    document,
    directory,
    now,
    routes: document.routes.map((config, index) => ({
      config,
      route: toRoute(config),
      path: `/routes/${index}`,
    })),
    peopleOf: (named, at = now) => resolveTargets(named, directory, at),
    shiftsOf,
  };
}

/** Whom these are, only the agent that asks can tell, or a calendar or Slack, which are not in the document. */
export const isToldElsewhere = (named: readonly Target[], { shiftsOf }: Pick<Scene, "shiftsOf">): boolean =>
  named.some(({ kind }) => kind === "agent" || kind === "group") ||
  schedulesIn(named).some((id) => shiftsOf(id) === null);

export const pagedBy = (route: EscalationRoute): readonly Target[] =>
  route.steps.flatMap(({ notify }) => notify);

/** "ana, bo and 3 more": enough to know what is meant. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
