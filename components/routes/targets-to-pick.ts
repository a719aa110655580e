import { readTarget, targetKey } from "../shared/targets";
import { listed, nameOf } from "../shared/words";
import type { RouteBook } from "./book";
import type { Step } from "./draft";

/** Everything a step can page, or a rule can take answers from, as a list to choose from. */

export type Target = Step["notify"][number];
export type Pick = { readonly target: Target; readonly label: string; readonly hint: string };

/** Those who may answer: people, in all the ways a route can name them. */
export function answererPicks(book: RouteBook): readonly Pick[] {
  const pick = pickFrom(book);
  return [
    ...Object.entries(book.schedules).map(([id, { people }]) =>
      pick(`schedule:${id}`, onCallWords(people, book)),
    ),
    ...Object.entries(book.teams).map(([id, { members }]) => pick(`team:${id}`, namesWords(members, book))),
    ...book.people
      .filter(({ role }) => role !== "auditor")
      .map(({ id, level }) => pick(`person:${id}`, `level ${level}`)),
    ...Object.entries(book.groups)
      .filter(([, { authority }]) => authority)
      .map(([id]) => pick(`group:${id}`, GROUP_HINT)),
    pick("agent:manager", "whoever owns the agent reports to them"),
    ...book.people.map(({ id }) => pick(`manager:${id}`, "as the configuration says")),
  ];
}

/** Those who can be paged: the same, and whoever comes next, the owner, rooms, and one of a team. */
export function pagePicks(book: RouteBook): readonly Pick[] {
  const pick = pickFrom(book);
  return [
    ...answererPicks(book),
    ...Object.keys(book.schedules).map((id) =>
      pick(`schedule:${id}+next`, "takes over at the next hand-off"),
    ),
    ...Object.entries(book.groups)
      .filter(([, { authority }]) => !authority)
      .map(([id]) => pick(`group:${id}`, `${GROUP_HINT}; may not answer for that`)),
    pick("agent:owner", "may deny, never approve"),
    ...Object.entries(book.teams).map(([id, { members }]) =>
      pick({ one_of: `team:${id}`, pick: "least_loaded" }, namesWords(members, book)),
    ),
    ...Object.entries(book.schedules).map(([id, { people }]) =>
      pick({ one_of: `schedule:${id}`, pick: "least_loaded" }, onCallWords(people, book)),
    ),
    ...Object.keys(book.channels).map((id) => pick(`channel:${id}`, "a room: it notifies, and is nobody")),
  ];
}

const pickFrom =
  (book: RouteBook) =>
  (target: Target, hint: string): Pick => ({ target, label: capital(readTarget(target, book)), hint });

const GROUP_HINT = "whoever of its members has linked their account";

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const namesWords = (people: readonly string[], { names }: RouteBook): string =>
  people.length > 4 ? `${people.length} people` : listed(people.map((id) => nameOf(id, names)));

const onCallWords = (people: readonly string[], book: RouteBook): string =>
  people.length === 0 ? "nobody is on call" : `on call: ${namesWords(people, book)}`;

/** Targets as a picker knows them, by their keys; what is configured but not on offer stays what it is. */
export function targetsFor(
  keys: readonly string[],
  picks: readonly Pick[],
  present: readonly Target[],
): Target[] {
  const known = new Map(
    [...picks.map(({ target }) => target), ...present].map((target) => [targetKey(target), target]),
  );
  return keys.flatMap((key) => known.get(key) ?? []);
}
