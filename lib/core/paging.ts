/** Who is paged next: the ladder's due rungs, the end of a pause, reminders, and the fallback when nobody is reached. */
import { evolve, type RequestEvent, type RequestState, type World } from "./approval-request";
import { askedOf, isExcluded, isSatisfiable } from "./authority";
import { standInFor } from "./delegation";
import { type Asked, fallbackPeople, resolveTargets } from "./directory";
import {
  addSeconds,
  hasMoreSteps,
  type Move,
  mayExtendTo,
  nextMove,
  reminderTimes,
  type Step,
  stepIndex,
} from "./escalation-route";
import { inPlaceOf, isReleased, putOn, standingAnswer } from "./responders";
import { question } from "./settle";
import { type Instead, meantBy } from "./stand-ins";

/** One pass: when several rungs are due at once, each person is paged once. */
type Paging = {
  readonly state: RequestState;
  readonly world: World;
  readonly pagedNow: ReadonlySet<string>;
  readonly by: string | null;
};

/** Everything the clock asks for at `world.now`, in order. */
export function reach(state: RequestState, world: World): readonly RequestEvent[] {
  const pausedUntil = state.ladder.pausedUntilAt;
  const isPaused = pausedUntil !== null && world.now.getTime() < pausedUntil.getTime();
  let paging: Paging = { state, world, pagedNow: new Set(), by: null };
  const events: RequestEvent[] = [];
  const apply = (more: readonly RequestEvent[]): void => {
    events.push(...more);
    paging = after(paging, more);
  };
  if (pausedUntil !== null && !isPaused) apply([resume(paging)]);
  if (!isPaused) {
    for (let move = dueMove(paging); move; move = dueMove(paging)) apply(made(paging, move));
    apply(fallbackIfUnreached(paging));
  }
  apply(remindIfDue(paging, isPaused));
  return events;
}

/** The first page of a new request: its steps due now, and the fallback at once when nobody could approve it. */
export function firstPages(state: RequestState, world: World): readonly RequestEvent[] {
  const events = reach(state, world);
  if (!state.unroutable || events.some((event) => event.type === "fallback_paged")) return events;
  return [...events, fallback(after({ state, world, pagedNow: new Set(), by: null }, events))];
}

export const canBeApproved = (state: RequestState, world: World): boolean =>
  isSatisfiable(question(state, world));

/** Fire the next rung ahead of its time, because somebody asked for it. */
export function enterNext(state: RequestState, world: World, by: string | null): readonly RequestEvent[] {
  const start: Paging = { state, world, pagedNow: new Set(), by };
  const events = enterStep(start);
  return [...events, ...fallbackIfUnreached(after(start, events))];
}

/** Fire the next rung now. One that reaches nobody is skipped, and the rung after it fires instead. */
function enterStep(start: Paging): readonly RequestEvent[] {
  const { route, directory, now } = start.world;
  const events: RequestEvent[] = [];
  let paging = start;
  while (hasMoreSteps(route, paging.state.ladder)) {
    const position = paging.state.ladder.nextPosition;
    const index = stepIndex(route, position);
    const { people, instead } = inTheirPlaces(
      paging,
      resolveTargets(route.steps[index]?.notify ?? [], directory, now, askedBy(paging)),
    );
    const unanswered = people.filter((person) => !hasAnswered(paging, person));
    if (unanswered.length > 0) {
      const paged = unanswered.filter((person) => !paging.pagedNow.has(person));
      events.push({
        ...{ type: "step_entered", position, index, people, paged, by: start.by },
        ...among(instead, paged),
      });
      return events;
    }
    const skipped: RequestEvent = {
      type: "step_skipped",
      position,
      index,
      why: people.length === 0 ? "nobody" : "all_answered",
    };
    events.push(skipped);
    paging = after(paging, [skipped]);
  }
  return events;
}

/** Whom a step would page if it fired now. */
export function wouldReach(state: RequestState, { notify }: Step, world: World): readonly string[] {
  const meant = resolveTargets(notify, world.directory, world.now, askedBy({ state, world }));
  return inTheirPlaces({ state, world }, meant).people;
}

function after(paging: Paging, events: readonly RequestEvent[]): Paging {
  const { now, route } = paging.world;
  const pagedNow = new Set(paging.pagedNow);
  let state = paging.state;
  for (const event of events) {
    state = evolve(state, event, now, route);
    if ("paged" in event) for (const person of event.paged) pagedNow.add(person);
  }
  return { ...paging, state, pagedNow };
}

function dueMove({ state, world }: Paging): Move | null {
  const move = nextMove(world.route, state.ladder, state);
  return move !== null && move.at.getTime() <= world.now.getTime() ? move : null;
}

function made(paging: Paging, { how }: Move): readonly RequestEvent[] {
  if (how === "last_step") return goToLastStep(paging);
  const extended = moreTime(paging);
  return [...extended, ...enterStep(after(paging, extended))];
}

