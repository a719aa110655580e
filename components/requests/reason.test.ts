import { expect, it } from "vitest";
import { MAXIMUM_TEXT_BYTES, reasonFault } from "./reason";

it("a required reason of blanks is missing", () => {
  expect(reasonFault("  \n", true)).toBe("missing");
  expect(reasonFault("", false)).toBeNull();
});

it("a reason is measured in bytes, not in characters", () => {
  expect(reasonFault("é".repeat(MAXIMUM_TEXT_BYTES / 2), false)).toBeNull();
  expect(reasonFault("é".repeat(MAXIMUM_TEXT_BYTES / 2 + 1), false)).toBe("too_long");
});
