import { listed, nameOf } from "./words";

/** What configuration names, `team:payments`, as people read it. */

export type TargetBook = {
  readonly names: Readonly<Record<string, string>>;
  readonly teams: Readonly<Record<string, { readonly name: string; readonly members: readonly string[] }>>;
  readonly schedules: Readonly<Record<string, { readonly name: string; readonly people: readonly string[] }>>;
  readonly channels: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, { readonly name: string; readonly authority: boolean }>>;
};

/** One name, or whoever of several has the least to do. */
export type TargetText = string | { readonly one_of: string };

/** The same target, the same text: for lists, and to tell whether one is there already. */
export const targetKey = (target: TargetText): string =>
  typeof target === "string" ? target : `one of ${target.one_of}`;

export function readTarget(target: TargetText, book: TargetBook): string {
  if (typeof target !== "string") return `the least busy of ${readTarget(target.one_of, book)}`;
  const colon = target.indexOf(":");
  const kind = target.slice(0, colon);
  const id = target.slice(colon + 1);
  switch (kind) {
    case "person":
      return nameOf(id, book.names);
    case "team":
      return `team ${book.teams[id]?.name ?? id}`;
    case "schedule":
      return scheduleWords(id, book);
    case "channel":
      return `the room ${book.channels[id] ?? id}`;
    case "group":
      return `the Slack group ${book.groups[id]?.name ?? id}`;
    case "manager":
      return `${nameOf(id, book.names)}’s manager`;
    case "agent":
      return AGENTS_PEOPLE[id] ?? target;
    default:
      return target;
  }
}

const AGENTS_PEOPLE: Readonly<Record<string, string>> = {
  owner: "the agent’s owner",
  manager: "the manager of the agent’s owner",
};

const NEXT = "+next";

function scheduleWords(id: string, book: TargetBook): string {
  const plain = id.endsWith(NEXT) ? id.slice(0, -NEXT.length) : id;
  const named = `the ${book.schedules[plain]?.name ?? plain} schedule`;
  return plain === id ? named : `${named} and whoever is next on it`;
}

export const targetWords = (targets: readonly TargetText[], book: TargetBook, joiner: "and" | "or"): string =>
  listed(
    targets.map((target) => readTarget(target, book)),
    joiner,
  );
