import { expect, it } from "vitest";
import { pathWords } from "./path-words";

it("a place in an item is said in words, counted from one", () => {
  expect(pathWords("/working_hours/0/start")).toBe("Working hours 1, start");
  expect(pathWords("/name")).toBe("Name");
  expect(pathWords("/input_schema/properties/a~1b")).toBe("Input schema, properties, a/b");
  expect(pathWords("")).toBe("");
});
