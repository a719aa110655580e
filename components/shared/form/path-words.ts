/** A place in an item, `/working_hours/0/start`, as a person would say it: `Working hours 1, start`. */
export function pathWords(path: string): string {
  const parts = path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const said: string[] = [];
  for (const part of parts) {
    const last = said.at(-1);
    if (/^\d+$/.test(part) && last !== undefined) said[said.length - 1] = `${last} ${Number(part) + 1}`;
    else said.push(part.replaceAll("_", " "));
  }
  const text = said.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
