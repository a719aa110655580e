import {
  type Answerer,
  type DecisionFacts,
  type Ending,
  endingOf,
  answererName as nameOfAnswerer,
  type Seed,
} from "@/lib/contract/words";
import type { MarkState } from "./mark";

/** The words of the wire, and the console's own besides. */
export {
  type Answerer,
  causeWords,
  channelWords,
  type DecisionFacts,
  humanised,
  listed,
  plural,
  reversibilityWords,
  type Seed,
  tierWords,
  viaWords,
} from "@/lib/contract/words";

type Names = Readonly<Record<string, string>>;

export const nameOf = (id: string, names: Names): string => names[id] ?? id;

export const answererName = (answerer: Answerer, names: Names): string =>
  nameOfAnswerer(answerer, (id) => nameOf(id, names));

export type Verdictive = Ending & { readonly mark: MarkState };

const MARKS: Readonly<Record<Seed, MarkState>> = { PERMIT: "approved", DENY: "denied", SILENCE: "silence" };

export function decisionWords(decision: DecisionFacts, names: Names): Verdictive {
  const ending = endingOf(decision, (id) => nameOf(id, names));
  return { ...ending, mark: ending.seed === null ? "ended" : MARKS[ending.seed] };
}

const ROLES: Readonly<Record<string, string>> = {
  member: "Member",
  manager: "Manager",
  admin: "Admin",
  auditor: "Auditor",
};
export const roleWords = (role: string): string => ROLES[role] ?? role;
