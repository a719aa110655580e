/** What the console says, said in Slack, where names and unknown words are somebody's text. */
import type { RequestDetail } from "@/lib/contract/requests";
import {
  type Ending,
  endingOf as ending,
  listed as listedAll,
  plural,
  reversibilityWords,
  tierWords,
} from "@/lib/contract/words";
import { untrusted } from "@/lib/core/untrusted";
import { personName } from "./kit";

type Decision = NonNullable<RequestDetail["decision"]>;

const MOST_ITEMS = 10;

/** `Ana, Bo and Cy`, and `Ana, … and 4 more`. */
export const listed = (items: readonly string[], joiner: "and" | "or" = "and"): string =>
  listedAll(items, joiner, MOST_ITEMS);

export const namesText = (
  ids: readonly string[],
  request: RequestDetail,
  joiner: "and" | "or" = "and",
): string =>
  listed(
    ids.map((id) => personName(id, request)),
    joiner,
  );

export const endingOf = (decision: Decision, request: RequestDetail): Ending =>
  ending(decision, (id) => personName(id, request));

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

export function riskWords(surface: { readonly tier: string; readonly reversibility: string } | null): string {
  if (surface === null) return "Nobody registered this tool";
  const tier = tierWords(surface.tier);
  return `${reversibilityWords(surface.reversibility).label}, ${tier.charAt(0).toLowerCase()}${tier.slice(1)}`;
}

export const minutesText = (minutes: number): string => plural(Math.max(1, Math.round(minutes)), "minute");
