/** The parts of a letter, written down twice: as text, and as HTML that fetches nothing and runs nothing. */
export type Part =
  | { readonly kind: "heading" | "words" | "small"; readonly words: string }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [name: string, words: string])[] }
  /** Somebody's own words. */
  | { readonly kind: "quote"; readonly label: string; readonly lines: readonly string[] }
  | { readonly kind: "code"; readonly label: string; readonly words: string }
  | { readonly kind: "link"; readonly words: string; readonly url: string };

export const textOf = (parts: readonly Part[]): string => `${parts.map(partAsText).join("\n\n")}\n`;

function partAsText(part: Part): string {
  switch (part.kind) {
    case "facts":
      return part.facts.map(([name, words]) => `${name}: ${words}`).join("\n");
    case "quote":
      return `${part.label}:\n${indented(part.lines.join("\n"), "> ")}`;
    case "code":
      return `${part.label}:\n${indented(part.words, "    ")}`;
    case "link":
      return `${part.words}:\n${part.url}`;
    default:
      return part.words;
  }
}

/** Every line, so that none of them looks like one of ours. */
const indented = (words: string, by: string): string =>
  words
    .split(/\r\n|\n/)
    .map((line) => `${by}${line}`)
    .join("\n");

const FONT = "font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif";
const MONO =
  "font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere";

export const htmlOf = (parts: readonly Part[]): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></head>
<body style="margin:0;padding:24px 16px;${FONT}"><div style="max-width:560px;margin:0 auto">
${parts.map(partAsHtml).join("\n")}
</div></body></html>
`;

function partAsHtml(part: Part): string {
  switch (part.kind) {
    case "heading":
      return `<h1 style="margin:0 0 16px;font-size:19px;line-height:1.35">${isolated(part.words)}</h1>`;
    case "words":
      return `<p style="margin:0 0 12px">${isolated(part.words)}</p>`;
    case "small":
      return `<p style="margin:24px 0 0;font-size:13px;opacity:.75">${isolated(part.words)}</p>`;
    case "facts":
      return `<p style="margin:0 0 12px">${part.facts.map(([name, words]) => `<b>${escaped(name)}:</b> ${isolated(words)}`).join("<br>")}</p>`;
    case "quote":
      return `<p style="margin:16px 0 4px"><b>${escaped(part.label)}</b></p><blockquote style="margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #8888;white-space:pre-wrap;overflow-wrap:anywhere">${part.lines.map(isolated).join("<br>")}</blockquote>`;
    case "code":
      return `<p style="margin:16px 0 4px"><b>${escaped(part.label)}</b></p><pre dir="ltr" style="margin:0 0 12px;padding:12px;border:1px solid #8888;border-radius:6px;${MONO}">${escaped(part.words)}</pre>`;
    case "link":
      return `<p style="margin:20px 0"><a href="${escaped(part.url)}" style="display:inline-block;padding:11px 18px;border:1px solid;border-radius:6px;font-weight:600;text-decoration:none">${escaped(part.words)}</a></p>`;
    default:
      return part satisfies never;
  }
}

/** Text of others may run from right to left: what stands beside it stays where it is. */
const isolated = (words: string): string => `<bdi>${escaped(words)}</bdi>`;

const escaped = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
