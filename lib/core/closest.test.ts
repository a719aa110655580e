import { expect, test } from "vitest";
import { closest, hint } from "./closest";

const fields = ["id", "name", "when", "deadline", "max_deadline", "approval", "steps", "min_remaining"];

test.each([
  ["dedline", "deadline"],
  ["deadlien", "deadline"],
  ["Deadline", "deadline"],
  ["step", "steps"],
  ["nmae", "name"],
  ["min-remaining", "min_remaining"],
  ["aproval", "approval"],
])("%s is taken for %s", (word, meant) => {
  expect(closest(word, fields)).toBe(meant);
});

test.each(["colour", "x", "approvers_and_more", ""])("%j is taken for nothing", (word) => {
  expect(closest(word, fields)).toBeNull();
});

test("the nearest wins, and the first of equals", () => {
  expect(closest("bob", ["rob", "bo", "bobby"])).toBe("rob");
  expect(closest("payment", ["payment-ops", "payments"])).toBe("payments");
});

test("a hint follows a message or is nothing", () => {
  expect(hint("dedline", fields)).toBe("; did you mean deadline?");
  expect(hint("colour", fields)).toBe("");
});

test("thousands of candidates cost milliseconds", () => {
  const people = Array.from({ length: 5_000 }, (_, index) => `somebody-with-a-long-name-${index}`);
  const before = performance.now();
  for (let count = 0; count < 20; count++) closest("nobody-with-a-long-name-at-all", people);
  expect(performance.now() - before).toBeLessThan(2_000);
});
