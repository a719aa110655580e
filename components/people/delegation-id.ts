import { freeId } from "../shared/form/free-id";

/** An id for the time from which somebody is away: `bo-2026-12-24`, and `bo-2026-12-24-2` where that is taken. */
export const delegationId = (
  person: string,
  start: string,
  known: readonly { readonly id: string }[],
): string => freeId(`${person.slice(0, 45)}-${start.slice(0, 10)}`, known);
