/** Lines and indents between the tokens of JSON; taken out again, the text is what it was. */
export function inLines(canonical: string): string {
  let depth = 0;
  let lines = "";
  for (const [token] of canonical.matchAll(
    /"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|[^"{}[\],:]+|"[\s\S]*$/g,
  )) {
    if (token === "}" || token === "]") depth -= 1;
    const isOpening = token === "{" || token === "[";
    if (isOpening) depth += 1;
    if (isOpening || token === ",") lines += `${token}\n${"  ".repeat(depth)}`;
    else if (token === "}" || token === "]") lines += `\n${"  ".repeat(depth)}${token}`;
    else lines += token === ":" ? ": " : token;
  }
  return lines;
}
