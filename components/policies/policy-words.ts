import type { Choice } from "../shared/form/inputs";

/** A policy in words: what it does, when, and to what. */

export type Verdict = "allow" | "throttle" | "sandbox" | "escalate" | "block";

type Policy = {
  readonly surface?: string | null | undefined;
  readonly when?: string | null | undefined;
  readonly verdict: Verdict;
  readonly route?: string | null | undefined;
  readonly mode: "enforce" | "shadow";
  readonly from?: string | null | undefined;
  readonly limit?: Limit | null | undefined;
};

type Limit = {
  readonly max: number;
  readonly window: string;
  readonly per: readonly ("agent" | "tool" | "surface")[];
};

const DOES: Readonly<Record<Verdict, string>> = {
  allow: "the agent goes ahead at once",
  throttle: "the agent is told to wait and try again",
  sandbox: "the agent may only run it in a sandbox",
  escalate: "a person is asked",
  block: "it is refused, and nobody is asked",
};

export const VERDICT_CHOICES: readonly Choice<Verdict>[] = [
  ["allow", "Allow: it goes ahead"],
  ["throttle", "Throttle: wait and try again"],
  ["sandbox", "Sandbox: only in a sandbox"],
  ["escalate", "Escalate: ask a person"],
  ["block", "Block: refuse it"],
];

type Change = { readonly before: string; readonly after: string; readonly count: number };

/** `3 × allow would be escalate`. */
export const changeWords = ({ before, after, count }: Change): string =>
  `${count} × ${before} would be ${after}`;

/** `On payments.refund, where `args.amount_cents > 20000`: a person is asked, by route payments.` */
export function policySentence({ surface, when, verdict, route, mode, from, limit }: Policy): string {
  const where = surface ? `On ${surface}` : "On every surface";
  const condition = when ? `, when ${when}` : ", always";
  const by = verdict === "escalate" && route ? `, by route ${route}` : "";
  const does =
    verdict === "throttle" && limit ? `beyond ${limitWords(limit)}, ${DOES.throttle}` : DOES[verdict];
  const sentence = `${where}${condition}: ${does}${by}.`;
  if (mode === "enforce" && from) return `${sentence} In shadow until ${from}.`;
  return mode === "shadow" ? `${sentence} Only recorded for now: as a shadow it changes nothing.` : sentence;
}

/** `600 in 1h for each agent and tool`. */
function limitWords({ max, window, per }: Limit): string {
  return `${max} in ${window} ${per.length === 0 ? "altogether" : `for each ${per.join(" and ")}`}`;
}

export const PER_CHOICES: readonly Choice<string>[] = [
  ["agent", "Each agent"],
  ["tool", "Each tool"],
  ["agent tool", "Each agent and tool"],
  ["surface", "Each surface"],
  ["agent surface", "Each agent and surface"],
  ["", "All together"],
];

const SUBJECTS = ["agent", "tool", "surface"] as const;

export const perOf = (choice: string): Limit["per"] =>
  SUBJECTS.filter((subject) => choice.split(" ").includes(subject));
