import { expect, it } from "vitest";
import { lineOfPointer } from "./pointer-line";

it("a pointer leads to the line of what it points at", () => {
  const text = '{\n  "properties": {\n    "a/b": {\n      "type": "text"\n    }\n  }\n}';
  expect(lineOfPointer(text, "/properties/a~1b/type")).toBe(4);
  expect(lineOfPointer(text, "/properties/a~1b/unknown")).toBe(3);
  expect(lineOfPointer(text, "")).toBe(1);
});
