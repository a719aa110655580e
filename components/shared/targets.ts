import { listed, nameOf } from "./words";

/** What configuration names, `team:payments`, as people read it, and whom it means right now. */

export type TargetBook = {
  readonly names: Readonly<Record<string, string>>;
  readonly teams: Readonly<Record<string, { readonly name: string; readonly members: readonly string[] }>>;
  readonly schedules: Readonly<Record<string, { readonly name: string; readonly people: readonly string[] }>>;
  readonly channels: Readonly<Record<string, string>>;
};

type Named = { readonly label: string; readonly people: readonly string[] };

export function readTarget(target: string, book: TargetBook): Named {
  const colon = target.indexOf(":");
  const kind = target.slice(0, colon);
  const id = target.slice(colon + 1);
  switch (kind) {
    case "person":
      return { label: nameOf(id, book.names), people: [id] };
    case "team":
      return { label: `team ${book.teams[id]?.name ?? id}`, people: book.teams[id]?.members ?? [] };
    case "schedule":
      return {
        label: `the ${book.schedules[id]?.name ?? id} schedule`,
        people: book.schedules[id]?.people ?? [],
      };
    case "channel":
      return { label: `the room ${book.channels[id] ?? id}`, people: [] };
    default:
      return { label: target, people: [] };
  }
}

/** The people several targets mean right now, nobody twice. */
export const peopleOf = (targets: readonly string[], book: TargetBook): readonly string[] => [
  ...new Set(targets.flatMap((target) => readTarget(target, book).people)),
];

export const targetWords = (targets: readonly string[], book: TargetBook, joiner: "and" | "or"): string =>
  listed(
    targets.map((target) => readTarget(target, book).label),
    joiner,
  );
