import type { ASTNode } from "@marcbachmann/cel-js";
import { closest } from "./closest";
import type { ConditionType } from "./condition-types";
import { Indeterminate, type Meter } from "./condition-values";
import { placeAt } from "./text-place";

/** Why a condition was refused, in words for its author. `identifier` is the name at fault as it was written. */
export type ConditionProblem = {
  readonly message: string;
  readonly identifier?: string;
  readonly line?: number;
  readonly column?: number;
};

/** One evaluation in progress. Loop variables live in numbered slots: an inner loop has a higher number. */
export type Frame = {
  readonly context: Readonly<Record<string, unknown>>;
  readonly locals: unknown[];
  readonly meter: Meter;
};

export type Run = (frame: Frame) => unknown;

/** A piece of a condition, checked and ready to run. */
export type Compiled = {
  readonly type: ConditionType;
  readonly run: Run;
  /** Steps one run takes, loops aside: what each turn of a loop around it is charged. */
  readonly weight: number;
  /** How it was written, to name it in a message. Policy text, never a value. */
  readonly label: string;
  /** Present when the source spells the value out. */
  readonly literal?: { readonly value: string | number | boolean | null };
  /** Present when it is a list that is spelled out. */
  readonly items?: readonly Compiled[];
};

export type Scope = {
  readonly source: string;
  readonly variables: ReadonlyMap<string, ConditionType>;
  readonly locals: ReadonlyMap<string, { readonly slot: number; readonly type: ConditionType }>;
  readonly nextSlot: number;
  readonly depth: number;
  readonly problems: ConditionProblem[];
  readonly compile: (node: ASTNode, scope: Scope) => Compiled;
};

const LABEL_CHARACTERS = 80;

export function labelOf(node: ASTNode, scope: Scope): string {
  const end = Math.min(node.end, node.start + LABEL_CHARACTERS);
  const text = scope.source.slice(node.start, end).replace(/\s+/g, " ");
  return end < node.end ? `${text}…` : text;
}

/** Whoever misspells more than this in one condition is not helped by a guess at each. */
const HINTED_PROBLEMS = 3;

export const hintFor = (scope: Scope, name: string, candidates: Iterable<string>): string | null =>
  scope.problems.length < HINTED_PROBLEMS ? closest(name, candidates) : null;

const BROKEN = new Indeterminate("error", "the condition does not compile");

/** Enough to mend in one go; the rest of such a condition is not read. */
export const PROBLEMS_REPORTED = 20;

/** Notes the problem and goes on, so that an author sees all of them at once. What it returns never runs. */
export function report(node: ASTNode, scope: Scope, message: string, identifier?: string): Compiled {
  scope.problems.push({
    message,
    ...(identifier === undefined ? {} : { identifier }),
    ...placeAt(scope.source, node.pos),
  });
  return unread(node, scope);
}

export const unread = (node: ASTNode, scope: Scope): Compiled => ({
  type: { kind: "dyn" },
  run: () => {
    throw BROKEN;
  },
  weight: 1,
  label: labelOf(node, scope),
});

/** The same scope with one more name: the variable of a loop. */
export function withLocal(scope: Scope, name: string, type: ConditionType): Scope {
  return {
    ...scope,
    locals: new Map(scope.locals).set(name, { slot: scope.nextSlot, type }),
    nextSlot: scope.nextSlot + 1,
  };
}
