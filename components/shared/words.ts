import type { MarkState } from "./mark";

/** The words of the wire in the words of people. A time-out is never worded as a person's no. */

/** Whoever answered, and whose authority they used where it was lent to them. */
export type Answerer = {
  readonly person: string;
  readonly via: string;
  readonly on_behalf_of?: string | undefined;
};

export type DecisionFacts = {
  readonly outcome: "approved" | "denied";
  readonly cause: string;
  readonly decided_by: readonly Answerer[];
};

export type Seed = "PERMIT" | "DENY" | "SILENCE";

export type Verdictive = {
  /** `Denied by Ana Ruiz` */
  readonly headline: string;
  /** One sentence more, where the headline could be misread. */
  readonly explanation: string | null;
  readonly mark: MarkState;
  /** The word of the ledger; null where nobody was to answer any more. */
  readonly seed: Seed | null;
};

export const nameOf = (id: string, names: Readonly<Record<string, string>>): string => names[id] ?? id;

/** `Ana Ruiz on behalf of Bo Lind` */
export const answererName = (
  { person, on_behalf_of }: Pick<Answerer, "person" | "on_behalf_of">,
  names: Readonly<Record<string, string>>,
): string =>
  on_behalf_of === undefined
    ? nameOf(person, names)
    : `${nameOf(person, names)} on behalf of ${nameOf(on_behalf_of, names)}`;

/** `Ana`, `Ana and Bo`, `Ana, Bo and Cy`. */
export function listed(items: readonly string[], joiner: "and" | "or" = "and"): string {
  if (items.length < 2) return items[0] ?? "nobody";
  return `${items.slice(0, -1).join(", ")} ${joiner} ${items.at(-1)}`;
}

export function decisionWords(decision: DecisionFacts, names: Readonly<Record<string, string>>): Verdictive {
  const people = listed(decision.decided_by.map((by) => answererName(by, names)));
  const said = (
    headline: string,
    mark: MarkState,
    seed: Seed | null,
    explanation: string | null = null,
  ): Verdictive => ({ headline, mark, seed, explanation });
  switch (decision.cause) {
    case "approver":
      return decision.outcome === "approved"
        ? said(`Approved by ${people}`, "approved", "PERMIT")
        : said(`Denied by ${people}`, "denied", "DENY");
    case "deadline":
      return said(
        "Nobody answered in time",
        "silence",
        "SILENCE",
        "The deadline passed, so the gate denied it. No person said no.",
      );
    case "unroutable":
      return said(
        "Nobody could have approved it",
        "silence",
        "SILENCE",
        "Its rule could not be met by anyone, so the gate denied it at the deadline. No person said no.",
      );
    case "withdrawn":
      return said("Withdrawn by the agent", "ended", null, "The agent took it back before anyone decided.");
    case "superseded":
      return said("Replaced by a newer request", "ended", null, "The agent asked again with something else.");
    case "standing_grant":
      return said("Approved by a standing grant", "approved", "PERMIT");
    case "break_glass":
      return said("Released by break-glass", "approved", "PERMIT", "It is to be reviewed afterwards.");
    default:
      return decision.outcome === "approved"
        ? said("Approved", "approved", "PERMIT")
        : said("Denied", "denied", "DENY");
  }
}

const REVERSIBILITY: Readonly<Record<string, { label: string; detail: string; grave: boolean }>> = {
  read_only: { label: "Reads only", detail: "Changes nothing", grave: false },
  reversible: { label: "Can be undone", detail: "We can undo it ourselves", grave: false },
  externally_reversible: {
    label: "Undone only by others",
    detail: "Undoing it needs someone outside the company",
    grave: true,
  },
  irreversible: { label: "Cannot be undone", detail: "Once it ran, nothing takes it back", grave: true },
};

export const reversibilityWords = (value: string) =>
  REVERSIBILITY[value] ?? { label: value, detail: "Not a class the console knows", grave: true };

const TIERS: Readonly<Record<string, string>> = {
  autonomous: "Tier: autonomous",
  preapproved: "Tier: pre-approved",
  approval: "Tier: needs approval",
  prohibited: "Tier: prohibited",
};
export const tierWords = (tier: string): string => TIERS[tier] ?? `Tier: ${tier}`;

const VIA: Readonly<Record<string, string>> = {
  web: "in the console",
  slack: "in Slack",
  email: "by e-mail",
};
export const viaWords = (via: string): string => VIA[via] ?? `via ${via}`;

const CHANNELS: Readonly<Record<string, string>> = { web: "Console", slack: "Slack", email: "E-mail" };
export const channelWords = (channel: string): string => CHANNELS[channel] ?? channel;

const CAUSES: Readonly<Record<string, string>> = {
  approver: "A person answered",
  deadline: "Nobody answered in time",
  withdrawn: "Withdrawn by the agent",
  superseded: "Replaced by a newer request",
  unroutable: "Nobody could have approved it",
  standing_grant: "Standing grant",
  break_glass: "Break-glass",
};
export const causeWords = (cause: string): string => CAUSES[cause] ?? humanised(cause);

const ROLES: Readonly<Record<string, string>> = {
  member: "Member",
  manager: "Manager",
  admin: "Admin",
  auditor: "Auditor",
};
export const roleWords = (role: string): string => ROLES[role] ?? role;

/** `step_entered` as `Step entered`: for a word the console does not know yet. */
export function humanised(word: string): string {
  const spaced = word.replaceAll(/[_.]/g, " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
