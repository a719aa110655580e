import { compilePattern, type Pattern } from "./pattern";

/**
 * What is asked of an input schema before a validator is made of it. Its author is trusted with the meaning and not
 * with the cost: the schema meets arguments that an agent chose, so its size times theirs must stay small.
 */
export type SchemaProblem = { readonly path: string; readonly message: string };

export type SchemaScan = {
  readonly problems: readonly SchemaProblem[];
  readonly patterns: ReadonlyMap<string, Pattern>;
  /** `x-…` and other annotations that mean nothing to a validator; any other unknown keyword is a typo. */
  readonly annotations: readonly string[];
};

/** All JSON values in the schema, names and enum members included. */
const MAXIMUM_VALUES = 4_000;
const MAXIMUM_CHARACTERS = 65_536;
/** As deep as arguments may be. */
const MAXIMUM_DEPTH = 64;
/** Subschemas once references are followed: `$defs` that refer to each other twice would double at each level. */
const MAXIMUM_SUBSCHEMAS = 400;
/** Alternatives are the one way to check the same argument many times over. */
const MAXIMUM_BRANCHES = 100;
const MAXIMUM_PATTERNS = 50;

const TOO_LARGE = `an input schema has at most ${MAXIMUM_SUBSCHEMAS} subschemas and ${MAXIMUM_BRANCHES} alternatives, references followed`;

const PROBLEMS_REPORTED = 20;

type Schema = Readonly<Record<string, unknown>>;

export const isSchemaObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const IN_A_MAP = [
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependencies",
  "dependentSchemas",
];
const IN_A_LIST = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];
const BRANCHING = ["allOf", "anyOf", "oneOf"];
const ALONE = [
  "items",
  "additionalItems",
  "additionalProperties",
  "contains",
  "else",
  "if",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
];

/** References that are resolved elsewhere, or at run time; and names for such references to find. */
const REFUSED = [
  "$anchor",
  "$dynamicAnchor",
  "$dynamicRef",
  "$id",
  "$recursiveAnchor",
  "$recursiveRef",
  "id",
];

const ANNOTATIONS = ["example", "externalDocs", "xml"];

export function scanSchema(root: Schema): SchemaScan {
  const size = sizeProblem(root);
  if (size) return { problems: [{ path: "", message: size }], patterns: new Map(), annotations: [] };
  const walk: Walk = {
    root,
    problems: [],
    patterns: new Map(),
    annotations: new Set(),
    subschemas: 0,
    branches: 0,
  };
  visit(walk, root, "", new Set());
  if (isTooLarge(walk)) note(walk, "", TOO_LARGE);
  return {
    problems: walk.problems.slice(0, PROBLEMS_REPORTED),
    patterns: walk.patterns,
    annotations: [...walk.annotations],
  };
}

/** Without recursion, because it is what makes the recursion after it safe. */
function sizeProblem(root: Schema): string | null {
  const queue: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
  let values = 0;
  let characters = 0;
  for (let next = queue.pop(); next; next = queue.pop()) {
    values += 1;
    const { value, depth } = next;
    if (typeof value === "string") characters += value.length;
    if (values > MAXIMUM_VALUES) return `an input schema has at most ${MAXIMUM_VALUES} values`;
    if (characters > MAXIMUM_CHARACTERS)
      return `an input schema has at most ${MAXIMUM_CHARACTERS} characters`;
    if (depth > MAXIMUM_DEPTH) return `an input schema nests at most ${MAXIMUM_DEPTH} levels`;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, member] of Object.entries(value)) {
      characters += key.length;
      queue.push({ value: member, depth: depth + 1 });
    }
  }
  return null;
}

type Walk = {
  readonly root: Schema;
  readonly problems: SchemaProblem[];
  readonly patterns: Map<string, Pattern>;
  readonly annotations: Set<string>;
  subschemas: number;
  branches: number;
};

function visit(walk: Walk, schema: unknown, path: string, within: ReadonlySet<unknown>): void {
  if (!isSchemaObject(schema) || isTooLarge(walk)) return;
  walk.subschemas += 1;
  const inside = new Set(within).add(schema);
  for (const [keyword, value] of Object.entries(schema)) {
    const at = `${path}/${pointerPart(keyword)}`;
    visitKeyword(walk, keyword, value, at);
    if (keyword === "$ref") follow(walk, value, at, inside);
    for (const [part, member] of subschemas(keyword, value)) visit(walk, member, at + part, inside);
  }
}

const isTooLarge = (walk: Walk): boolean =>
  walk.subschemas > MAXIMUM_SUBSCHEMAS || walk.branches > MAXIMUM_BRANCHES;

function visitKeyword(walk: Walk, keyword: string, value: unknown, path: string): void {
  if (REFUSED.includes(keyword)) note(walk, path, `${keyword} is not available in an input schema`);
  if (keyword.startsWith("x-") || ANNOTATIONS.includes(keyword)) walk.annotations.add(keyword);
  if (keyword === "pattern") readPattern(walk, value, path);
  if (BRANCHING.includes(keyword) && Array.isArray(value)) walk.branches += value.length;
  if (keyword !== "patternProperties" || !isSchemaObject(value)) return;
  for (const pattern of Object.keys(value)) readPattern(walk, pattern, path);
}

const note = (walk: Walk, path: string, message: string): unknown => walk.problems.push({ path, message });

function follow(walk: Walk, reference: unknown, path: string, inside: ReadonlySet<unknown>): void {
  if (typeof reference !== "string" || !/^#(\/|$)/.test(reference)) {
    note(walk, path, "a reference must point into the schema itself, such as #/$defs/money");
    return;
  }
  const target = resolve(walk.root, reference);
  if (!isSchemaObject(target)) note(walk, path, `${reference} is not in the schema`);
  else if (inside.has(target)) note(walk, path, `${reference} contains itself; recursion is not available`);
  else visit(walk, target, path, inside);
}

function readPattern(walk: Walk, source: unknown, path: string): void {
  if (typeof source !== "string" || walk.patterns.has(source)) return;
  if (walk.patterns.size >= MAXIMUM_PATTERNS) {
    note(walk, path, `an input schema has at most ${MAXIMUM_PATTERNS} patterns`);
    return;
  }
  const compiled = compilePattern(source, "ecmascript");
  if (compiled.ok) walk.patterns.set(source, compiled.pattern);
  else note(walk, path, `${JSON.stringify(source.slice(0, 80))} is ${compiled.message}`);
}

function subschemas(keyword: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (IN_A_MAP.includes(keyword) && isSchemaObject(value)) {
    return Object.entries(value).map(([name, member]) => [`/${pointerPart(name)}`, member]);
  }
  if (IN_A_LIST.includes(keyword) && Array.isArray(value)) {
    return value.map((member, index) => [`/${index}`, member]);
  }
  return ALONE.includes(keyword) ? [["", value]] : [];
}

export const pointerPart = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

function resolve(root: Schema, reference: string): unknown {
  let found: unknown = root;
  for (const part of reference.split("/").slice(1)) {
    const key = decode(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, key)
        ? Reflect.get(found, key)
        : null;
  }
  return found;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
