import { onCall, type Schedule } from "./schedule";

/**
 * The people of one organisation at one moment, and how a target becomes named people.
 *
 * A **target** is what configuration names: `person:ana`, `team:payments`, `schedule:payments-on-call`, or a shared
 * place, `channel:payments-room`, which notifies but is nobody.
 */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly level: number;
  readonly role: "member" | "manager" | "admin" | "auditor";
};

export type Target = { readonly kind: "person" | "team" | "schedule" | "channel"; readonly id: string };

export type Directory = {
  /** Active people only: somebody removed is nobody. */
  readonly people: ReadonlyMap<string, Person>;
  readonly teams: ReadonlyMap<string, readonly string[]>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  /** Whom the organisation pages when a route reaches nobody. */
  readonly fallback: readonly Target[];
};

export function parseTarget(text: string): Target | null {
  const match = /^(person|team|schedule|channel):(.+)$/.exec(text);
  if (!match?.[1] || !match[2]) return null;
  return { kind: match[1] as Target["kind"], id: match[2] }; // safe because the pattern lists the kinds
}

export const targetText = (target: Target): string => `${target.kind}:${target.id}`;

/** The named people a list of targets means at an instant: in order, nobody twice, only people who exist. */
export function resolveTargets(
  targets: readonly Target[],
  directory: Directory,
  at: Date,
): readonly string[] {
  const found = new Set<string>();
  for (const target of targets) {
    for (const person of membersOf(target, directory, at)) {
      if (directory.people.has(person)) found.add(person);
    }
  }
  return [...found];
}

function membersOf(target: Target, directory: Directory, at: Date): readonly string[] {
  switch (target.kind) {
    case "person":
      return [target.id];
    case "team":
      return directory.teams.get(target.id) ?? [];
    case "schedule": {
      const schedule = directory.schedules.get(target.id);
      return schedule ? onCall(schedule, at) : [];
    }
    case "channel":
      return [];
    default:
      return target.kind satisfies never;
  }
}

/** The organisation's fallback; when it names nobody who exists, every admin. */
export function fallbackPeople(directory: Directory, at: Date): readonly string[] {
  const named = resolveTargets(directory.fallback, directory, at);
  if (named.length > 0) return named;
  return [...directory.people.values()]
    .filter((person) => person.role === "admin")
    .map((person) => person.id);
}
