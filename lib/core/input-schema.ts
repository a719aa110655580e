import { Ajv, type AnySchema, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { canonicalJson } from "./canonical-json";
import { isSchemaObject, pointerPart, type SchemaProblem, scanSchema } from "./input-schema-scan";
import type { Pattern } from "./pattern";

/**
 * The **input schema** of a surface: what its arguments must look like, checked before any rule is asked. JSON Schema
 * 2020-12 (or draft 7, where `$schema` says so) without what makes its cost or its meaning depend on something else:
 * no remote or recursive references, no backtracking patterns, no defaults filled in. `format` is an annotation.
 *
 * Making a validator takes milliseconds; callers keep it by the hash of the schema.
 */
export type InputSchema = {
  /** Empty when the arguments fit. Paths are JSON Pointers within the arguments, made of the sender's own keys. */
  readonly validate: (args: unknown) => readonly SchemaProblem[];
};

export type CompiledInputSchema =
  | { readonly ok: true; readonly schema: InputSchema }
  | { readonly ok: false; readonly errors: readonly SchemaProblem[] };

const PROBLEMS_REPORTED = 10;
const PATH_CHARACTERS = 512;

/** Pattern work one validation may do: about 50 ms at the very worst. */
const PATTERN_UNITS = 1_000_000;

const OPTIONS: Options = {
  // A misspelt keyword would silently check nothing.
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  // Unknown formats are then no error, and known ones no surprise.
  validateFormats: false,
  // An argument named like a method of Object.prototype is there only if it was sent.
  ownProperties: true,
  // The first misfit answers; collecting all of them is work an agent could multiply.
  allErrors: false,
  logger: false,
};

export function compileInputSchema(schema: unknown): CompiledInputSchema {
  if (!isSchemaObject(schema)) return refused("", "an input schema is an object");
  const Dialect = dialectOf(schema.$schema);
  if (!Dialect) return refused("/$schema", "the schema is neither JSON Schema 2020-12 nor draft 7");
  const scan = scanSchema(schema);
  if (scan.problems.length > 0) return { ok: false, errors: scan.problems };
  const { $schema: _, ...body } = schema;
  const misfit = againstMetaschema(Dialect, body);
  if (misfit) return { ok: false, errors: misfit };
  const meter = { units: 0 };
  try {
    const ajv = new Dialect({
      ...OPTIONS,
      meta: false,
      validateSchema: false,
      code: { regExp: engineOf(scan.patterns, meter) },
    });
    ajv.addVocabulary([...scan.annotations]);
    ajv.removeKeyword("uniqueItems").addKeyword(UNIQUE_ITEMS);
    return { ok: true, schema: inputSchema(ajv.compile(body), meter) };
  } catch (error) {
    return refused("", error instanceof Error ? error.message.replace(/^strict mode: /, "") : "not a schema");
  }
}

const refused = (path: string, message: string): CompiledInputSchema => ({
  ok: false,
  errors: [{ path, message }],
});

type Dialect = typeof Ajv | typeof Ajv2020;

function dialectOf(name: unknown): Dialect | null {
  if (name === undefined) return Ajv2020;
  if (typeof name !== "string") return null;
  if (/^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/.test(name)) return Ajv2020;
  return /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/.test(name) ? Ajv : null;
}

/** Reading the metaschema takes 50 ms, so it happens once, when the first schema is saved. */
const metaschemas = new Map<Dialect, InstanceType<Dialect>>();

function againstMetaschema(Dialect: Dialect, schema: AnySchema): readonly SchemaProblem[] | null {
  const ajv = metaschemas.get(Dialect) ?? new Dialect(OPTIONS);
  metaschemas.set(Dialect, ajv);
  return ajv.validateSchema(schema) === true ? null : problemsOf(ajv.errors);
}

function inputSchema(check: ValidateFunction, meter: { units: number }): InputSchema {
  return {
    validate: (args) => {
      meter.units = PATTERN_UNITS;
      try {
        return check(args) ? [] : problemsOf(check.errors);
      } catch {
        // Too much pattern work, or a value that is no JSON: not checked is not fit.
        return [{ path: "", message: "the arguments are too large to be checked" }];
      }
    },
  };
}

function problemsOf(errors: readonly ErrorObject[] | null | undefined): readonly SchemaProblem[] {
  const problems = (errors ?? []).slice(0, PROBLEMS_REPORTED).map((error) => ({
    path: pathOf(error).slice(0, PATH_CHARACTERS),
    message: error.message ?? "does not fit",
  }));
  return problems.length > 0 ? problems : [{ path: "", message: "does not fit" }];
}

/** A missing or a surplus property is what is wrong, not the object around it. */
function pathOf(error: ErrorObject): string {
  const name: unknown = error.params.missingProperty ?? error.params.additionalProperty;
  return typeof name === "string" ? `${error.instancePath}/${pointerPart(name)}` : error.instancePath;
}

type RegExpEngine = NonNullable<NonNullable<Options["code"]>["regExp"]>;

/** Gives the validator our linear patterns. Its cache goes by `toString`, so that has to tell them apart. */
function engineOf(patterns: ReadonlyMap<string, Pattern>, meter: { units: number }): RegExpEngine {
  const engine = (source: string) => {
    const pattern = patterns.get(source);
    if (!pattern) throw new Error(`the pattern ${JSON.stringify(source)} was not checked`);
    return {
      test: (text: string): boolean => {
        meter.units -= pattern.cost(text.length);
        if (meter.units < 0) throw new RangeError("pattern work exceeded");
        return pattern.test(text);
      },
      toString: () => source,
    };
  };
  return Object.assign(engine, { code: "linearPattern" });
}

/** The library compares every pair: 10,000 objects held the process for 1.2 s. By canonical text it is one pass. */
const UNIQUE_ITEMS = {
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  errors: false,
  error: { message: "must not have equal items" },
  validate: (unique: boolean, items: readonly unknown[]): boolean =>
    !unique || new Set(items.map((item) => canonicalJson(item))).size === items.length,
} as const;
