/**
 * What the answers on a request amount to now, and whom the request concerns. Authority is judged afresh each time:
 * nothing about it is remembered.
 */
import type { Decider, Decision, RequestState, Response, World } from "./approval-request";
import { tally } from "./approval-rule";
import { type AuthorityQuestion, bar, isBacked, qualified } from "./authority";
import { lendersTo } from "./delegation";
import { addSeconds } from "./escalation-route";
import { stands } from "./responders";
import { meantBy } from "./stand-ins";

export function question(state: RequestState, world: World): AuthorityQuestion {
  const asked: AuthorityQuestion = {
    route: world.route,
    directory: world.directory,
    excluded: state.excluded,
    paged: meantBy(state),
    amounts: state.amounts ?? {},
    now: world.now,
  };
  return { ...asked, used: usedOf(backed(state.responses, asked)) };
}

/** Whose authority an answer was given by. */
export const authorityOf = ({ person, onBehalfOf }: Pick<Response, "person" | "onBehalfOf">): string =>
  onBehalfOf ?? person;

/** Whose authority has been used, and by whom: their own answer takes the place of one given for them. */
function usedOf(responses: readonly Response[]): ReadonlyMap<string, string> {
  const used = new Map<string, string>();
  for (const response of responses) {
    const authority = authorityOf(response);
    if (!used.has(authority) || authority === response.person) used.set(authority, response.person);
  }
  return used;
}

const backed = (responses: readonly Response[], asked: AuthorityQuestion): readonly Response[] =>
  responses.filter((response) => stands(response, asked.route.approval) && isBacked(asked, response));

/** The answers that count now: they stand, have their authority still, and are the one use of it. */
export function counted(responses: readonly Response[], asked: AuthorityQuestion): readonly Response[] {
  const known = backed(responses, asked);
  const used = usedOf(known);
  return known.filter((response) => used.get(authorityOf(response)) === response.person);
}

/** The decision these answers amount to, judging every approval's authority afresh; null while the rule is not met. */
export function settle(
  responses: readonly Response[],
  asked: AuthorityQuestion,
): Omit<Decision, "decidedAt"> | null {
  const standing = counted(responses, asked);
  const approvals = standing.filter(({ verdict }) => verdict === "approve");
  const denials = standing.filter(({ verdict }) => verdict === "deny");
  // By whose authority, not by whom: every person has one answer, and every authority is used once.
  const outcome = tally(asked.route.approval, qualified(asked), {
    approvers: new Set(approvals.map(authorityOf)),
    deniers: new Set(denials.map(authorityOf)),
  });
  if (outcome === "open") return null;
  const deciding = outcome === "approved" ? approvals : denials;
  const last = deciding.at(-1);
  return {
    outcome,
    cause: "approver",
    reason: last?.reason ?? null,
    reasonCode: last?.reasonCode ?? null,
    decidedBy: deciding.map(deciderOf),
    constraints: Object.fromEntries(deciding.flatMap(({ constraints }) => Object.entries(constraints))),
    dropped: responses
      .filter((response) => response.verdict === "approve" && !standing.includes(response))
      .map(({ id }) => id),
  };
}

const deciderOf = ({ person, via, onBehalfOf }: Response): Decider => ({
  person,
  via,
  ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
});

/** Anyone paged, or who may answer either way, may say they are looking or ask for time. */
export function mayTouch(state: RequestState, person: string, world: World): boolean {
  const meant = meantBy(state);
  const inWhosePlace = [person, ...lendersTo(person, { directory: world.directory, at: world.now })];
  if (world.directory.people.has(person) && inWhosePlace.some((one) => meant.includes(one))) return true;
  const asked = question(state, world);
  return bar(asked, person, "deny") === null || bar(asked, person, "approve") === null;
}

const MOST_EXTENSIONS = 2;

/** The latest a deadline may ever be. */
export const capOf = ({ openedAt }: RequestState, { route }: World): Date =>
  addSeconds(openedAt, route.maxDeadlineSeconds);

/** How often the deadline may still be moved; never once the cap leaves no time. */
export const extensionsLeft = (state: RequestState, world: World): number =>
  state.deadlineAt.getTime() < capOf(state, world).getTime()
    ? Math.max(0, MOST_EXTENSIONS - state.extensions)
    : 0;
