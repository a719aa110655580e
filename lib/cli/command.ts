import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Ending } from "./exit-codes";
import type { Shell } from "./shell";

export type Command = {
  readonly name: string;
  readonly summary: string;
  /** The options, one line each, as `countersign help <name>` prints them. */
  readonly options: readonly string[];
  readonly run: (argv: readonly string[], shell: Shell) => Promise<Ending>;
};

/** What the person at the terminal can put right; its message is the one sentence they get. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Unknown options are refused: a typo must not run something else than what was meant. */
export function parseOptions<T extends Options>(argv: readonly string[], options: T) {
  return parse(argv, options, false).values;
}

/** The same for a command that takes one file, wherever it stands among the options. */
export function parseOptionsAndFile<T extends Options>(argv: readonly string[], options: T) {
  const { values, positionals } = parse(argv, options, true);
  const [file, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`one file is taken, not also ${others.join(", ")}`);
  return { options: values, file };
}

/** The same for a command that takes these words, in this order, wherever they stand among the options. */
export function parseOptionsAndWords<T extends Options>(
  argv: readonly string[],
  options: T,
  names: readonly string[],
) {
  const { values, positionals } = parse(argv, options, true);
  if (positionals.length !== names.length)
    throw new UsageError(
      `this takes ${names.join(" and ")}, and was given ${positionals.join(" ") || "neither"}`,
    );
  return { options: values, words: positionals };
}

function parse<T extends Options>(argv: readonly string[], options: T, allowPositionals: boolean) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals });
  } catch (error) {
    if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}

/** What stands before `--`; what follows it belongs to another program. */
export const ownOf = (argv: readonly string[]): readonly string[] => argv.slice(0, endOfOwn(argv));

/** What stands after `--`. */
export const othersOf = (argv: readonly string[]): readonly string[] => argv.slice(endOfOwn(argv) + 1);

const endOfOwn = (argv: readonly string[]): number => {
  const end = argv.indexOf("--");
  return end < 0 ? argv.length : end;
};

/** A positive whole number given as an option. */
export function parseCount(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`${option} takes a whole number of at least 1`);
}
