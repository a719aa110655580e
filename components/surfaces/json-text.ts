/** JSON as people write it in a field, and where in their text a fault of the server's is. */

export type JsonRead =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> | null }
  | { readonly ok: false; readonly message: string };

/** Empty is none. */
export function readJsonObject(text: string): JsonRead {
  if (text.trim() === "") return { ok: true, value: null };
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return { ok: true, value };
    return { ok: false, message: "It must be an object, in braces." };
  } catch (error) {
    return { ok: false, message: faultWords(error instanceof Error ? error.message : "", text) };
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Browsers say where it broke in one of two ways. */
function faultWords(message: string, text: string): string {
  const spoken = /line (\d+) column (\d+)/.exec(message);
  const position = /position (\d+)/.exec(message);
  const line = spoken ? Number(spoken[1]) : position ? lineAt(text, Number(position[1])) : null;
  const said = message.replace(/ in JSON.*$| \(line .*$/, "").replace(/^JSON\.parse: /, "");
  return line === null ? `Not JSON: ${said}.` : `Line ${line} is not JSON: ${said}.`;
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split("\n").length;

/** The line on which the member stands that a pointer, `/properties/amount`, leads to; the last one found on the way. */
export function lineOfPointer(text: string, pointer: string): number {
  let position = 0;
  for (const part of pointer.split("/").slice(1)) {
    const name = JSON.stringify(part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const found = text.indexOf(name, position);
    if (found >= 0) position = found;
  }
  return lineAt(text, position);
}
