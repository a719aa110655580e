import { describe, expect, it } from "vitest";
import { inLines } from "@/lib/core/canonical-lines";
import { detail, withArguments } from "../testing-details";
import { argumentsIn, fitsModal } from "./arguments";

const shownText = (shown: ReturnType<typeof argumentsIn>): string =>
  shown.blocks
    .map((block) => JSON.parse(JSON.stringify(block)).elements[0].elements[0].text as string)
    .join("");

describe("the arguments", () => {
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
