import { listed, nameOf } from "./words";

/** What configuration names, `team:payments`, as people read it, and whom it means right now. */

export type TargetBook = {
  readonly names: Readonly<Record<string, string>>;
  readonly teams: Readonly<Record<string, { readonly name: string; readonly members: readonly string[] }>>;
  readonly schedules: Readonly<Record<string, { readonly name: string; readonly people: readonly string[] }>>;
  readonly channels: Readonly<Record<string, string>>;
};

/** One target as it stands in the configuration. */
export type TargetText = string | { readonly one_of: string };

type Named = { readonly label: string; readonly people: readonly string[] };

export function readTarget(target: TargetText, book: TargetBook): Named {
  if (typeof target !== "string") {
    const { label, people } = readTarget(target.one_of, book);
    return { label: `whoever of ${label} has the least to do`, people };
  }
  const colon = target.indexOf(":");
  const kind = target.slice(0, colon);
  const id = target.slice(colon + 1);
  switch (kind) {
    case "person":
      return { label: nameOf(id, book.names), people: [id] };
    case "team":
      return { label: `team ${book.teams[id]?.name ?? id}`, people: book.teams[id]?.members ?? [] };
    case "schedule": {
      const isNextToo = id.endsWith("+next");
      const schedule = isNextToo ? id.slice(0, -"+next".length) : id;
      const label = `the ${book.schedules[schedule]?.name ?? schedule} schedule`;
      return {
        label: isNextToo ? `${label}, now and next` : label,
        people: book.schedules[schedule]?.people ?? [],
      };
    }
    case "manager":
      return { label: `the manager of ${nameOf(id, book.names)}`, people: [] };
    case "agent":
      return { label: id === "owner" ? "the agent's owner" : "the manager of the agent's owner", people: [] };
    case "channel":
      return { label: `the room ${book.channels[id] ?? id}`, people: [] };
    default:
      return { label: target, people: [] };
  }
}

/** The people several targets mean right now, nobody twice. */
export const peopleOf = (targets: readonly TargetText[], book: TargetBook): readonly string[] => [
  ...new Set(targets.flatMap((target) => readTarget(target, book).people)),
];

export const targetWords = (targets: readonly TargetText[], book: TargetBook, joiner: "and" | "or"): string =>
  listed(
    targets.map((target) => readTarget(target, book).label),
    joiner,
  );
