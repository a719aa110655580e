import { Environment } from "@marcbachmann/cel-js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileCondition, evaluateCondition } from "./condition";

/**
 * cel-js's own evaluator is the oracle for everything in which we mean to be CEL. Left out of the expressions is
 * where we mean not to be: division of integers, and comparisons across kinds.
 */
const FACTS = {
  yes: true,
  no: false,
  n: 2,
  word: "alpha",
  words: ["alpha", "beta"],
  numbers: [1, 2, 3],
  mixed: [{ size: 1 }, { size: 3 }, {}],
};

const cel = new Environment().registerVariable("facts", "map");

const digit = fc.integer({ min: 0, max: 4 }).map(String);
const word = fc.constantFrom("'alpha'", "'beta'", "'al'", "''", "facts.word", "facts.missing");
const comparison = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");
const sum = fc
  .tuple(digit, fc.constantFrom("+", "-", "*"), digit)
  .map(([left, operator, right]) => `(${left} ${operator} ${right})`);
const whole = fc.oneof(digit, sum, fc.constantFrom("size('alpha')", "facts.words.size()"));
const listed = fc.array(digit, { maxLength: 3 }).map((items) => `[${items.join(", ")}]`);
const loop = fc.constantFrom("all", "exists", "exists_one");

const atom = fc.oneof(
  fc.constantFrom("true", "false", "facts.yes", "facts.no", "facts.missing", "has(facts.yes)"),
  fc.constantFrom("has(facts.missing)", "facts.word in facts.words", "'x' in facts", "'yes' in facts"),
  fc.tuple(whole, comparison, whole).map((parts) => parts.join(" ")),
  fc.tuple(fc.constant("facts.n"), comparison, digit).map((parts) => parts.join(" ")),
  fc.tuple(word, fc.constantFrom("==", "!="), word).map((parts) => parts.join(" ")),
  fc
    .tuple(word, fc.constantFrom("startsWith", "endsWith", "contains"), word)
    .map(([subject, method, other]) => `${subject}.${method}(${other})`),
  fc.tuple(whole, listed).map(([item, list]) => `${item} in ${list}`),
  fc
    .tuple(loop, comparison, digit)
    .map(([name, operator, other]) => `facts.numbers.${name}(x, x ${operator} ${other})`),
  fc
    .tuple(loop, comparison, digit)
    .map(([name, operator, other]) => `facts.mixed.${name}(x, x.size ${operator} ${other})`),
  fc
    .tuple(comparison, digit)
    .map(([operator, other]) => `facts.numbers.filter(x, x ${operator} ${other}).size() > 1`),
  fc.constantFrom(
    "facts.words.map(w, w.size()).exists(s, s > 4)",
    "facts.mixed.filter(x, has(x.size)).all(x, x.size > 0)",
    "facts.mixed.map(x, x.size).size() == 3",
    "facts.words[1] == 'beta'",
    "facts.words[2] == 'beta'",
    "cel.bind(w, facts.word, w == 'alpha')",
  ),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.tuple(tie("condition"), tie("condition")).map(([left, right]) => `(${left} && ${right})`),
    fc.tuple(tie("condition"), tie("condition")).map(([left, right]) => `(${left} || ${right})`),
    tie("condition").map((inner) => `!(${inner})`),
    fc
      .tuple(tie("condition"), tie("condition"), tie("condition"))
      .map(([test_, yes, no]) => `(${test_} ? ${yes} : ${no})`),
  ),
}));

function ours(source: string): boolean | "indeterminate" {
  const compiled = compileCondition(source);
  if (!compiled.ok) throw new Error(`${source}: ${JSON.stringify(compiled.errors)}`);
  return evaluateCondition(compiled.condition, { facts: FACTS }).result;
}

function theirs(source: string): unknown {
  try {
    return cel.parse(source)({ facts: FACTS });
  } catch {
    return "indeterminate";
  }
}

test("conditions mean what CEL means by them", () => {
  fc.assert(
    fc.property(condition, (source) => {
      expect(ours(source)).toBe(theirs(source));
    }),
    { numRuns: 3_000 },
  );
});

test("a condition gives the same answer every time", () => {
  fc.assert(
    fc.property(condition, (source) => {
      expect(ours(source)).toBe(ours(source));
    }),
  );
});

test("no source and no context makes it throw, and no error becomes an answer", () => {
  const source = fc.oneof(
    fc.string({ maxLength: 60 }),
    condition.map((text) => `${text} && args.x == args.y`),
  );
  fc.assert(
    fc.property(source, fc.jsonValue(), fc.jsonValue(), (text, x, y) => {
      const compiled = compileCondition(text);
      if (!compiled.ok) return;
      const { result } = evaluateCondition(compiled.condition, { args: { x, y }, facts: FACTS });
      expect([true, false, "indeterminate"]).toContain(result);
    }),
  );
});
