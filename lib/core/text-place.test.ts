import { expect, test } from "vitest";
import { placeAt } from "./text-place";

test.each([
  ["", 0, 1, 1],
  ["abc", 2, 1, 3],
  ["a\nb", 1, 1, 2],
  ["a\nb", 2, 2, 1],
  ["a\r\nbc", 4, 2, 2],
  ["a\n\nb", 3, 3, 1],
  ["a", 99, 1, 2],
  ["a", -1, 1, 1],
])("%j at %i is line %i, column %i", (text, offset, line, column) => {
  expect(placeAt(text, offset)).toEqual({ line, column });
});
