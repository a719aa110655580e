import { expect, it } from "vitest";
import { lineSpan } from "./select-line";

it("a line is found by its number, also past the end", () => {
  const text = "version: 1\npeople:\n  - id: ana";
  expect(text.slice(...lineSpan(text, 2))).toBe("people:");
  expect(text.slice(...lineSpan(text, 1))).toBe("version: 1");
  expect(lineSpan(text, 9)).toEqual([text.length, text.length]);
});
