/**
 * The arguments, whole or not at all: what an approver signs is the canonical text, so it is only broken into lines,
 * and never rewritten, shortened or read as data.
 */
import type { RequestDetail } from "@/lib/contract/requests";
import { inLines } from "@/lib/core/canonical-lines";
import { visible } from "@/lib/core/display";
import { pieces } from "@/lib/core/untrusted";
import type { KnownBlock } from "./kit";

/** What one leaf of rich text holds. */
export const LEAF_UNITS = 3000;
/** More than this is a wall nobody reads in a message; what is longer is read in the modal. */
const MESSAGE_PIECES = 4;
const MODAL_PIECES = 60;
/** A view of 250 kB is refused; the rest of the modal needs its room, too. */
const MODAL_BYTES = 180_000;

export type Shown = {
  /** All of them; in a message that cannot hold them, the beginning. */
  readonly blocks: KnownBlock[];
  readonly isWhole: boolean;
  /** There are characters in them that nobody would have seen. */
  readonly hides: boolean;
};

type Laid = { readonly pieces: readonly string[] | null; readonly hides: boolean };
const laid = new WeakMap<RequestDetail, Laid>();

/** The whole text in pieces, or null where not even a modal holds it. Asked for often and slow to say: kept. */
function layOut(request: RequestDetail): Laid {
  const known = laid.get(request);
  if (known) return known;
  const found = layOutText(request.canonical_arguments);
  laid.set(request, found);
  return found;
}

function layOutText(canonical: string): Laid {
  if (canonical.length > MODAL_PIECES * LEAF_UNITS) return { pieces: null, hides: false };
  const lines = inLines(canonical);
  const shown = visible(lines, KEEP_LINES);
  const hides = shown !== lines;
  if (shown.length > MODAL_PIECES * LEAF_UNITS) return { pieces: null, hides };
  const found = pieces(lines, LEAF_UNITS, KEEP_LINES);
  const bytes = new TextEncoder().encode(JSON.stringify(found)).length;
  return { pieces: found.length <= MODAL_PIECES && bytes <= MODAL_BYTES ? found : null, hides };
}

const KEEP_LINES = { lines: "keep" } as const;

/** Does the modal hold them, so that they can be answered in Slack at all? */
export const fitsModal = (request: RequestDetail): boolean => layOut(request).pieces !== null;

export function argumentsIn(place: "message" | "modal", request: RequestDetail): Shown {
  const { pieces: all, hides } = layOut(request);
  const isWhole = all !== null && (place === "modal" || all.length <= MESSAGE_PIECES);
  const shown = isWhole ? all : beginning(request);
  return { blocks: shown.map(preformatted), isWhole, hides };
}

function beginning(request: RequestDetail): readonly string[] {
  // Enough to fill a piece, however much of it is indentation; half a character at its end becomes visible.
  const start = inLines(request.canonical_arguments.slice(0, LEAF_UNITS));
  return pieces(start, LEAF_UNITS - 1, KEEP_LINES)
    .slice(0, 1)
    .map((piece) => `${piece}…`);
}

const preformatted = (words: string): KnownBlock => ({
  type: "rich_text",
  elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: words }] }],
});
