import { expect, test } from "vitest";
import { BINDING_MESSAGE_COUNT, bindingMessage } from "./binding-message";

test("a code is two short words and two digits", () => {
  for (let number = 0; number < BINDING_MESSAGE_COUNT; number += 997) {
    expect(bindingMessage(number)).toMatch(/^[a-z]{4,8}-[a-z]{3,10}-[0-9]{2}$/);
  }
});

test("every number below the count has its own code, and the count is 64 × 64 × 100", () => {
  const codes = new Set<string>();
  for (let number = 0; number < BINDING_MESSAGE_COUNT; number += 1) codes.add(bindingMessage(number));
  expect(codes.size).toBe(409_600);
  expect(BINDING_MESSAGE_COUNT).toBe(409_600);
});

test("equal numbers give equal codes, and larger numbers wrap", () => {
  expect(bindingMessage(17)).toBe("amber-badger-17");
  expect(bindingMessage(17 + BINDING_MESSAGE_COUNT)).toBe("amber-badger-17");
  expect(bindingMessage(Number.MAX_SAFE_INTEGER)).toBe(bindingMessage(Number.MAX_SAFE_INTEGER));
});

test("what is not a whole number has no code", () => {
  for (const number of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(() => bindingMessage(number)).toThrow(RangeError);
  }
});
