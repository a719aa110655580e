import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/core/canonical-json";
import { detail, withArguments } from "../testing-details";
import { argumentsIn, fitsModal, inLines } from "./arguments";

const shownText = (shown: ReturnType<typeof argumentsIn>): string =>
  shown.blocks
    .map((block) => JSON.parse(JSON.stringify(block)).elements[0].elements[0].text as string)
    .join("");

describe("the arguments", () => {
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

  it("are shown whole in a message up to four pieces, in the modal up to sixty, and beyond that nowhere", () => {
    const isWhole = (place: "message" | "modal", units: number) =>
      argumentsIn(place, withArguments(units)).isWhole;
    expect([isWhole("message", 11_900), isWhole("message", 12_001)]).toEqual([true, false]);
    expect([isWhole("modal", 12_001), isWhole("modal", 170_000)]).toEqual([true, true]);
    expect([isWhole("modal", 180_001), fitsModal(withArguments(180_001))]).toEqual([false, false]);
  });

  it("are all there where they are said to be whole", () => {
    const request = withArguments(60_000);
    const shown = argumentsIn("modal", request);
    expect(shown.isWhole).toBe(true);
    expect(shownText(shown)).toBe(inLines(request.canonical_arguments));
  });

  it("show their beginning, and that it is one, where they are too long", () => {
    const shown = argumentsIn("message", withArguments(60_000));
    expect(shown).toMatchObject({ isWhole: false, blocks: [expect.anything()] });
    expect(shownText(shown)).toMatch(/^\{\n {2}"a": "x+…$/);
  });

  it("show what is hidden in them", () => {
    const shown = argumentsIn("message", detail({ canonical_arguments: '{"a":"\u202egnp.exe"}' }));
    expect(shownText(shown)).toContain("[U+202E]gnp.exe");
  });
});
