/**
 * What the answers on a request amount to now, and whom the request concerns. Authority is judged afresh each time:
 * nothing about it is remembered.
 */
import type { Decision, RequestState, Response, World } from "./approval-request";
import { tally } from "./approval-rule";
import { type AuthorityQuestion, bar, qualified } from "./authority";
import { stands } from "./responders";

export const question = (state: RequestState, world: World): AuthorityQuestion => ({
  route: world.route,
  directory: world.directory,
  excluded: state.excluded,
  paged: state.paged,
  now: world.now,
});

/** The decision these answers amount to, judging every approval's authority afresh; null while the rule is not met. */
export function settle(
  responses: readonly Response[],
  asked: AuthorityQuestion,
): Omit<Decision, "decidedAt"> | null {
  const approvals = responses.filter((response) => response.verdict === "approve");
  const rule = asked.route.approval;
  const denials = responses.filter(
    ({ person, verdict }) => verdict === "deny" && bar(asked, person, "deny") === null,
  );
  const standing = approvals.filter(
    (response) => stands(response, rule) && bar(asked, response.person, "approve") === null,
  );
  const outcome = tally(rule, qualified(asked), {
    approvers: new Set(standing.map((response) => response.person)),
    deniers: new Set(denials.map((response) => response.person)),
  });
  if (outcome === "open") return null;
  const counted = outcome === "approved" ? standing : denials;
  const last = counted.at(-1);
  return {
    outcome,
    cause: "approver",
    reason: last?.reason ?? null,
    reasonCode: last?.reasonCode ?? null,
    decidedBy: counted.map(({ person, via }) => ({ person, via })),
    constraints: Object.fromEntries(counted.flatMap(({ constraints }) => Object.entries(constraints))),
    dropped: approvals.filter((response) => !standing.includes(response)).map((response) => response.id),
  };
}

/** Anyone paged, or who may answer either way, may say they are looking or ask for time. */
export function mayTouch(state: RequestState, person: string, world: World): boolean {
  if (state.paged.includes(person) && world.directory.people.has(person)) return true;
  const asked = question(state, world);
  return bar(asked, person, "deny") === null || bar(asked, person, "approve") === null;
}
