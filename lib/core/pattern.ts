import { RE2JS, RE2JSException } from "re2js";

/**
 * A **pattern** is a regular expression somebody typed: in a condition (`matches`) or in a surface's input schema.
 * JavaScript's own engine backtracks, and `^(a+)+$` on thirty characters holds the process for a minute; this one
 * is linear in the text. Linear is still text times pattern size, so a pattern also says what a match may cost.
 */
export type Pattern = {
  readonly source: string;
  /** Whether any part of the text matches; anchors make it the whole. */
  readonly test: (text: string) => boolean;
  /** Upper bound of the work for a text of this length, in evaluation units (see `Meter`). */
  readonly cost: (length: number) => number;
};

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string };

/** JSON Schema writes ECMAScript patterns, CEL writes RE2; they differ in a few escapes. */
export type PatternSyntax = "re2" | "ecmascript";

/** Longer patterns are programs; nobody reviews them. */
export const PATTERN_CHARACTERS = 512;

/** Bounds both compiling (about 5 ms here) and the slow path of the engine: `a{1000}{1000}` never gets this far. */
export const PATTERN_PROGRAM_SIZE = 1_000;

/** The engine's slow path was measured at 9 ns per character and instruction; a unit is about 50 ns. */
const WORK_PER_UNIT = 6;

export function compilePattern(source: string, syntax: PatternSyntax): CompiledPattern {
  if (source.length > PATTERN_CHARACTERS) {
    return { ok: false, message: `a pattern is at most ${PATTERN_CHARACTERS} characters` };
  }
  try {
    const engine = RE2JS.compile(syntax === "ecmascript" ? RE2JS.translateRegExp(source) : source);
    const size = engine.programSize();
    if (size > PATTERN_PROGRAM_SIZE) return { ok: false, message: "the pattern's repetitions are too large" };
    return {
      ok: true,
      pattern: {
        source,
        test: (text) => engine.test(text),
        cost: (length) => 1 + Math.ceil((length * size) / WORK_PER_UNIT),
      },
    };
  } catch (error) {
    return { ok: false, message: refusal(error) };
  }
}

function refusal(error: unknown): string {
  // Anything else it throws (a stack, an engine bug) is about the pattern too, and says nothing to its author.
  const text = error instanceof RE2JSException ? error.message : "too complex";
  const detail = text.replace(/^error parsing regexp: /, "");
  return `not a pattern we accept (${detail}); look-around and back-references are not available`;
}
