/**
 * Making hidden text visible. An approver signs what the screen shows, so a character that shows nothing, or that
 * reorders its neighbours, becomes a **token** `U+XXXX`. What counts as hidden: controls, format and bidirectional
 * controls, zero-width characters, tags, variation selectors, private-use and unassigned code points, half
 * surrogates, every space but the ASCII one, blank-looking fillers, and piles of combining marks.
 *
 * The one exception is the emoji people really send: a sequence of Unicode's recommended list may hold the joiner
 * and the emoji selector it needs, because each of those sequences has one appearance and one spelling.
 *
 * Right-to-left letters are not hidden, yet they reorder digits beside them: the page must isolate (`<bdi>`) and
 * keep white space (`pre-wrap`). Everything here is one pass and free of Node imports.
 */

export type Segment = {
  readonly kind: "text" | "hidden";
  /** For `hidden`: the token without brackets, with `×n` for n of the same in a row. */
  readonly text: string;
};

export type DisplayOptions = {
  /** `keep` is for blocks: line breaks and tabs stay. `show`, the default, is for one line: they are tokens. */
  readonly lines?: "keep" | "show";
};

/** `units` of the source are shown as `shown`; `marks` is how many combining marks the last letter then carries. */
type Piece = Segment & { readonly units: number; readonly marks: number };

/** Letters of living scripts carry up to four marks; more of them only paint over what is beside them. */
const MAXIMUM_MARKS = 4;

/** At most this many UTF-16 units are spent on one grapheme; the longest recommended emoji has 15. */
const UNITS_PER_GRAPHEME = 32;

const HIDDEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{16fe4}\u{1d159}]/u;

/** The text with every hidden character as a bracketed token, for places that take plain text only. */
export function visible(text: string, options: DisplayOptions = {}): string {
  return segments(text, options)
    .map((segment) => (segment.kind === "hidden" ? `[${segment.text}]` : segment.text))
    .join("");
}

/** The same in parts, so that a page can draw the tokens apart from text that merely looks like one. */
export function segments(text: string, options: DisplayOptions = {}): readonly Segment[] {
  const found: Segment[] = [];
  let run = "";
  let marks = MAXIMUM_MARKS;
  const endRun = () => {
    if (run !== "") found.push({ kind: "text", text: run });
    run = "";
  };
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at, marks, options.lines ?? "show");
    if (piece.kind === "text") {
      run += piece.text;
    } else {
      endRun();
      found.push({ kind: "hidden", text: piece.text });
    }
    marks = piece.marks;
    at += piece.units;
  }
  endRun();
  return found;
}

function pieceAt(text: string, at: number, marks: number, lines: "keep" | "show"): Piece {
  const whole = asciiRunAt(text, at) ?? emojiSequenceAt(text, at);
  // A mark needs a letter of its own to sit on: after a space, a break or a token it would change those.
  if (whole !== undefined) return asText(whole, whole.endsWith(" ") ? MAXIMUM_MARKS : 0);
  const lineBreak = lines === "keep" ? /^(?:\r\n|\n|\t)/.exec(text.slice(at, at + 2))?.[0] : undefined;
  if (lineBreak !== undefined) return asText(lineBreak, MAXIMUM_MARKS);
  const character = characterAt(text, at);
  const isMark = /\p{M}/u.test(character);
  if (HIDDEN.test(character) || (isMark && marks >= MAXIMUM_MARKS)) return hiddenRunAt(text, at, character);
  return asText(character, isMark ? marks + 1 : 0);
}

function asText(text: string, marks: number): Piece {
  return { kind: "text", text, units: text.length, marks };
}

/** A flood of one hidden character is one token with a count: it must not push the facts off the screen. */
function hiddenRunAt(text: string, at: number, character: string): Piece {
  let count = 1;
  while (text.startsWith(character, at + count * character.length)) count += 1;
  const name = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return {
    kind: "hidden",
    text: count === 1 ? name : `${name}×${count}`,
    units: count * character.length,
    marks: MAXIMUM_MARKS,
  };
}

const ASCII_RUN = /[ -~]+/y;

function asciiRunAt(text: string, at: number): string | undefined {
  ASCII_RUN.lastIndex = at;
  return ASCII_RUN.exec(text)?.[0];
}

/** The recommended emoji sequence starting here, when it holds a joiner or selector that would need a token. */
function emojiSequenceAt(text: string, at: number): string | undefined {
  const first = characterAt(text, at);
  const next = characterAt(text, at + first.length);
  if (!/^[\u200d\ufe0f\p{Emoji_Modifier}]$/u.test(next) || !/\p{Emoji}/u.test(first)) return undefined;
  const sequences = recommendedEmoji();
  if (sequences === null) return undefined;
  sequences.lastIndex = at;
  return sequences.exec(text)?.[0];
}

let compiledEmoji: RegExp | null | undefined;
/** Not a literal: a browser without these flags must get an exception here, not fail to load the page. */
const SETS_AND_STICKY = "vy";

/** Compiled at first need (tens of milliseconds); null in a browser too old for it, where all shows as tokens. */
function recommendedEmoji(): RegExp | null {
  if (compiledEmoji === undefined) {
    try {
      compiledEmoji = new RegExp("\\p{RGI_Emoji}", SETS_AND_STICKY);
    } catch {
      compiledEmoji = null;
    }
  }
  return compiledEmoji;
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/**
 * At most `graphemes` characters as people count them, the last an ellipsis when something was cut. Never ends in
 * half a character, which Slack's client and `encodeURI` refuse. A pile of marks counts as several, so the length
 * is bounded too. Apply it to the result of `visible`, which is longer than what it was given.
 */
export function bounded(text: string, graphemes: number): string {
  // A grapheme is at least one unit, so a text this short is whole and needs no counting.
  let end = text.length <= graphemes ? text.length : 0;
  let lastStart = 0;
  for (let count = 0; count < graphemes && end < text.length; count += 1) {
    lastStart = end;
    end += graphemeUnitsAt(text, end);
  }
  const kept = end >= text.length ? text : `${text.slice(0, lastStart)}${graphemes < 1 ? "" : "…"}`;
  return kept.replace(/\p{Surrogate}/gu, "\ufffd");
}

const GRAPHEMES = new Intl.Segmenter("und", { granularity: "grapheme" });

function graphemeUnitsAt(text: string, at: number): number {
  // Two printable ASCII characters never join; most text is that, and the segmenter is slow.
  if (isPrintableAscii(text.charCodeAt(at)) && isPrintableAscii(text.charCodeAt(at + 1))) return 1;
  // A small window, because the segmenter's cost grows with the text it is given.
  const first = GRAPHEMES.segment(text.slice(at, at + UNITS_PER_GRAPHEME)).containing(0);
  return first?.segment.length ?? 1;
}

function isPrintableAscii(code: number): boolean {
  return code >= 0x20 && code <= 0x7e;
}

/** Text others wrote, on one line and bounded: it must not move the cursor, nor hide what stands beside it. */
export function quoted(text: string, maximum = 300): string {
  const shown = visible(text);
  return shown.length > maximum ? `${shown.slice(0, maximum)}…` : shown;
}
