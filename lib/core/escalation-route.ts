/**
 * The ladder: which people are paged when. A **step** is one rung, an offset from opening and whom it notifies. A
 * **round** is one pass over the steps; `repeat` adds rounds. A **position** numbers rungs across rounds.
 *
 * An acknowledgement pauses the whole ladder; what fell due meanwhile fires when the pause ends. Nothing here moves the
 * deadline, and no step fires at or after it.
 */
import type { ApprovalRule } from "./approval-rule";
import type { Target } from "./directory";

export type Step = {
  readonly afterSeconds: number;
  readonly notify: readonly Target[];
  readonly via: readonly string[] | null;
  /** Whether it uses people's urgent ways to be reached. */
  readonly isUrgent?: boolean;
};

export type EscalationRoute = {
  readonly id: string;
  readonly deadlineSeconds: number;
  /** The most a deadline may ever be, extensions included. */
  readonly maxDeadlineSeconds: number;
  readonly approval: ApprovalRule;
  readonly steps: readonly Step[];
  readonly repeat: number;
  readonly ackTimeoutSeconds: number;
  readonly minRemainingSeconds: number;
  /** What becomes of a page that would leave less than that: fired as written, the last step early, or more time. */
  readonly whenLate: "fire" | "last_step" | "extend";
  readonly holdSeconds: number;
};

export type Ladder = {
  /** The next rung to fire, counted over all rounds. */
  readonly nextPosition: number;
  /** The rung last entered: where paging resumes after a pause. Null until one has been; skipped ones do not count. */
  readonly enteredPosition: number | null;
  readonly roundStartAt: Date;
  readonly lastFiredAt: Date | null;
  readonly pausedUntilAt: Date | null;
};

/** Nothing has fired, and offsets count from here. */
export const startOfLadder = (at: Date): Ladder => ({
  nextPosition: 0,
  enteredPosition: null,
  roundStartAt: at,
  lastFiredAt: null,
  pausedUntilAt: null,
});

export const DEFAULT_CAP_SECONDS = 24 * 3600;
export const LONGEST_CAP_SECONDS = 7 * 24 * 3600;

export const addSeconds = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);
export const earlier = (a: Date, b: Date): Date => (a.getTime() <= b.getTime() ? a : b);

/** The smaller of two minutes and a quarter of the deadline. */
export const defaultMinRemaining = (deadlineSeconds: number): number => Math.min(120, deadlineSeconds / 4);

export const stepIndex = (route: EscalationRoute, position: number): number =>
  route.steps.length === 0 ? 0 : position % route.steps.length;

const lastPosition = (route: EscalationRoute): number => route.steps.length * (route.repeat + 1) - 1;

export const hasMoreSteps = (route: EscalationRoute, ladder: Ladder): boolean =>
  ladder.nextPosition <= lastPosition(route);

/** When the next rung is due by its own offset, the pause aside; null when none is left. */
export function nextStepAt(route: EscalationRoute, ladder: Ladder): Date | null {
  if (!hasMoreSteps(route, ladder)) return null;
  const step = route.steps[stepIndex(route, ladder.nextPosition)];
  if (!step) return null;
  return addSeconds(roundStart(route, ladder), step.afterSeconds);
}

/** A further round starts `ackTimeout` after the previous round's last step. */
function roundStart(route: EscalationRoute, ladder: Ladder): Date {
  const startsRound = ladder.nextPosition > 0 && stepIndex(route, ladder.nextPosition) === 0;
  if (!startsRound) return ladder.roundStartAt;
  return addSeconds(ladder.lastFiredAt ?? ladder.roundStartAt, route.ackTimeoutSeconds);
}

/** The ladder after its next rung fired or was skipped at `at`. */
export function advance(route: EscalationRoute, ladder: Ladder, at: Date): Ladder {
  return {
    ...ladder,
    nextPosition: ladder.nextPosition + 1,
    roundStartAt: roundStart(route, ladder),
    lastFiredAt: at,
    pausedUntilAt: null,
  };
}

/**
 * How long an acknowledgement at `now` keeps the ladder quiet: the route's time-out, cut short so that every remaining
 * step can still fire with `minRemaining` left. Null when there is no time to be quiet in.
 */
export function pauseUntil(route: EscalationRoute, deadlineAt: Date, now: Date): Date | null {
  const latest = addSeconds(deadlineAt, -route.minRemainingSeconds);
  const until = earlier(addSeconds(now, route.ackTimeoutSeconds), latest);
  return until.getTime() > now.getTime() ? until : null;
}

/** What the ladder is climbed against. */
export type Clock = { readonly openedAt: Date; readonly deadlineAt: Date };

/** The next thing the ladder does by itself: enter a step, enter one with more time, or go straight to the last step. */
export type Move = { readonly at: Date; readonly how: "step" | "extend" | "last_step" };

/**
 * A route that says how much time a page must leave never pages when there is less. Such a step comes with more time,
 * within the hard cap; or the last step comes early, while it still leaves enough, unless it was reached before.
 */
export function nextMove(route: EscalationRoute, ladder: Ladder, clock: Clock): Move | null {
  const at = nextStepAt(route, ladder);
  if (at === null) return null;
  const latestAt = addSeconds(clock.deadlineAt, -route.minRemainingSeconds);
  // A step that comes after the deadline was never going to page anybody.
  const isNever = at.getTime() >= clock.deadlineAt.getTime();
  if (route.whenLate === "fire" || isNever || at.getTime() <= latestAt.getTime()) return { at, how: "step" };
  if (route.whenLate === "extend" && mayExtendTo(route, clock, addSeconds(at, route.minRemainingSeconds)))
    return { at, how: "extend" };
  const isReached = ladder.nextPosition >= route.steps.length;
  return isReached ? null : { at: latestAt, how: "last_step" };
}

/** Nothing waits longer than the route's hard cap. */
export const mayExtendTo = (route: EscalationRoute, { openedAt }: Clock, deadlineAt: Date): boolean =>
  deadlineAt.getTime() <= addSeconds(openedAt, route.maxDeadlineSeconds).getTime();

/** When the ladder next has something to do, deadline aside. */
export function nextLadderAt(route: EscalationRoute, ladder: Ladder, clock: Clock): Date | null {
  const due = ladder.pausedUntilAt ?? nextMove(route, ladder, clock)?.at ?? null;
  return due !== null && due.getTime() < clock.deadlineAt.getTime() ? due : null;
}

/** Offsets of reminders to those paged who have not answered: half time, and two minutes before the end. */
export function reminderTimes(openedAt: Date, deadlineAt: Date): readonly Date[] {
  const seconds = (deadlineAt.getTime() - openedAt.getTime()) / 1000;
  if (seconds < 60) return [];
  const half = addSeconds(openedAt, seconds / 2);
  return seconds > 240 ? [half, addSeconds(deadlineAt, -120)] : [half];
}
