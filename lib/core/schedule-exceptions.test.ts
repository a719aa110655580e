import fc from "fast-check";
import { expect, test } from "vitest";
import type { Override } from "./schedule";
import { withOverrides } from "./schedule-exceptions";
import { overridden } from "./schedule-naive";

const span = { start: "2026-12-24T00:00:00Z", end: "2026-12-26T00:00:00Z" };

const add = (person: string): Override => ({ type: "add", person, ...span });
const remove = (person: string): Override => ({ type: "remove", person, ...span });
const replace = (person: string, standIn: string): Override => ({
  type: "replace",
  person,
  with: standIn,
  ...span,
});

test.each<[string, string[], Override[], string[]]>([
  ["an add puts a person on", ["ana"], [add("bo")], ["ana", "bo"]],
  ["an add of someone on call changes nothing", ["ana", "bo"], [add("ana")], ["ana", "bo"]],
  ["an add fills a gap", [], [add("bo")], ["bo"]],
  ["a remove takes a person off, and may leave a gap", ["ana"], [remove("ana")], []],
  ["a remove of someone not on call changes nothing", ["ana"], [remove("bo")], ["ana"]],
  [
    "a replace puts the stand-in on instead of the person",
    ["ana", "cy"],
    [replace("ana", "bo")],
    ["cy", "bo"],
  ],
  ["a replace of someone not on call puts nobody on", ["cy"], [replace("ana", "bo")], ["cy"]],
  ["a stand-in already on call is named once", ["ana", "bo"], [replace("ana", "bo")], ["bo"]],
  ["a remove wins over an add made before it", ["cy"], [add("ana"), remove("ana")], ["cy"]],
  ["a remove wins over an add made after it", ["cy"], [remove("ana"), add("ana")], ["cy"]],
  ["a replace stands in for an added person", [], [replace("ana", "bo"), add("ana")], ["bo"]],
  ["nobody stands in for a removed person", ["ana"], [replace("ana", "bo"), remove("ana")], []],
  ["a removed stand-in is not on call", ["ana"], [replace("ana", "bo"), remove("bo")], []],
  ["a stand-in can be replaced", ["ana"], [replace("ana", "bo"), replace("bo", "cy")], ["cy"]],
  ["a stand-in can be replaced in any order", ["ana"], [replace("bo", "cy"), replace("ana", "bo")], ["cy"]],
  ["two who stand in for each other swap", ["ana"], [replace("ana", "bo"), replace("bo", "ana")], ["bo"]],
  [
    "a circle of three leaves it to the other two",
    ["ana"],
    [replace("ana", "bo"), replace("bo", "cy"), replace("cy", "ana")],
    ["bo", "cy"],
  ],
  ["standing in for oneself changes nothing", ["ana"], [replace("ana", "ana")], ["ana"]],
  ["a swap back swaps too", ["bo"], [replace("ana", "bo"), replace("bo", "ana")], ["ana"]],
  [
    "two who swap while both on call both stay",
    ["ana", "bo"],
    [replace("ana", "bo"), replace("bo", "ana")],
    ["ana", "bo"],
  ],
  [
    "two stand-ins for one person are both on",
    ["ana"],
    [replace("ana", "bo"), replace("ana", "cy")],
    ["bo", "cy"],
  ],
  [
    "layers are named first, then overrides in order",
    ["dee", "ana"],
    [add("cy"), replace("dee", "bo")],
    ["ana", "cy", "bo"],
  ],
])("%s", (_name, base, overrides, expected) => {
  expect(withOverrides(base, overrides)).toEqual(expected);
});

const people = ["ana", "bo", "cy", "dee", "eve"];
const aPerson = fc.constantFrom(...people);
const aBase = fc.uniqueArray(aPerson);
const anOverride = fc.oneof(
  aPerson.map(add),
  aPerson.map(remove),
  fc.tuple(aPerson, aPerson).map(([person, standIn]) => replace(person, standIn)),
);

test("overrides mean what their wording says, one person at a time", () => {
  // Standing in only for someone earlier in the list: the wording does not say what a circle means.
  const isAcyclic = (one: Override) =>
    one.with === undefined || people.indexOf(one.person) < people.indexOf(one.with);
  const overridesWithoutCircles = fc.array(anOverride.filter(isAcyclic), { maxLength: 8 });
  fc.assert(
    fc.property(aBase, overridesWithoutCircles, (base, overrides) => {
      expect(new Set(withOverrides(base, overrides))).toEqual(overridden(new Set(base), overrides));
    }),
    { numRuns: 1_000 },
  );
});

test("whatever the overrides, nobody removed is on call, nobody twice, and order decides nothing", () => {
  fc.assert(
    fc.property(aBase, fc.array(anOverride, { maxLength: 8 }), (base, overrides) => {
      const onCall = withOverrides(base, overrides);
      const removed = overrides.filter(({ type }) => type === "remove").map(({ person }) => person);
      expect(onCall.filter((person) => removed.includes(person))).toEqual([]);
      expect(new Set(onCall).size).toBe(onCall.length);
      expect(new Set(withOverrides(base, [...overrides].reverse()))).toEqual(new Set(onCall));
    }),
    { numRuns: 1_000 },
  );
});

test("a stand-in never leaves a gap that nobody asked for", () => {
  const aReplacement = fc.tuple(aPerson, aPerson).map(([person, standIn]) => replace(person, standIn));
  fc.assert(
    fc.property(fc.uniqueArray(aPerson, { minLength: 1 }), fc.array(aReplacement), (base, overrides) => {
      expect(withOverrides(base, overrides)).not.toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
