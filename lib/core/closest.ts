/** "Did you mean": the word somebody most likely wanted to write. */

/** The nearest candidate, when it is near enough to be a slip of the hand; the first of equals. */
export function closest(word: string, candidates: Iterable<string>): string | null {
  const wanted = plain(word);
  let best: string | null = null;
  let least = slips(wanted.length) + 1;
  let considered = 0;
  for (const candidate of candidates) {
    considered += 1;
    if (considered > MOST_CANDIDATES) break;
    if (candidate === word || candidate.length > MOST_CHARACTERS) continue;
    const distance = distanceWithin(wanted, plain(candidate), least - 1);
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/** What follows a message; nothing when nothing is near. */
export function hint(word: string, candidates: Iterable<string>): string {
  const near = closest(word, candidates);
  return near === null ? "" : `; did you mean ${near}?`;
}

/** A courtesy: a long list of long names does not get to make it a burden. */
const MOST_CANDIDATES = 2_000;
const MOST_CHARACTERS = 64;

const plain = (word: string): string => word.toLowerCase().replaceAll("_", "-");

/** How many slips a word of this length may have and still be recognised. */
const slips = (length: number): number => (length <= 3 ? 1 : Math.min(3, Math.floor(length / 3)));

/**
 * Insertions, deletions, replacements and swapped neighbours from one word to the other; above `most`, more than `most`.
 * Only the diagonal band that `most` slips can reach is looked at.
 */
function distanceWithin(from: string, to: string, most: number): number {
  const beyond = most + 1;
  if (most < 0 || Math.abs(from.length - to.length) > most) return beyond;
  const rowOf = (): number[] => new Array<number>(to.length + 1).fill(beyond);
  let [earlier, previous, current] = [rowOf(), rowOf().map((_, index) => index), rowOf()];
  for (let row = 1; row <= from.length; row++) {
    current.fill(beyond);
    if (row <= most) current[0] = row;
    let least = at(current, 0);
    const last = Math.min(to.length, row + most);
    for (let column = Math.max(1, row - most); column <= last; column++) {
      const slip = from[row - 1] === to[column - 1] ? 0 : 1;
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const distance = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + slip,
        row > 1 && column > 1 && isSwapped ? at(earlier, column - 2) + 1 : beyond,
      );
      current[column] = distance;
      if (distance < least) least = distance;
    }
    if (least > most) return beyond;
    [earlier, previous, current] = [previous, current, earlier];
  }
  return at(previous, to.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
