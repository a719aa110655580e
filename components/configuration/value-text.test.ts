import { expect, it } from "vitest";
import { valueText } from "./value-text";

it("a value is shown on one line while it is short", () => {
  expect(valueText(null)).toBe("nothing");
  expect(valueText("")).toBe("an empty text");
  expect(valueText("15m")).toBe("15m");
  expect(valueText(["ana", "bo"])).toBe('["ana","bo"]');
  expect(valueText({ members: Array.from({ length: 20 }, () => "somebody") })).toContain("\n");
});
