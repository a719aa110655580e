import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json";
import { inLines } from "./canonical-lines";

describe("canonical arguments in lines", () => {
  it("are broken into lines as people write JSON", () => {
    expect(inLines('{"a":[1,{"b":null}],"c":{},"d":[],"e":"{,}: \\" "}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": [],\n  "e": "{,}: \\" "\n}',
    );
  });

  it("are the canonical text and nothing else, whatever they hold", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const canonical = canonicalJson({ value });
        const outside = /("(?:[^"\\]|\\.)*")|\s+/g;
        expect(inLines(canonical).replace(outside, (_, text) => text ?? "")).toBe(canonical);
        expect(JSON.parse(inLines(canonical))).toEqual(JSON.parse(canonical));
      }),
    );
  });

  it("are not rewritten by reading them as numbers or objects", () => {
    expect(inLines('{"10":1,"9":1e+21,"__proto__":2}')).toBe(
      '{\n  "10": 1,\n  "9": 1e+21,\n  "__proto__": 2\n}',
    );
  });
});
