import type { CST } from "yaml";

/** What runs on the thread that reads YAML. */

export type YamlTask = {
  readonly text: string;
  readonly maximumDepth: number;
  readonly yamlPath: string;
};
export type YamlText =
  | { readonly ok: true; readonly json: string }
  | {
      readonly ok: false;
      readonly code: "malformed" | "invalid";
      readonly detail: string;
      /** Where in the text, when that is known. */
      readonly at?: number;
    };

/**
 * Its source text is the thread's whole program, so it may use nothing from around it, not even
 * `require`, which bundlers rewrite. YAML 1.2, core
 * schema, no aliases (one could make a small file endless, and an edit in one place change another), no custom tags.
 */
export function readYaml(): void {
  const threads = process.getBuiltinModule("node:worker_threads");
  const task = threads.workerData as YamlTask;
  const load = process.getBuiltinModule("node:module").createRequire(task.yamlPath);
  const yaml = load(task.yamlPath) as typeof import("yaml");

  const refuse = (code: "malformed" | "invalid", detail: string, at?: number): YamlText =>
    at === undefined ? { ok: false, code, detail } : { ok: false, code, detail, at };

  /** The parser keeps its own stack, so depth is known before anything recurses. */
  const parse = (): CST.Token[] | null => {
    const parser = new yaml.Parser();
    const tokens: CST.Token[] = [];
    for (const lexeme of new yaml.Lexer().lex(task.text)) {
      for (const token of parser.next(lexeme)) tokens.push(token);
      if (parser.stack.length > task.maximumDepth) return null;
    }
    tokens.push(...parser.end());
    return tokens;
  };

  /** Integers keep every digit on the way, so that the scanner, not rounding, judges the large ones. */
  const asJson = (value: unknown): string => {
    if (typeof value === "bigint") return value.toString();
    // .inf and .nan have no JSON; written so that the scanner says it is not a finite number.
    if (typeof value === "number") return Number.isFinite(value) ? JSON.stringify(value) : "1e999";
    if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
    if (Array.isArray(value)) return `[${value.map(asJson).join(",")}]`;
    const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${asJson(member)}`);
    return `{${members.join(",")}}`;
  };

  const read = (): YamlText => {
    const tokens = parse();
    if (!tokens) return refuse("invalid", `The document is deeper than ${task.maximumDepth} levels.`);
    const composer = new yaml.Composer({
      version: "1.2",
      schema: "core",
      uniqueKeys: true,
      stringKeys: true,
      intAsBigInt: true,
      logLevel: "error",
    });
    const [document, ...others] = composer.compose(tokens, true, task.text.length);
    if (!document) return refuse("malformed", "The document is empty.");
    if (others.length > 0) return refuse("malformed", "The body holds more than one YAML document.");
    const [failure] = [...document.errors, ...document.warnings];
    if (failure) {
      const [at] = failure.pos;
      const line = task.text.slice(0, at).split("\n").length;
      const detail = `The body is not YAML that is accepted: ${failure.code} near line ${line}.`;
      return refuse("malformed", detail, at);
    }
    let alias: number | null = null;
    yaml.visit(document, (_key, node) => {
      if (yaml.isAlias(node)) alias = node.range?.[0] ?? 0;
      return alias === null ? undefined : yaml.visit.BREAK;
    });
    if (alias !== null)
      return refuse("invalid", "YAML aliases are not accepted: write the value again.", alias);
    return { ok: true, json: asJson(document.toJS()) };
  };

  threads.parentPort?.postMessage(read());
}
