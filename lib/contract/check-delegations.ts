import { findCircle, findOverlap, LONGEST_DELEGATION_DAYS } from "@/lib/core/delegation";
import type { ConfigDocument } from "./config";
import type { FieldError } from "./errors";
import { toDelegation } from "./to-core";

type Delegations = Pick<ConfigDocument, "delegations" | "people">;

/** What nobody can lend: to themselves, backwards, for ever, to two at once, in a circle, or to whoever decides nothing. */
export function checkDelegations({ delegations, people }: Delegations): readonly FieldError[] {
  const roles = new Map(people.map(({ id, role }) => [id, role]));
  const alone = delegations.flatMap(({ from, to, start, end }, index) => {
    const at = (field: string, message: string) => [{ path: `/delegations/${index}/${field}`, message }];
    const days = (Date.parse(end) - Date.parse(start)) / 86_400_000;
    if (from === to) return at("to", "nobody lends their authority to themselves");
    if (!(days > 0)) return at("end", "must be after the start");
    if (days > LONGEST_DELEGATION_DAYS)
      return at("end", `at most ${LONGEST_DELEGATION_DAYS} days after the start`);
    const auditor = (["from", "to"] as const).find(
      (side) => roles.get(side === "from" ? from : to) === "auditor",
    );
    return auditor === undefined
      ? []
      : at(auditor, "an auditor decides nothing, and has no authority to lend or use");
  });
  return alone.length > 0 ? alone : together(delegations);
}

function together(delegations: Delegations["delegations"]): readonly FieldError[] {
  const lent = delegations.map(toDelegation);
  const overlap = findOverlap(lent);
  if (overlap) {
    const message = `${overlap.from} has somebody to stand in for them at that time already`;
    return [{ path: `/delegations/${lent.indexOf(overlap)}/start`, message }];
  }
  const circle = findCircle(lent);
  if (!circle) return [];
  const message = `${circle.from}'s authority would come back to them: everyone in that circle would be away`;
  return [{ path: `/delegations/${lent.indexOf(circle)}/to`, message }];
}
