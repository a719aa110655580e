import { expect, it } from "vitest";
import { fingerprint, sealRings } from "./seal";

const digest = (first: string) => `sha256:${first.padEnd(64, "0")}`;

it("one digest always has one seal, and another digest another", () => {
  expect(sealRings(digest("a1b2c3"))).toEqual(sealRings(digest("a1b2c3")));
  expect(sealRings(digest("a1b2c3"))).not.toEqual(sealRings(digest("b2b2c3")));
});

it("a seal stays in its box, whatever the digest", () => {
  for (const first of ["00", "ff".repeat(9), "0f".repeat(9)]) {
    const numbers = sealRings(digest(first)).flatMap(({ path }) => path.match(/-?\d+(\.\d+)?/g) ?? []);
    expect(numbers.every((value) => Number(value) >= 0 && Number(value) <= 100)).toBe(true);
  }
});

it("a fingerprint is the digest's own beginning", () => {
  expect(fingerprint(digest("0123456789abcdef77"))).toBe("0123 4567 89ab cdef");
});
