import { describe, expect, test } from "vitest";
import { compilePattern, type PatternSyntax } from "./pattern";

const matches = (source: string, text: string, syntax: PatternSyntax = "re2"): boolean => {
  const compiled = compilePattern(source, syntax);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.pattern.test(text);
};

describe("a pattern", () => {
  test("is found anywhere, and anchors make it the whole", () => {
    expect(matches("b", "abc")).toBe(true);
    expect(matches("^b$", "abc")).toBe(false);
    expect(matches("^b$", "b\n")).toBe(false);
  });

  test("that would backtrack for ever is linear", () => {
    for (const source of ["^(a+)+$", "(a|aa)+$", "(.*a){20}$", "^(([a-z])+.)+[A-Z]([a-z])+$"]) {
      expect(matches(source, `${"a".repeat(100_000)}!`)).toBe(false);
    }
  });

  test("of JSON Schema may be written as ECMAScript does", () => {
    expect(matches("^\\u0041\\/\\d+$", "A/12", "ecmascript")).toBe(true);
    expect(matches("^[\\w-]+@\\w+\\.\\w{2,}$", "bo@acme.test", "ecmascript")).toBe(true);
  });

  test.each([
    "(a",
    "a(?=b)",
    "a(?!b)",
    "(?<=a)b",
    "(a)\\1",
    "a{1001}",
    "(a{100}){100}",
    "[z-a]",
    "a".repeat(513),
  ])("%s is refused with a reason", (source) => {
    for (const syntax of ["re2", "ecmascript"] as const) {
      expect(compilePattern(source, syntax)).toMatchObject({
        ok: false,
        message: expect.stringMatching(/.{10}/),
      });
    }
  });

  test("costs in proportion to the text and to its own size", () => {
    const small = compilePattern("^[a-z]+$", "re2");
    const large = compilePattern("^[a-z]{1,200}$", "re2");
    if (!small.ok || !large.ok) throw new Error("both compile");
    expect(small.pattern.cost(100_000)).toBeGreaterThan(small.pattern.cost(1_000) * 50);
    expect(large.pattern.cost(1_000)).toBeGreaterThan(small.pattern.cost(1_000) * 20);
  });
});
