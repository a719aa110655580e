/** What exactly, on whose behalf, why it stopped, and by when: the middle of every card and of the review modal. */
import type { RequestDetail } from "@/lib/contract/requests";
import { plural } from "@/lib/contract/words";
import { visible } from "@/lib/core/display";
import { isWhole, pieces, untrusted } from "@/lib/core/untrusted";
import { argumentsIn, LEAF_UNITS } from "./arguments";
import { bold, context, date, type KnownBlock, type Leaf, rich, text } from "./kit";
import { riskWords } from "./words";

const FACT_UNITS = 300;
const REASON_UNITS = 1000;

/** The gate's own reason, and the rules that fired. */
export function whyHeld({ ruling }: RequestDetail): Leaf[] {
  const rules = ruling.rules.length > 0 ? ` (${ruling.rules.join(", ")})` : "";
  return [
    text(`${untrusted(ruling.reason, REASON_UNITS)}${untrusted(rules, FACT_UNITS).replace("(empty)", "")}`),
  ];
}

type Fact = readonly [name: string, words: string, isCode?: boolean];

function factsOf({ action, context: { agent, surface, delegation } }: RequestDetail): readonly Fact[] {
  const through = delegation.map((link) => link.agent).join(" → ");
  return [
    ["Agent", agent.name],
    ...(action.on_behalf_of === null ? [] : [["For", action.on_behalf_of] as const]),
    ...(through === "" ? [] : [["Through", through] as const]),
    ...(action.tool === null ? [] : [["Tool", action.tool, true] as const]),
    ...(action.surface === null ? [] : [["Surface", action.surface, true] as const]),
    ["Risk", riskWords(surface)],
  ];
}

export function facts(request: RequestDetail): KnownBlock {
  const lines = factsOf(request).map(([name, words, isCode]): readonly Leaf[] => [
    bold(`${name}: `),
    { type: "text", text: untrusted(words, FACT_UNITS), ...(isCode ? { style: { code: true } } : {}) },
  ]);
  return rich(...lines, [bold("Answer by: "), date(request.deadline_at)]);
}

/** The agent's own words, under a label of their own: nothing in them is a fact of the gate. */
function sayings({ context: { explanation, run } }: RequestDetail): readonly (readonly [string, string])[] {
  const said = [
    ["It calls this: ", explanation.title],
    ["Its reason: ", explanation.why],
    ["Its task: ", run.task],
  ] as const;
  return said.flatMap(([name, words]) => (words ? [[name, words] as const] : []));
}

function agentSays(request: RequestDetail, isCut: boolean): KnownBlock[] {
  const said = sayings(request);
  if (said.length === 0) return [];
  const quotes = said.map(([name, words]) => ({
    type: "rich_text_quote" as const,
    elements: [
      bold(name),
      ...(isCut
        ? [text(untrusted(words, SAYING_UNITS, { lines: "keep" }))]
        : pieces(words, LEAF_UNITS, { lines: "keep" }).map((piece) => text(piece))),
    ],
  }));
  return [
    {
      type: "rich_text",
      elements: [{ type: "rich_text_section", elements: [bold("Agent says, not verified")] }, ...quotes],
    },
  ];
}
/** In a message; longer reasons are read in the modal. */
const SAYING_UNITS = 1500;

export type Body = { readonly blocks: KnownBlock[]; readonly isWhole: boolean };

/** Everything there is to know before signing; `isWhole` says whether this place showed it without a cut. */
export function bodyIn(place: "message" | "modal", request: RequestDetail): Body {
  const shown = argumentsIn(place, request);
  const said = sayings(request);
  const isSaidWhole =
    place === "modal" || said.every(([, words]) => isWhole(words, SAYING_UNITS, { lines: "keep" }));
  const areFactsWhole = factsOf(request).every(([, words]) => isWhole(words, FACT_UNITS));
  const isAllWhole = shown.isWhole && isSaidWhole && areFactsWhole;
  const hides = shown.hides || [...said, ...factsOf(request)].some(([, words]) => hasHidden(words));
  return {
    blocks: [
      ...agentSays(request, place === "message"),
      facts(request),
      ...shown.blocks,
      ...(isAllWhole ? [] : [context(cutWords(place, request, shown.isWhole))]),
      ...(hides ? [context("A token like [U+200B] stands for a character you would not see.")] : []),
    ],
    isWhole: isAllWhole,
  };
}

const hasHidden = (words: string): boolean => visible(words, { lines: "keep" }) !== words;

function cutWords(place: "message" | "modal", request: RequestDetail, areArgumentsWhole: boolean): string {
  const bytes = plural(new TextEncoder().encode(request.canonical_arguments).length, "byte");
  const what = areArgumentsWhole
    ? "Not everything is shown here."
    : `The arguments are ${bytes}; this is their beginning.`;
  return place === "message"
    ? `${what} Review all details before you approve.`
    : `${what} Open the console to read all of it.`;
}
