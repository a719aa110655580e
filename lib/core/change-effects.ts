/**
 * What a change of the configuration does to a request that is open. The request keeps its route, and the layers of the
 * schedules it was opened under; who exists, who is in which team, who has which level and who stands in for whom is
 * always of today, so a change of those may take an approver away, or an approval that was given.
 */
import type { RequestState, World } from "./approval-request";
import { approversNow, isSatisfiable } from "./authority";
import { counted, question } from "./settle";

export const effectKinds = [
  "keeps_route",
  "keeps_schedule",
  "unanswerable",
  "answerable",
  "approval_dropped",
  "approvers",
] as const;
export type EffectKind = (typeof effectKinds)[number];

export type ChangeEffect = { readonly kind: EffectKind; readonly effect: string };

/** The most important first; nothing when the request does not notice. */
export function changeEffects(state: RequestState, before: World, after: World): readonly ChangeEffect[] {
  const [was, is] = [question(state, before), question(state, after)];
  const [earlier, later] = [approversNow(was), approversNow(is)];
  const effects: ChangeEffect[] = [];
  const add = (kind: EffectKind, effect: string) => effects.push({ kind, effect });

  const isLost = isSatisfiable(was) && !isSatisfiable(is);
  if (isLost)
    add(
      "unanswerable",
      `can no longer be approved: ${later.length === 0 ? "nobody is left who could" : "too few are left who could"}, and it is denied at its deadline`,
    );
  if (!isSatisfiable(was) && isSatisfiable(is))
    add("answerable", `can be approved again, by ${listed(later)}`);
  const standing = new Set(counted(state.responses, is).map(({ id }) => id));
  for (const { id, person, verdict } of counted(state.responses, was)) {
    if (verdict === "approve" && !standing.has(id))
      add("approval_dropped", `the approval of ${person} no longer counts`);
  }

  const removed = earlier.filter((person) => !after.directory.people.has(person));
  const lost = earlier.filter((person) => !later.includes(person) && !removed.includes(person));
  const gained = later.filter((person) => !earlier.includes(person));
  const parts = [
    removed.length > 0 ? `waits no longer for ${listed(removed)}, who ${areRemoved(removed)} removed` : "",
    lost.length > 0 ? `may no longer be approved by ${listed(lost)}` : "",
    gained.length > 0 ? `may now be approved by ${listed(gained)}` : "",
  ].filter((part) => part !== "");
  if (parts.length > 0) add("approvers", parts.join(", and "));
  return effects;
}

const areRemoved = (people: readonly string[]): string => (people.length === 1 ? "is" : "are");

const LISTED = 5;

function listed(people: readonly string[]): string {
  const shown = people.slice(0, LISTED).join(", ");
  return people.length > LISTED ? `${shown} and ${people.length - LISTED} more` : shown;
}
