import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import { argumentTypes } from "./argument-types";
import { compileNode } from "./condition-compiler";
import { type ConditionProblem, labelOf, type Run, type Scope } from "./condition-scope";
import { conditionVariables, mayBe, OPEN_OBJECT, typeName } from "./condition-types";
import { type Failure, Indeterminate, illTyped, type Meter, newMeter } from "./condition-values";
import { placeAt } from "./text-place";

/**
 * A **condition** is the `when` of a policy or a route: a CEL expression over one proposed action, true or false.
 *
 * We take CEL's grammar from cel-js and run it ourselves. Its own evaluator is quick, but a gate needs what it cannot
 * be made to do: stop after a bounded amount of work (nested loops over an agent's arguments), match patterns without
 * backtracking, compare any two JSON numbers, and say **indeterminate** for a value of the wrong kind where CEL says
 * "not equal". It differs from CEL in exactly these points; the tests hold everything else against cel-js.
 */
export type Condition = {
  readonly source: string;
  readonly run: Run;
};

export type CompiledCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly errors: readonly ConditionProblem[] };

export type ConditionResult =
  | { readonly result: true }
  | { readonly result: false }
  | {
      readonly result: "indeterminate";
      readonly failure: Failure;
      /** Names what the policy's author wrote, never a value the agent sent. */
      readonly why: string;
      /** With failure `error`: what was thrown, for the log. */
      readonly defect?: unknown;
    };

/** The surface a condition is about: `args` is then checked against its schema. */
export type ConditionSubject = { readonly surface: string; readonly inputSchema: unknown };

/** A condition is read by the person who answers for it; 4 KiB is two screens. */
export const CONDITION_BYTES = 4_096;

// Without variables: only the grammar is used, names and kinds are checked by us.
const GRAMMAR = new Environment({ limits: { maxDepth: 100, maxAstNodes: 4_096, maxListElements: 1_000 } });

export function compileCondition(source: string, subject?: ConditionSubject | null): CompiledCondition {
  if (new TextEncoder().encode(source).length > CONDITION_BYTES) {
    return { ok: false, errors: [{ message: `a condition is at most ${CONDITION_BYTES} bytes` }] };
  }
  const parsed = parse(source);
  if ("message" in parsed) return { ok: false, errors: [parsed] };
  const scope = rootScope(source, subject ?? null);
  const compiled = compileNode(parsed.ast, scope);
  if (scope.problems.length > 0) return { ok: false, errors: scope.problems };
  if (!mayBe(compiled.type, "bool")) {
    const message = `the condition gives ${typeName(compiled.type)}, not true or false`;
    return { ok: false, errors: [{ message, identifier: labelOf(parsed.ast, scope), line: 1, column: 1 }] };
  }
  return { ok: true, condition: { source, run: compiled.run } };
}

function parse(source: string): { readonly ast: ASTNode } | ConditionProblem {
  try {
    return { ast: GRAMMAR.parse(source).ast };
  } catch (error) {
    if (!(error instanceof ParseError)) return { message: "the condition nests too deep" };
    // `summary` is its message without the drawing of the source.
    const message = error.summary.charAt(0).toLowerCase() + error.summary.slice(1);
    return error.range ? { message, ...placeAt(source, error.range.start) } : { message };
  }
}

/** Read once per subject: the policies of a surface share its schema, and it may be large. */
const variablesOf = new WeakMap<ConditionSubject, Scope["variables"]>();

const UNTYPED = conditionVariables(OPEN_OBJECT);

function variablesFor(subject: ConditionSubject | null): Scope["variables"] {
  if (!subject) return UNTYPED;
  const known = variablesOf.get(subject);
  if (known) return known;
  const variables = conditionVariables(argumentTypes(subject.inputSchema, subject.surface));
  variablesOf.set(subject, variables);
  return variables;
}

function rootScope(source: string, subject: ConditionSubject | null): Scope {
  return {
    source,
    variables: variablesFor(subject),
    locals: new Map(),
    nextSlot: 0,
    depth: 0,
    problems: [],
    compile: compileNode,
  };
}

/**
 * True, false, or indeterminate; it never throws. The meter bounds the work: pass one to every condition of the
 * same ruling, so that they share it.
 */
export function evaluateCondition(
  condition: Condition,
  context: Readonly<Record<string, unknown>>,
  meter: Meter = newMeter(),
): ConditionResult {
  try {
    const value = condition.run({ context, locals: [], meter });
    if (value === true) return HOLDS;
    if (value === false) return FAILS;
    throw illTyped("the condition", value, "true or false");
  } catch (error) {
    if (error instanceof Indeterminate) {
      return { result: "indeterminate", failure: error.failure, why: error.why };
    }
    // A defect of ours or a value that is no JSON. Whatever it is, it is not an answer.
    return { result: "indeterminate", failure: "error", why: "the evaluation failed", defect: error };
  }
}

const HOLDS: ConditionResult = { result: true };
const FAILS: ConditionResult = { result: false };
