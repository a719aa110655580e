/**
 * What a letter about a request says, as plain text and as HTML. Pure. The same facts as on the card, for reading only:
 * the one link leads to the request, where people answer.
 */
import type { RequestDetail } from "@/lib/contract/requests";
import { endingOf, listed, type Naming, plural, reversibilityWords, tierWords } from "@/lib/contract/words";
import { inLines } from "@/lib/core/canonical-lines";
import { untrusted } from "@/lib/core/untrusted";
import { htmlOf, type Part, textOf } from "./letter-format";

/** Why this letter is written: they are paged, once more, reminded, or it is over. */
export type Occasion =
  | { readonly kind: "page" | "again" | "update" }
  | { readonly kind: "reminder"; readonly minutesLeft: number };

type Written = { readonly subject: string; readonly text: string; readonly html: string };

const SUBJECT_UNITS = 200;
const TITLE_UNITS = 300;
const FACT_UNITS = 300;
const SAYING_UNITS = 2_000;
const ARGUMENT_UNITS = 6_000;

export function writeLetter(request: RequestDetail, occasion: Occasion): Written {
  const state = stateOf(request, occasion);
  const title = untrusted(request.title, TITLE_UNITS);
  const parts: readonly Part[] = [
    { kind: "heading", words: `${state}: ${title}` },
    ...(request.decision ? ended(request, request.decision) : asked(request, occasion)),
    {
      kind: "link",
      words: request.decision ? "See what happened" : "Open the request to answer",
      url: request.url,
    },
    { kind: "small", words: `${SIGNATURE} Code: ${request.binding_message}. Request: ${request.id}.` },
  ];
  // The subject is the same for all that follows, because mail programs put together what is called the same.
  const subject = untrusted(`Approval needed: ${request.title}`, SUBJECT_UNITS);
  const isFirst = occasion.kind === "page";
  return { subject: isFirst ? subject : `Re: ${subject}`, text: textOf(parts), html: htmlOf(parts) };
}

const SIGNATURE = "Nothing is decided by e-mail: replies are not read, and no link answers by itself.";

function stateOf({ decision, people }: RequestDetail, occasion: Occasion): string {
  if (decision) return endingOf(decision, namesIn(people)).state;
  switch (occasion.kind) {
    case "reminder":
      return `${plural(Math.max(1, occasion.minutesLeft), "minute")} left`;
    case "again":
      return "Paged again";
    default:
      return "Approval needed";
  }
}

function asked(request: RequestDetail, occasion: Occasion): readonly Part[] {
  const deadline = `Answer by ${utc(request.deadline_at)}. If nobody does, the gate denies it.`;
  if (occasion.kind === "reminder") return [{ kind: "words", words: deadline }];
  return [
    { kind: "words", words: deadline },
    { kind: "words", words: whyHeld(request) },
    { kind: "facts", facts: factsOf(request) },
    ...sayings(request),
    ...argumentsOf(request),
  ];
}

/** The gate's own reason, and the rules that fired. */
function whyHeld({ ruling: { reason, rules } }: RequestDetail): string {
  return untrusted(`${reason}${rules.length > 0 ? ` (${rules.join(", ")})` : ""}`, 2 * FACT_UNITS);
}

function factsOf({ action, context: { agent, surface, delegation } }: RequestDetail) {
  const through = delegation.map((link) => link.agent).join(" → ");
  const risk =
    surface === null
      ? "Nobody registered this tool"
      : `${reversibilityWords(surface.reversibility).label}. ${tierWords(surface.tier)}`;
  const facts: readonly (readonly [string, string | null])[] = [
    ["Agent", agent.name],
    ["For", action.on_behalf_of],
    ["Through", through || null],
    ["Tool", action.tool],
    ["Surface", action.surface],
    ["Risk", risk],
  ];
  return facts.flatMap(([name, words]) =>
    words === null ? [] : [[name, untrusted(words, FACT_UNITS)] as const],
  );
}

/** The agent's own words, under a label of their own: nothing in them is a fact of the gate. */
function sayings({ context: { explanation, run } }: RequestDetail): readonly Part[] {
  const said = [explanation.title, explanation.why, run.task].flatMap((words) =>
    words ? [untrusted(words, SAYING_UNITS, { lines: "keep" })] : [],
  );
  return said.length === 0 ? [] : [{ kind: "quote", label: "Agent says, not verified", lines: said }];
}

function argumentsOf({ canonical_arguments: canonical }: RequestDetail): readonly Part[] {
  const bytes = plural(new TextEncoder().encode(canonical).length, "byte");
  const isLong = canonical.length > ARGUMENT_UNITS;
  const start = inLines(isLong ? canonical.slice(0, ARGUMENT_UNITS) : canonical);
  const words = untrusted(start, 2 * ARGUMENT_UNITS, { lines: "keep" });
  const label = isLong ? `The beginning of its arguments (${bytes} in all)` : "Its arguments, exactly";
  return [{ kind: "code", label, words: isLong ? `${words}…` : words }];
}

type Decision = NonNullable<RequestDetail["decision"]>;

function ended(request: RequestDetail, decision: Decision): readonly Part[] {
  const { headline, explanation } = endingOf(decision, namesIn(request.people));
  const isQuoted = decision.cause === "approver" || decision.cause === "withdrawn";
  const asked = [...new Set(request.steps.flatMap(({ fired_at, people }) => (fired_at ? people : [])))];
  return [
    { kind: "words", words: `${headline}, ${utc(decision.decided_at)}.` },
    ...(explanation === null ? [] : [{ kind: "words", words: explanation } as const]),
    ...(isQuoted && decision.reason
      ? [
          {
            ...{
              kind: "quote" as const,
              label: decision.cause === "withdrawn" ? "Agent says, not verified" : "Reason",
            },
            lines: [untrusted(decision.reason, SAYING_UNITS, { lines: "keep" })],
          },
        ]
      : []),
    ...(decision.cause === "deadline"
      ? [{ kind: "words", words: `Asked: ${listed(asked.map(namesIn(request.people)))}.` } as const]
      : []),
  ];
}

const NAME_UNITS = 60;
const namesIn =
  (people: RequestDetail["people"]): Naming =>
  (id) =>
    untrusted((Object.hasOwn(people, id) ? people[id]?.name : undefined) ?? id, NAME_UNITS);

/** `2026-11-20 13:21 UTC`: a letter does not know where it is read. */
const utc = (instant: string): string => `${instant.slice(0, 16).replace("T", " ")} UTC`;
