// Reads what a source file imports and says, without a compiler: TypeScript 7 has no stable interface for that.
// It knows comments, strings, templates and regular expressions; it does not know JSX text, where a lone quote only
// hides the rest of its line.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { root } from "./house.mjs";

/** What is made, not written. */
const outside = ["node_modules", "dist", "generated", "test-results", "playwright-report", "coverage"];

/**
 * Every file of the house whose name ends in one of these, hidden folders aside.
 * @param {RegExp} [wanted]
 * @returns {{ path: string, text: string }[]}
 */
export function readSources(wanted = /\.(tsx?|mjs|cjs|js)$/, folder = root) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return outside.includes(entry.name) || entry.name.startsWith(".") ? [] : readSources(wanted, path);
    }
    if (!wanted.test(entry.name)) return [];
    return [{ path: relative(root, path).split(sep).join("/"), text: readFileSync(path, "utf8") }];
  });
}

/** After one of these a slash starts a regular expression; after anything else it divides. */
const beforeExpression = /(?:[(,=:[!&|?{};~+\-*%^>]|\b(?:return|typeof|case|in|of|await|yield|void|delete))$/;

/**
 * The source with comments and the contents of strings, templates and regular expressions blanked. Every character
 * keeps its place, so a position in it is a position in the source.
 * @param {string} source
 */
export function codeOf(source) {
  const code = source.split("");
  const blank = (from, to) => {
    for (let at = from; at < to; at++) if (code[at] !== "\n") code[at] = " ";
  };
  /** Depth of braces at which each open template goes on. */
  const templates = [];
  let depth = 0;
  let at = 0;
  const skipTo = (end, keepEnds) => {
    blank(at + keepEnds, end - keepEnds);
    at = end;
  };
  while (at < source.length) {
    const char = source[at];
    const pair = source.slice(at, at + 2);
    if (pair === "//") skipTo(endOf(source, at, "\n"), 0);
    else if (pair === "/*") skipTo(endOf(source, at + 2, "*/") + 2, 0);
    else if (char === '"' || char === "'") skipTo(endOfString(source, at), 1);
    else if (char === "`" || (char === "}" && templates.at(-1) === depth)) {
      if (char === "}") templates.pop();
      const end = endOfTemplate(source, at + 1);
      if (source[end - 1] === "{") templates.push(depth);
      skipTo(end, 1);
    } else if (char === "/" && startsExpression(source, code, at)) skipTo(endOfExpression(source, at), 1);
    else {
      if (char === "{") depth++;
      if (char === "}") depth--;
      at++;
    }
  }
  return code.join("");
}

function endOf(source, from, mark) {
  const end = source.indexOf(mark, from);
  return end < 0 ? source.length : end;
}

/** A quote that is not closed on its line was not a string (an apostrophe in JSX text): only the line is lost. */
function endOfString(source, start) {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === source[start]) return at + 1;
    else if (source[at] === "\n") return at;
  }
  return source.length;
}

/** Just after the closing backtick, or just after the `${` that interrupts the text. */
function endOfTemplate(source, from) {
  for (let at = from; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "`") return at + 1;
    else if (source.startsWith("${", at)) return at + 2;
  }
  return source.length;
}

function startsExpression(source, code, at) {
  if (source[at + 1] === ">") return false;
  let before = at - 1;
  while (before >= 0 && /\s/.test(code[before])) before--;
  return before < 0 || beforeExpression.test(code.slice(Math.max(0, before - 8), before + 1).join(""));
}

function endOfExpression(source, start) {
  let inClass = false;
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at];
    if (char === "\\") at++;
    else if (char === "\n") return at;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return at + 1;
  }
  return source.length;
}

const importing = /\b(?:from|import|require)\s*\(?\s*(["'])/g;
const typeOnly = /\b(?:import|export)\s+type\b[^;"']*$/;

/**
 * Every module the source names: static, dynamic, type-only and re-exported. A type leaves nothing behind in the
 * running program, so what only types are taken from is marked.
 * @param {string} source
 * @returns {{ specifier: string, isType: boolean }[]}
 */
export function importsOf(source) {
  const code = codeOf(source);
  return Array.from(code.matchAll(importing), (match) => {
    const start = match.index + match[0].length;
    const specifier = source.slice(start, code.indexOf(match[1], start));
    return { specifier, isType: typeOnly.test(code.slice(0, match.index)) };
  });
}
