import type { Option } from "./picker";

const SHOWN = 50;

/** The options that a few typed letters mean: by their own name first, by what they are about last. */
export function matching(options: readonly Option[], typed: string): readonly Option[] {
  const wanted = typed.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter(Boolean);
  const rankOf = ({ value, label, note = "" }: Option): number | null => {
    const name = label.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (words.every((word) => name.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)))) return 1;
    if (words.every((word) => `${name} ${value}`.includes(word))) return 2;
    return words.every((word) => `${name} ${value} ${note}`.toLowerCase().includes(word)) ? 3 : null;
  };
  return options
    .flatMap((option) => {
      const rank = rankOf(option);
      return rank === null ? [] : [{ option, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, SHOWN)
    .map(({ option }) => option);
}
