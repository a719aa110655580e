/**
 * Who was paged in whose place. Whoever is paged for somebody away has no say of their own by it: they answer by the
 * authority that was lent, and no longer than it is.
 */
import type { RequestState } from "./approval-request";

/** A page meant for one person that another got. */
export type Instead = { readonly person: string; readonly to: string };

export type StoodIn = {
  /** Those who were meant. */
  readonly meant: readonly string[];
  /** Those who were paged for nobody but others. */
  readonly onlyFor: readonly string[];
};

/** Whom an event paged, and in whose place where not in their own. */
export type Paged = { readonly paged: readonly string[]; readonly instead?: readonly Instead[] };

/** What a page by the route, or by hand, adds to what is known of who was paged. */
export function afterPage(
  state: RequestState,
  { paged, instead = [] }: Paged,
): Pick<RequestState, "paged" | "reached" | "stoodIn"> {
  const known = state.stoodIn ?? { meant: [], onlyFor: [] };
  const substitutes = new Set(instead.map(({ to }) => to));
  const themselves = new Set([
    ...paged.filter((person) => !substitutes.has(person)),
    ...state.paged.filter((person) => !known.onlyFor.includes(person)),
  ]);
  const onlyFor = [...new Set([...known.onlyFor, ...substitutes])].filter(
    (person) => !themselves.has(person),
  );
  const meant = [...new Set([...known.meant, ...instead.map(({ person }) => person)])];
  return {
    paged: [...new Set([...state.paged, ...paged])],
    reached: [...new Set([...state.reached, ...paged])],
    ...(meant.length > 0 ? { stoodIn: { meant, onlyFor } } : {}),
  };
}

/** Whom the route has paged, or meant to: these may answer where its rule takes everyone it pages. */
export const meantBy = ({ paged, stoodIn }: RequestState): readonly string[] =>
  stoodIn === undefined
    ? paged
    : [...new Set([...paged.filter((person) => !stoodIn.onlyFor.includes(person)), ...stoodIn.meant])];
