/** Where something stands in a text, as editors count: from 1, columns in UTF-16 units. */
export type Place = { readonly line: number; readonly column: number };

export function placeAt(text: string, offset: number): Place {
  const end = Math.min(Math.max(0, offset), text.length);
  let line = 1;
  let start = 0;
  for (let next = text.indexOf("\n"); next >= 0 && next < end; next = text.indexOf("\n", next + 1)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: end - start + 1 };
}
