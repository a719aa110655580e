/**
 * The words of the wire in the words of people: the same in the console, in Slack and by e-mail, so that nobody wonders
 * whether it is the same thing. A time-out is never worded as a person's no.
 */

/** The name of a person by their id. */
export type Naming = (id: string) => string;

/** Whoever answered, and whose authority they used where it was lent to them. */
export type Answerer = { readonly person: string; readonly on_behalf_of?: string | undefined };

/** `Ana Ruiz on behalf of Bo Lind` */
export const answererName = ({ person, on_behalf_of }: Answerer, name: Naming): string =>
  on_behalf_of === undefined ? name(person) : `${name(person)} on behalf of ${name(on_behalf_of)}`;

/** `Ana`, `Ana and Bo`, `Ana, Bo and Cy`; with a limit, `Ana, Bo and 4 more`. */
export function listed(
  items: readonly string[],
  joiner: "and" | "or" = "and",
  most = Number.POSITIVE_INFINITY,
): string {
  const rest = items.length - most;
  const said = rest > 0 ? [...items.slice(0, most), `${rest} more`] : items;
  if (said.length < 2) return said[0] ?? "nobody";
  return `${said.slice(0, -1).join(", ")} ${joiner} ${said.at(-1)}`;
}

export type DecisionFacts = {
  readonly outcome: "approved" | "denied";
  readonly cause: string;
  readonly decided_by: readonly Answerer[];
};

export type Seed = "PERMIT" | "DENY" | "SILENCE";

export type Ending = {
  /** What a heading begins with: `Denied, no answer` */
  readonly state: string;
  /** `Denied by Ana Ruiz` */
  readonly headline: string;
  /** One sentence more, where the headline could be misread. */
  readonly explanation: string | null;
  /** The word of the ledger; null where nobody was to answer any more. */
  readonly seed: Seed | null;
};

const MOST_DECIDERS = 10;

/** How it ended. */
export function endingOf({ outcome, cause, decided_by }: DecisionFacts, name: Naming): Ending {
  const word = outcome === "approved" ? "Approved" : "Denied";
  const seed = outcome === "approved" ? "PERMIT" : "DENY";
  const ended = (headline: string, more: Partial<Ending> = {}): Ending => ({
    ...{ state: word, headline, explanation: null, seed },
    ...more,
  });
  const silence = { state: "Denied, no answer", seed: "SILENCE" } as const;
  switch (cause) {
    case "approver": {
      const people = decided_by.map((by) => answererName(by, name));
      return ended(`${word} by ${listed(people, "and", MOST_DECIDERS)}`);
    }
    case "deadline":
      return ended("Nobody answered in time", {
        ...silence,
        explanation: "The deadline passed, so the gate denied it. No person said no.",
      });
    case "unroutable":
      return ended("Nobody could have approved it", {
        ...silence,
        explanation:
          "Its rule could not be met by anyone, so the gate denied it at the deadline. No person said no.",
      });
    case "withdrawn":
      return ended("Withdrawn by the agent", {
        ...{ state: "Withdrawn", seed: null },
        explanation: "The agent took it back before anyone decided.",
      });
    case "superseded":
      return ended("Replaced by a newer request", {
        ...{ state: "Replaced", seed: null },
        explanation: "The agent asked again with something else.",
      });
    case "standing_grant":
      return ended("Approved by a standing grant");
    case "break_glass":
      return ended("Released by break-glass", { explanation: "It is to be reviewed afterwards." });
    default:
      return ended(word);
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

/** `step_entered` as `Step entered`: for a word the console does not know yet. */
export function humanised(word: string): string {
  const spaced = word.replaceAll(/[_.]/g, " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** What the agent did with an approval, in the words of the console's steps. */
export function grantWords(status: string): string {
  switch (status) {
    case "held":
      return "Held, and can still be undone";
    case "issued":
      return "Waiting for the agent to pick it up";
    case "claimed":
      return "Picked up by the agent; waiting for what happened";
    case "succeeded":
      return "Picked up by the agent and carried out";
    case "failed":
      return "Picked up by the agent, and it failed";
    case "unknown":
      return "Picked up by the agent, who does not know whether it happened";
    case "lapsed":
      return "Never picked up: the approval lapsed unused";
    case "revoked":
      return "Revoked before it was used";
    default:
      return humanised(status);
  }
}
