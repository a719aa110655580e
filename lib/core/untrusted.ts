/**
 * The only way text of an agent enters a message, of Slack or by e-mail: hidden characters are made visible, and what
 * does not fit is cut between characters as people count them and says so. Where text is parsed it is escaped besides,
 * by whoever writes it there.
 *
 * A **budget** is counted in UTF-16 units, the strictest way that Slack may count.
 */
import { type DisplayOptions, segments, visible } from "./display";

/** Below this there is no room to say how much is missing. */
const ROOM_FOR_A_COUNT = 90;
/** `… (262,144 more characters)` */
const COUNT_UNITS = 30;
/** Of one character as people count them; only a pile made to be long is longer, and it may be cut. */
const LONGEST_CHARACTER = 64;

/** Never empty, never longer than the budget, and never without a mark where something is missing. */
export function untrusted(text: string, budget: number, options: DisplayOptions = {}): string {
  const shown = visible(text, options);
  if (shown.trim() === "") return "(empty)".slice(0, budget);
  if (shown.length <= budget) return shown;
  const saysHowMuch = budget >= ROOM_FOR_A_COUNT;
  const room = budget - (saysHowMuch ? COUNT_UNITS : 1);
  let kept = "";
  let missing = 0;
  for (const character of characters(text, options)) {
    if (missing === 0 && kept.length + character.length <= room) kept += character;
    else missing += 1;
  }
  if (!saysHowMuch) return `${kept}…`;
  return `${kept}… (${missing.toLocaleString("en-US")} more ${missing === 1 ? "character" : "characters"})`;
}

/** Is it shown whole within this budget? */
export const isWhole = (text: string, budget: number, options: DisplayOptions = {}): boolean =>
  visible(text, options).length <= budget;

/** All of it, in pieces of at most `size` units that end between characters, after a line where there is one. */
export function pieces(text: string, size: number, options: DisplayOptions = {}): readonly string[] {
  const found: string[] = [];
  let piece = "";
  for (const character of characters(text, options)) {
    if (piece.length + character.length > size) {
      const end = piece.lastIndexOf("\n") + 1;
      const cut = end > size / 2 ? end : piece.length;
      found.push(piece.slice(0, cut));
      piece = piece.slice(cut);
    }
    piece += character;
  }
  return piece === "" ? found : [...found, piece];
}

/** A token for a hidden character counts as one, so that none is torn apart. */
function* characters(text: string, options: DisplayOptions): Generator<string> {
  for (const segment of segments(text, options)) {
    if (segment.kind === "hidden") yield `[${segment.text}]`;
    else yield* graphemes(segment.text);
  }
}

const GRAPHEMES = new Intl.Segmenter("und", { granularity: "grapheme" });
/**
 * Neighbours of these never join, and the segmenter is slow. The last of a run may carry a mark, so it is left out;
 * scripts whose letters do join are not among them.
 */
const PLAIN_CHARACTER =
  "(?:[\\n\\t -~]|(?=\\p{L})[\\p{sc=Latin}\\p{sc=Greek}\\p{sc=Cyrillic}\\p{sc=Hebrew}\\p{sc=Arabic}\\p{sc=Han}])";
const PLAIN = new RegExp(`${PLAIN_CHARACTER}(?=${PLAIN_CHARACTER}|$)`, "uy");

function* graphemes(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(text)?.[0];
    // A small window, because the segmenter's cost grows with the text it is given.
    const window = text.slice(at, at + LONGEST_CHARACTER);
    const character = plain ?? GRAPHEMES.segment(window).containing(0)?.segment ?? window;
    yield character;
    at += character.length;
  }
}
