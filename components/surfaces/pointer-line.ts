import { placeAt } from "@/lib/core/text-place";

/** The line on which the member stands that a pointer, `/properties/amount`, leads to; the last one found on the way. */
export function lineOfPointer(text: string, pointer: string): number {
  let position = 0;
  for (const part of pointer.split("/").slice(1)) {
    const name = JSON.stringify(part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const found = text.indexOf(name, position);
    if (found >= 0) position = found;
  }
  return placeAt(text, position).line;
}
