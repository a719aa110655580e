import { expect, test } from "vitest";
import { expectation, seenBy } from "./precondition";

const inForce = { version: 3, hash: "sha256:abc" };

test.each([
  [null, undefined, true],
  ["*", undefined, true],
  ['"sha256:abc"', undefined, true],
  ['"sha256:old", "sha256:abc"', undefined, true],
  ['"sha256:old"', undefined, false],
  ['W/"sha256:abc"', undefined, false],
  ["sha256:abc", undefined, false],
  ["", undefined, false],
  [null, 3, true],
  [null, 2, false],
  ['"sha256:abc"', 2, false],
  ['"sha256:old"', 3, false],
])("If-Match %s with version %s holds: %s", (ifMatch, version, holds) => {
  expect(expectation(ifMatch, version)(inForce)).toBe(holds);
});

test("an item is named by strong tags alone, and by none where any will do", () => {
  expect(seenBy(null)).toBeNull();
  expect(seenBy("*")).toBeNull();
  expect(seenBy('"sha256:a", "sha256:b"')).toEqual(["sha256:a", "sha256:b"]);
  expect(seenBy('W/"sha256:a"')).toEqual([""]);
  expect(seenBy("sha256:a")).toEqual([""]);
});
