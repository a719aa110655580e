import { canonicalJson } from "./canonical-json";

/**
 * **Constraints** are the terms on which an action may run: a sandbox's, or an approval's. The harness applies them and
 * says so in its outcome; what it does not say it applied counts as not applied.
 */
export type Constraints = Readonly<Record<string, unknown>>;

/** Caps: what was applied may be less than what was asked. */
const CAPS: ReadonlySet<string> = new Set(["row_cap", "byte_cap", "seconds_cap"]);

/** The constraints that were asked for and not confirmed, by name, in the order they were asked for. */
export function unconfirmed(asked: Constraints, applied: Constraints): readonly string[] {
  return Object.entries(asked)
    .filter(([name, value]) => !Object.hasOwn(applied, name) || !isAsTight(name, value, applied[name]))
    .map(([name]) => name);
}

function isAsTight(name: string, asked: unknown, applied: unknown): boolean {
  if (CAPS.has(name) && typeof asked === "number" && typeof applied === "number")
    return applied >= 0 && applied <= asked;
  return canonicalJson(asked) === canonicalJson(applied);
}

/** All of them at once; null where two want different things, because nobody can tell which is the tighter. */
export function unite(all: readonly Constraints[]): Constraints | null {
  const united = new Map<string, unknown>();
  for (const constraints of all) {
    for (const [name, value] of Object.entries(constraints)) {
      if (united.has(name) && canonicalJson(united.get(name)) !== canonicalJson(value)) return null;
      united.set(name, value);
    }
  }
  return Object.fromEntries(united);
}

/**
 * The terms of everybody in a chain: all of them, the lowest of each cap. Where they differ about anything else the two
 * conflict, because nobody can tell which is the tighter; what they agree on still holds.
 */
export function tightest(all: readonly Constraints[]): {
  readonly constraints: Constraints;
  readonly conflicts: readonly string[];
} {
  const kept = new Map<string, unknown>();
  const conflicts = new Set<string>();
  for (const [name, value] of all.flatMap((constraints) => Object.entries(constraints))) {
    if (!kept.has(name) || isAsTight(name, kept.get(name), value)) kept.set(name, value);
    else if (!isAsTight(name, value, kept.get(name))) conflicts.add(name);
  }
  return {
    constraints: Object.fromEntries([...kept].filter(([name]) => !conflicts.has(name))),
    conflicts: [...conflicts],
  };
}

/**
 * The terms of an approval: what the ruling demands, and what the approver adds. An approver may lower a cap; nothing else
 * that the rules demand is theirs to change.
 */
export function termsOf(ruled: Constraints, approved: Constraints): Constraints {
  const lowered = Object.entries(approved).filter(
    ([name, value]) => Object.hasOwn(ruled, name) && isAsTight(name, ruled[name], value),
  );
  return { ...approved, ...ruled, ...Object.fromEntries(lowered) };
}
