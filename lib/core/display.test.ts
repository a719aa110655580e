import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bounded, segments, visible } from "./display";

const hiddenCharacters: readonly (readonly [string, string])[] = [
  ["\u202e", "U+202E"],
  ["\u2066", "U+2066"],
  ["\u061c", "U+061C"],
  ["\u200b", "U+200B"],
  ["\u200c", "U+200C"],
  ["\u200d", "U+200D"],
  ["\u2060", "U+2060"],
  ["\ufeff", "U+FEFF"],
  ["\u00ad", "U+00AD"],
  ["\u034f", "U+034F"],
  ["\u0000", "U+0000"],
  ["\u0007", "U+0007"],
  ["\u001b", "U+001B"],
  ["\u007f", "U+007F"],
  ["\u0085", "U+0085"],
  ["\r", "U+000D"],
  ["\u2028", "U+2028"],
  ["\u00a0", "U+00A0"],
  ["\u3000", "U+3000"],
  ["\u2003", "U+2003"],
  ["\u115f", "U+115F"],
  ["\u3164", "U+3164"],
  ["\u2800", "U+2800"],
  ["\ufffc", "U+FFFC"],
  ["\ufe0f", "U+FE0F"],
  ["\u{e0100}", "U+E0100"],
  ["\u{e0041}", "U+E0041"],
  ["\ue000", "U+E000"],
  ["\u{10fffd}", "U+10FFFD"],
  ["\u0378", "U+0378"],
  ["\uffff", "U+FFFF"],
  ["\ud800", "U+D800"],
  ["\udc00", "U+DC00"],
];

test.each(hiddenCharacters)("%j is shown as %s", (character, token) => {
  expect(visible(`a${character}b`)).toBe(`a[${token}]b`);
  expect(visible(character)).toBe(`[${token}]`);
  expect(segments(`a${character}`)[1]).toEqual({ kind: "hidden", text: token });
});

test("line breaks and tabs stay in a block and are shown in a line", () => {
  expect(visible("a\tb\nc\r\nd\re")).toBe("a[U+0009]b[U+000A]c[U+000D][U+000A]d[U+000D]e");
  expect(visible("a\tb\nc\r\nd\re", { lines: "keep" })).toBe("a\tb\nc\r\nd[U+000D]e");
});

test("ordinary text of the world's scripts is left as it is", () => {
  const texts = [
    'Refund $250.00 <b>now</b> & "later" — it\'s “fine”',
    "Überweisung an Łukasz, naïve café",
    "Tiếng Việt".normalize("NFD"),
    "Ελληνικά Русский",
    "日本語、ひらがな、한국어",
    "שָׁלוֹם",
    "السَّلَامُ",
    "हिन्दी",
    "ภาษาไทยน้ำ",
    "✅ 🚀 👍🏽 🇪🇸",
  ];
  for (const text of texts) expect(visible(text)).toBe(text);
});

describe("emoji", () => {
  test("recommended sequences keep their joiners and selectors", () => {
    for (const text of ["⚠️ Delete", "👩‍💻 and 👨‍👩‍👧‍👦", "🏴‍☠️", "👩🏽‍❤️‍💋‍👨🏿", "❤️‍🔥"])
      expect(visible(text)).toBe(text);
  });

  test("any other use of them is shown", () => {
    expect(visible("😀\ufe0f")).toBe("😀[U+FE0F]");
    expect(visible("⚠️\ufe0f")).toBe("⚠️[U+FE0F]");
    expect(visible("👍\u200d👍")).toBe("👍[U+200D]👍");
    expect(visible("1\ufe0f000")).toBe("1[U+FE0F]000");
    expect(visible("🏴\u{e0067}\u{e007f}")).toBe("🏴[U+E0067][U+E007F]");
  });
});

describe("combining marks", () => {
  test("those that a letter can carry stay", () => {
    expect(visible("e\u0301 a\u0323\u0302")).toBe("e\u0301 a\u0323\u0302");
  });

  test("a pile of them is shown", () => {
    expect(visible(`Z${"\u0336".repeat(50)}!`)).toBe("Z\u0336\u0336\u0336\u0336[U+0336×46]!");
  });

  test("one without a letter of its own is shown, so that it cannot mark what stands before it", () => {
    expect(visible("\u0338ok")).toBe("[U+0338]ok");
    expect(visible(" \u0338ok")).toBe(" [U+0338]ok");
    expect(visible("\u200b\u0338ok")).toBe("[U+200B][U+0338]ok");
    expect(visible("a\n\u0338ok", { lines: "keep" })).toBe("a\n[U+0338]ok");
  });
});

test("a flood of one hidden character is one token with its count", () => {
  expect(visible(`a${"\u200b".repeat(100_000)}b`)).toBe("a[U+200B×100000]b");
});

test("a token that was typed is text, a real one is not", () => {
  expect(segments("U+202E")).toEqual([{ kind: "text", text: "U+202E" }]);
  expect(segments("\u202e")).toEqual([{ kind: "hidden", text: "U+202E" }]);
  expect(segments("")).toEqual([]);
});

const GLOBAL_SETS = "gv";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.constantFrom("a", " ", "\u200b", "\u0301", "👩", "\u200d", "\ufe0f", "💻", "\ud83d", "\n"))
    .map((parts) => parts.join("")),
);

test("nothing hidden is left, whatever the text, and looking twice changes nothing", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = visible(text);
      const rest = shown.replace(new RegExp("\\p{RGI_Emoji}", GLOBAL_SETS), "");
      expect(rest).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      expect(visible(shown)).toBe(shown);
    }),
    { numRuns: 500 },
  );
});

test("the parts hold the whole text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const rebuilt = segments(text).map((segment) => {
        if (segment.kind === "text") return segment.text;
        const [name = "", count = "1"] = segment.text.slice(2).split("×");
        return String.fromCodePoint(Number.parseInt(name, 16)).repeat(Number(count));
      });
      expect(rebuilt.join("")).toBe(text);
    }),
  );
});

describe("bounded", () => {
  test("a text that fits is unchanged, a longer one ends in an ellipsis", () => {
    expect(bounded("abc", 3)).toBe("abc");
    expect(bounded("abcd", 3)).toBe("ab…");
    expect(bounded("abcd", 1)).toBe("…");
    expect(bounded("abcd", 0)).toBe("");
    expect(bounded("", 0)).toBe("");
  });

  test("it never cuts a character in two", () => {
    expect(bounded("👩‍❤️‍💋‍👨👩‍❤️‍💋‍👨👩‍❤️‍💋‍👨", 2)).toBe("👩‍❤️‍💋‍👨…");
    expect(bounded("e\u0301e\u0301e\u0301", 2)).toBe("e\u0301…");
    expect(bounded("\r\n\r\n\r\n", 2)).toBe("\r\n…");
  });

  test("a pile of marks is bounded too", () => {
    expect(bounded(`a${"\u0301".repeat(100_000)}`, 10).length).toBeLessThanOrEqual(320);
  });

  test("the result is well formed and within the bound", () => {
    const segmenter = new Intl.Segmenter();
    fc.assert(
      fc.property(anyText, fc.nat(30), (text, graphemes) => {
        const cut = bounded(text, graphemes);
        expect(() => encodeURIComponent(cut)).not.toThrow();
        expect([...segmenter.segment(cut)].length).toBeLessThanOrEqual(graphemes);
      }),
      { numRuns: 500 },
    );
  });
});
