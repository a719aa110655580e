/** What the console says, said in Slack: the same words, so that nobody wonders whether it is the same thing. */
import type { RequestDetail } from "@/lib/contract/requests";
import { personName } from "./kit";
import { untrusted } from "./untrusted";

type Decision = NonNullable<RequestDetail["decision"]>;
type Answerer = { readonly person: string; readonly on_behalf_of?: string | undefined };

/** `Ana`, `Ana and Bo`, `Ana, Bo and Cy`, and `Ana, … and 4 more`. */
const MOST_ITEMS = 10;
export function listed(items: readonly string[], joiner: "and" | "or" = "and"): string {
  const rest = items.length - MOST_ITEMS;
  const said = rest > 0 ? [...items.slice(0, MOST_ITEMS), `${rest} more`] : items;
  if (said.length < 2) return said[0] ?? "nobody";
  return `${said.slice(0, -1).join(", ")} ${joiner} ${said.at(-1)}`;
}

export const namesText = (
  ids: readonly string[],
  request: RequestDetail,
  joiner: "and" | "or" = "and",
): string =>
  listed(
    ids.map((id) => personName(id, request)),
    joiner,
  );

export const answererName = ({ person, on_behalf_of }: Answerer, request: RequestDetail): string =>
  on_behalf_of === undefined
    ? personName(person, request)
    : `${personName(person, request)} on behalf of ${personName(on_behalf_of, request)}`;

export type Ending = {
  /** What the header begins with. */
  readonly state: string;
  /** `Denied by Ana Ruiz` */
  readonly headline: string;
  /** One sentence more, where the headline could be misread. */
  readonly explanation: string | null;
};

/** How it ended. A time-out is never worded as a person's no. */
export function endingOf(decision: Decision, request: RequestDetail): Ending {
  const people = listed(decision.decided_by.map((by) => answererName(by, request)));
  const word = decision.outcome === "approved" ? "Approved" : "Denied";
  const ended = (state: string, headline: string, explanation: string | null = null): Ending => ({
    state,
    headline,
    explanation,
  });
  switch (decision.cause) {
    case "approver":
      return ended(word, `${word} by ${people}`);
    case "deadline":
      return ended(
        "Denied, no answer",
        "Nobody answered in time",
        "The deadline passed, so the gate denied it. No person said no.",
      );
    case "unroutable":
      return ended(
        "Denied, no answer",
        "Nobody could have approved it",
        "Its rule could not be met by anyone, so the gate denied it at the deadline. No person said no.",
      );
    case "withdrawn":
      return ended("Withdrawn", "Withdrawn by the agent", "The agent took it back before anyone decided.");
    case "superseded":
      return ended("Replaced", "Replaced by a newer request", "The agent asked again with something else.");
    case "standing_grant":
      return ended(word, "Approved by a standing grant");
    case "break_glass":
      return ended(word, "Released by break-glass", "It is to be reviewed afterwards.");
    default:
      return decision.cause satisfies never;
  }
}

const VIA: Readonly<Record<string, string>> = {
  web: "in the console",
  slack: "in Slack",
  email: "by e-mail",
};
export const viaWords = (via: string): string => VIA[via] ?? `via ${untrusted(via, 40)}`;

/** What a denial may be filed under. */
export const REASON_CODES = {
  wrong_target: "Wrong target or amount",
  too_risky: "Too risky right now",
  unclear: "Not enough information",
  policy: "Against policy",
} as const;

export function reasonCodeWords(code: string): string {
  const known: Readonly<Record<string, string>> = REASON_CODES;
  return (
    (Object.hasOwn(known, code) ? known[code] : undefined) ?? untrusted(code.replaceAll(/[_.]/g, " "), 70)
  );
}

const REVERSIBILITY: Readonly<Record<string, string>> = {
  read_only: "Reads only",
  reversible: "Can be undone",
  externally_reversible: "Undone only by others",
  irreversible: "Cannot be undone",
};
const TIERS: Readonly<Record<string, string>> = {
  autonomous: "tier: autonomous",
  preapproved: "tier: pre-approved",
  approval: "tier: needs approval",
  prohibited: "tier: prohibited",
};

export function riskWords(surface: { readonly tier: string; readonly reversibility: string } | null): string {
  if (surface === null) return "Nobody registered this tool";
  const { tier, reversibility } = surface;
  return `${REVERSIBILITY[reversibility] ?? untrusted(reversibility, 40)}, ${TIERS[tier] ?? `tier: ${untrusted(tier, 40)}`}`;
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const minutesText = (minutes: number): string => plural(Math.max(1, Math.round(minutes)), "minute");

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
      return untrusted(status, 40);
  }
}
