/**
 * Out of office: for a time, one person **lends** another their authority. The borrower answers in the lender's place
 * and is paged in it. What is lent may be lent on, over few links; a circle leads nowhere. Nothing of it is remembered:
 * who stands in for whom is asked at each instant, so a delegation that has ended lends nothing.
 */
import type { Directory } from "./directory";

export type Delegation = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly start: Date;
  readonly end: Date;
};

/** Whoever is away for longer has left. */
export const LONGEST_DELEGATION_DAYS = 90;

/** Over more links than this nothing is lent: whoever lends should know who may answer for them. */
export const LONGEST_CHAIN = 3;

/** Whether authority may pass by a person at all; who may not hold it may not hand it on either. */
type Passes = (person: string) => boolean;
const anybody: Passes = () => true;

type Place = { readonly directory: Directory; readonly at: Date; readonly passes?: Passes };

/** Delegations of an instant, between people who exist and decide something: an auditor neither lends nor borrows. */
export function inForce({ people, delegations = [] }: Directory, at: Date): readonly Delegation[] {
  if (delegations.length === 0) return delegations;
  const takesPart = (id: string): boolean => {
    const role = people.get(id)?.role;
    return role !== undefined && role !== "auditor";
  };
  return delegations.filter(
    ({ from, to, start, end }) => from !== to && start <= at && at < end && takesPart(from) && takesPart(to),
  );
}

/** Whose authority this person may use besides their own, the nearest first. */
export const lendersTo = (person: string, place: Place): readonly string[] =>
  reach(person, place, ({ from, to }) => [to, from]);

/** Who may use this person's authority besides themselves, the nearest first. */
export const borrowersFrom = (person: string, place: Place): readonly string[] =>
  reach(person, place, ({ from, to }) => [from, to]);

function reach(
  person: string,
  { directory, at, passes = anybody }: Place,
  link: (delegation: Delegation) => readonly [string, string],
): readonly string[] {
  const links = inForce(directory, at).map(link);
  if (links.length === 0 || !passes(person)) return [];
  const found = new Set([person]);
  let edge: readonly string[] = [person];
  for (let length = 0; length < LONGEST_CHAIN && edge.length > 0; length++) {
    const next = links.filter(([near, far]) => edge.includes(near) && !found.has(far) && passes(far));
    edge = [...new Set(next.map(([, far]) => far))].toSorted();
    for (const far of edge) found.add(far);
  }
  found.delete(person);
  return [...found];
}

/** Who is paged in this person's place: the end of the chain; themselves where nobody stands in, or it is a circle. */
export function standInFor(person: string, { directory, at, passes = anybody }: Place): string {
  const links = inForce(directory, at);
  const seen = new Set([person]);
  let current = person;
  for (let length = 0; length < LONGEST_CHAIN; length++) {
    const next = links.find(({ from }) => from === current)?.to;
    if (next === undefined || !passes(next)) return current;
    if (seen.has(next)) return person;
    seen.add(next);
    current = next;
  }
  return current;
}

/** When this person is back, and who stands in for them; null while they are here. */
export function absence(person: string, place: Place): { readonly to: string; readonly until: Date } | null {
  const away = inForce(place.directory, place.at).find(({ from }) => from === person);
  return away === undefined ? null : { to: standInFor(person, place), until: away.end };
}

/**
 * The first delegation of a circle: each lends to the next at one and the same time, and the last to the first. Asked of
 * delegations none of which overlap another of the same lender, so that every instant has one way on.
 */
export function findCircle(delegations: readonly Delegation[]): Delegation | null {
  const returns = (first: Delegation, last: Delegation, seen: readonly string[], time: Time): boolean =>
    delegations.some((next) => {
      if (next.from !== last.to) return false;
      const both = { start: later(next.start, time.start), end: earlier(next.end, time.end) };
      if (both.start >= both.end) return false;
      if (next.to === first.from) return true;
      return !seen.includes(next.to) && returns(first, next, [...seen, next.to], both);
    });
  return delegations.find((first) => returns(first, first, [first.from, first.to], first)) ?? null;
}

/** Two delegations of one lender at the same time: nobody would know who stands in. The later in the list. */
export const findOverlap = (delegations: readonly Delegation[]): Delegation | null =>
  delegations.find((one, index) =>
    delegations
      .slice(0, index)
      .some((other) => other.from === one.from && other.start < one.end && one.start < other.end),
  ) ?? null;

type Time = Pick<Delegation, "start" | "end">;
const later = (a: Date, b: Date): Date => (a > b ? a : b);
const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
