import type { Contact } from "./contact";
import type { Delegation } from "./delegation";
import { onCall, type Schedule, type Window } from "./schedule";
import { onCallNext } from "./schedule-ahead";
import { isWorking } from "./working-hours";

/**
 * The people of one organisation at one moment, and how a target becomes named people.
 *
 * A **target** is what configuration names: `person:ana`, `team:payments`, `schedule:payments-on-call`, whoever is on
 * call now or next (`schedule:payments-on-call+next`), somebody's manager (`manager:bo`), the people of the agent that
 * asks (`agent:owner`, `agent:manager`), a user group of Slack (`group:approvers`), one of several by load, or a shared
 * place, `channel:payments-room`, which notifies but is nobody.
 */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly level: number;
  readonly role: "member" | "manager" | "admin" | "auditor";
  readonly manager?: string;
  readonly contact?: Contact;
  /** Where letters reach them. Who they are is never told from it. */
  readonly email?: string;
  /** Their account in Slack, as configuration writes it. */
  readonly slack?: string;
  /** When they work, and where; absent: always. */
  readonly workingHours?: { readonly timeZone: string; readonly windows: readonly Window[] };
};

type Plain = "person" | "team" | "schedule" | "schedule_next" | "channel" | "manager" | "agent" | "group";
export type Target =
  | { readonly kind: Plain; readonly id: string }
  /** One person of those another target means. `id` is that target as text. */
  | { readonly kind: "least_loaded"; readonly id: string; readonly of: Target };

/** Who is in a user group of Slack is for anybody there to say; what that is worth is for an admin here. */
export type Group = { readonly people: readonly string[]; readonly hasAuthority: boolean };

export type Directory = {
  /** Active people only: somebody removed is nobody. */
  readonly people: ReadonlyMap<string, Person>;
  readonly teams: ReadonlyMap<string, readonly string[]>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  /** Their people are known from Slack, beside the document. */
  readonly groups?: ReadonlyMap<string, Group>;
  /** Whom the organisation pages when a route reaches nobody. */
  readonly fallback: readonly Target[];
  /** Who lends their authority to whom, and when. */
  readonly delegations?: readonly Delegation[];
  /** Open requests that wait for each person; who is not in it has none. Only where a route picks by load. */
  readonly load?: ReadonlyMap<string, number>;
};

const PLAIN = /^(person|team|schedule|channel|manager|agent|group):(.+)$/;
const NEXT = "+next";

export function parseTarget(text: string): Target | null {
  const match = PLAIN.exec(text);
  if (!match?.[1] || !match[2]) return null;
  const kind = match[1] as Exclude<Plain, "schedule_next">; // safe because the pattern lists the kinds
  const [, , id] = match;
  if (kind !== "schedule" || !id.endsWith(NEXT)) return { kind, id };
  return { kind: "schedule_next", id: id.slice(0, -NEXT.length) };
}

export function targetText(target: Target): string {
  switch (target.kind) {
    case "schedule_next":
      return `schedule:${target.id}${NEXT}`;
    case "least_loaded":
      return `one of ${target.id}`;
    default:
      return `${target.kind}:${target.id}`;
  }
}

/** What a target may have to know of the request it is resolved for. */
export type Asked = {
  /** Who owns the agent that asks. */
  readonly owner: string | null;
  /** People that a pick passes over: they have answered, or may not approve. */
  readonly passedOver: ReadonlySet<string>;
};
const NOTHING_ASKED: Asked = { owner: null, passedOver: new Set() };

/** The named people a list of targets pages at an instant: in order, nobody twice, only people who exist. */
export function resolveTargets(
  targets: readonly Target[],
  directory: Directory,
  at: Date,
  asked: Asked = NOTHING_ASKED,
): readonly string[] {
  return distinct(targets, directory, (target) =>
    target.kind === "least_loaded"
      ? leastLoaded(existing(membersOf(target.of, { directory, at, asked }), directory), {
          directory,
          at,
          asked,
        })
      : membersOf(target, { directory, at, asked }),
  );
}

/** Everyone a list of targets could mean: a pick may fall on any of those it picks from. */
export function everyoneIn(
  targets: readonly Target[],
  directory: Directory,
  at: Date,
  asked: Asked = NOTHING_ASKED,
): readonly string[] {
  return distinct(targets, directory, (target) => membersOf(target, { directory, at, asked }));
}

function distinct(
  targets: readonly Target[],
  directory: Directory,
  members: (target: Target) => readonly string[],
): readonly string[] {
  return [...new Set(existing(targets.flatMap(members), directory))];
}

const existing = (people: readonly string[], directory: Directory): readonly string[] =>
  people.filter((person) => directory.people.has(person));

/**
 * Whoever has the least to do of those at work now, or of all where none is; of equals, the first by name. Nobody only
 * where all are passed over.
 */
function leastLoaded(people: readonly string[], { directory, at, asked }: Place): readonly string[] {
  const { load, people: known } = directory;
  const free = people.filter((person) => !asked.passedOver.has(person));
  const isAtWork = (person: string): boolean => isWorking(known.get(person) ?? {}, at);
  const waiting = (person: string): number => load?.get(person) ?? 0;
  const [first] = free.toSorted(
    (a, b) =>
      Number(isAtWork(b)) - Number(isAtWork(a)) || waiting(a) - waiting(b) || (a < b ? -1 : Number(a > b)),
  );
  return first === undefined ? [] : [first];
}

type Place = { readonly directory: Directory; readonly at: Date; readonly asked: Asked };

function membersOf(target: Target, place: Place): readonly string[] {
  const { directory, at, asked } = place;
  switch (target.kind) {
    case "person":
      return [target.id];
    case "team":
      return directory.teams.get(target.id) ?? [];
    case "schedule": {
      const schedule = directory.schedules.get(target.id);
      return schedule ? onCall(schedule, at) : [];
    }
    case "schedule_next": {
      const schedule = directory.schedules.get(target.id);
      return schedule ? [...onCall(schedule, at), ...onCallNext(schedule, at)] : [];
    }
    case "manager":
      return managerOf(target.id, directory);
    case "agent":
      if (asked.owner === null) return [];
      return target.id === "owner" ? [asked.owner] : managerOf(asked.owner, directory);
    case "group":
      return directory.groups?.get(target.id)?.people ?? [];
    case "least_loaded":
      return membersOf(target.of, place);
    case "channel":
      return [];
    default:
      return target satisfies never;
  }
}

function managerOf(person: string, directory: Directory): readonly string[] {
  const manager = directory.people.get(person)?.manager;
  return manager === undefined ? [] : [manager];
}

/** The schedules whose shifts say whom these targets mean. */
export const schedulesIn = (targets: readonly Target[]): readonly string[] =>
  targets.flatMap((target): readonly string[] => {
    if (target.kind === "least_loaded") return schedulesIn([target.of]);
    return target.kind === "schedule" || target.kind === "schedule_next" ? [target.id] : [];
  });

/** The organisation's fallback; when it names nobody who exists, every admin. */
export function fallbackPeople(directory: Directory, at: Date): readonly string[] {
  const named = resolveTargets(directory.fallback, directory, at);
  if (named.length > 0) return named;
  return [...directory.people.values()]
    .filter((person) => person.role === "admin")
    .map((person) => person.id);
}
