import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible } from "./display";
import { isWhole, pieces, untrusted } from "./untrusted";

const FAMILY = "👨‍👩‍👧‍👦";
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({ unit: "grapheme", maxLength: 400 }),
  fc
    .array(fc.constantFrom("a", " ", "\n", FAMILY, "🇪🇸", "e\u0301", "\u200b", "\ud83d", "ש", "<"), {
      maxLength: 300,
    })
    .map((parts) => parts.join("")),
);

describe("text of an agent", () => {
  it("is shown as it is where it fits, and its hidden characters as tokens", () => {
    expect(untrusted("Refund <b> & *all*", 100)).toBe("Refund <b> & *all*");
    expect(untrusted("a\u202eb\u200b\u200b", 100)).toBe("a[U+202E]b[U+200B×2]");
    expect(untrusted("one\ntwo", 100)).toBe("one[U+000A]two");
    expect(untrusted("one\ntwo", 100, { lines: "keep" })).toBe("one\ntwo");
    expect(untrusted("half \ud83d", 100)).toBe("half [U+D83D]");
  });

  it("says how much is missing where it was cut", () => {
    expect(untrusted("x".repeat(3000), 150)).toBe(`${"x".repeat(120)}… (2,880 more characters)`);
    expect(untrusted("x".repeat(90), 20)).toBe(`${"x".repeat(19)}…`);
  });

  it("is cut between people's characters: no family is torn apart, no token, no accent from its letter", () => {
    expect(untrusted(FAMILY.repeat(4), 30)).toBe(`${FAMILY.repeat(2)}…`);
    expect(untrusted("ab\u202e\u202ecd", 10)).toBe("ab…");
    expect(untrusted("aae\u0301", 3)).toBe("aa…");
    expect(pieces(FAMILY.repeat(3), 25)).toEqual([FAMILY.repeat(2), FAMILY]);
  });

  it("is never empty", () => {
    expect(untrusted("", 20)).toBe("(empty)");
    expect(untrusted("   ", 20)).toBe("(empty)");
  });

  it("always keeps to its budget, is well formed and hides nothing", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 7, max: 300 }), (text, budget) => {
        const shown = untrusted(text, budget);
        expect(shown.length).toBeLessThanOrEqual(budget);
        expect(shown.length).toBeGreaterThan(0);
        expect(shown).not.toMatch(/\p{Surrogate}/u);
        expect(visible(shown)).toBe(shown);
        expect(isWhole(text, budget)).toBe(visible(text).length <= budget);
        if (!isWhole(text, budget)) expect(shown).toContain("…");
      }),
    );
  });

  it("comes in pieces that together are all of it", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 80, max: 200 }), (text, size) => {
        const found = pieces(text, size, { lines: "keep" });
        expect(found.join("")).toBe(visible(text, { lines: "keep" }));
        for (const piece of found) {
          expect(piece.length).toBeLessThanOrEqual(size);
          expect(piece).not.toMatch(/\p{Surrogate}/u);
        }
      }),
    );
  });

  it("ends them where people's characters end, in any script", () => {
    const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
    const letters = fc.constantFrom(..."aé ñЖשָعًक्ष한가漢ガｶﾞ👍🏽\u0301\ufe0f\u200d🇪🇸".split(/(?:)/u));
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 40 }), (parts) => {
        const text = visible(parts.join(""));
        const ends = new Set([...graphemes.segment(text)].map(({ index }) => index));
        let at = 0;
        for (const piece of pieces(text, 24)) {
          expect(ends.has(at) || at === 0).toBe(true);
          at += piece.length;
        }
      }),
    );
  });

  it("ends its pieces at a line where there is one", () => {
    expect(pieces(`${"a".repeat(60)}\n${"b".repeat(60)}`, 100, { lines: "keep" })).toEqual([
      `${"a".repeat(60)}\n`,
      "b".repeat(60),
    ]);
  });

  it("is quick however long it is", () => {
    const start = performance.now();
    untrusted(`é${FAMILY}`.repeat(20_000), 150);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