/** Where the route gives time rather than pages too late: also when the worker was down and everything is late. */
function moreTime({ state, world }: Paging): readonly RequestEvent[] {
  const { route, now } = world;
  const deadlineAt = addSeconds(now, route.minRemainingSeconds);
  const seconds = (deadlineAt.getTime() - state.deadlineAt.getTime()) / 1000;
  if (route.whenLate !== "extend" || seconds <= 0 || !mayExtendTo(route, state, deadlineAt)) return [];
  return [{ type: "extended", person: null, seconds, deadlineAt }];
}

/** The steps between would leave nobody time to answer. */
function goToLastStep(paging: Paging): readonly RequestEvent[] {
  const { route } = paging.world;
  const last = route.steps.length - 1;
  const skipped: RequestEvent[] = [];
  for (let position = paging.state.ladder.nextPosition; position < last; position += 1)
    skipped.push({ type: "step_skipped", position, index: stepIndex(route, position), why: "late" });
  return [...skipped, ...enterStep(after(paging, skipped))];
}

/** The pause is over and nobody has decided: everyone on the step where it stopped is paged again. */
function resume({ state, world }: Paging): RequestEvent {
  const { enteredPosition } = state.ladder;
  const position = enteredPosition ?? 0;
  const index = stepIndex(world.route, position);
  const notify = enteredPosition === null ? [] : (world.route.steps[index]?.notify ?? []);
  const meant = [
    ...resolveTargets(notify, world.directory, world.now, askedBy({ state, world })),
    ...putOn(state),
  ];
  const { people, instead } = inTheirPlaces({ state, world }, meant);
  const paged = people.filter((person) => !hasAnswered({ state, world }, person));
  return { type: "paging_resumed", position, index, paged, ...among(instead, paged) };
}

/** The whole ladder reached nobody: silence would end in a denial no one saw coming. */
function fallbackIfUnreached(paging: Paging): readonly RequestEvent[] {
  const { state, world } = paging;
  const isUnreached = state.paged.length === 0 && !hasMoreSteps(world.route, state.ladder);
  return isUnreached && !state.fallbackPaged ? [fallback(paging)] : [];
}

function fallback(paging: Paging): RequestEvent {
  const { directory, now } = paging.world;
  const { people, instead } = inTheirPlaces(paging, fallbackPeople(directory, now));
  const paged = people.filter((person) => !paging.pagedNow.has(person));
  return { type: "fallback_paged", paged, ...among(instead, paged) };
}

function remindIfDue({ state, world, pagedNow }: Paging, isPaused: boolean): readonly RequestEvent[] {
  const times = reminderTimes(state.openedAt, state.deadlineAt);
  const due = times.filter((time) => time.getTime() <= world.now.getTime()).length;
  if (due <= state.remindersSent) return [];
  const isLast = due === times.length;
  const waiting = meantBy(state).filter(
    (person) => !isReleased(state, person) && !hasAnswered({ state, world }, person),
  );
  const { people, instead } = inTheirPlaces({ state, world }, waiting);
  const paged = people.filter((person) => !hasAnswered({ state, world }, person) && !pagedNow.has(person));
  if (isPaused && !isLast) return [{ type: "reminded", number: due, paged: [] }];
  return [{ type: "reminded", number: due, paged, ...among(instead, paged) }];
}

type Placed = { readonly people: readonly string[]; readonly instead: readonly Instead[] };

/** Whoever a page for these people goes to: to whom they handed the request on, and who stands in for those away. */
function inTheirPlaces({ state, world }: Pick<Paging, "state" | "world">, meant: readonly string[]): Placed {
  const { directory, now: at } = world;
  const passes = (person: string): boolean => !isExcluded(state, person);
  const placed = meant
    .map((person) => successorOf({ state, world }, person))
    .filter((person) => directory.people.has(person))
    .map((person) => {
      // Who has answered for themselves needs nobody in their place.
      if (hasAnswered({ state, world }, person)) return { person, to: person };
      const to = successorOf({ state, world }, standInFor(person, { directory, at, passes }));
      return { person, to };
    });
  const themselves = new Set(placed.filter(({ person, to }) => person === to).map(({ to }) => to));
  return {
    people: [...new Set(placed.map(({ to }) => to))],
    instead: placed.filter(({ to }) => !themselves.has(to)),
  };
}

/** To whom they handed it on. A successor who has left the company is nobody's. */
function successorOf({ state, world }: Pick<Paging, "state" | "world">, person: string): string {
  const successor = inPlaceOf(state, person);
  return world.directory.people.has(successor) ? successor : person;
}

/** What an event says of those it pages in the place of others; nothing where there are none. */
function among(
  instead: readonly Instead[],
  paged: readonly string[],
): { readonly instead?: readonly Instead[] } {
  const said = instead.filter(({ to }) => paged.includes(to));
  return said.length > 0 ? { instead: said } : {};
}

const askedBy = ({ state, world }: Pick<Paging, "state" | "world">): Asked => {
  const answered = state.responses.map(({ person }) => person);
  return askedOf(
    state.excluded,
    answered.filter((person) => hasAnswered({ state, world }, person)),
  );
};

const hasAnswered = ({ state, world }: Pick<Paging, "state" | "world">, person: string): boolean =>
  standingAnswer(state, person, world.route.approval) !== undefined;
