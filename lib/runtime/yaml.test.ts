import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanJson } from "@/lib/core/strict-json";
import { parseYaml, renderYaml, withPlaces } from "./yaml";

const bytes = (text: string) => new TextEncoder().encode(text);

const DOCUMENT = `version: 1
people:
  - { id: ana, level: 3 }
  - id: bo
    level: 300   # too high
teams:
  - id: payments
    members:
      - ana
      - ghost
"odd/name~": 1
`;

const lineAndColumn = async (text: string, ...paths: string[]) => {
  const errors = paths.map((path) => ({ path, message: "wrong" }));
  return (await withPlaces(errors, bytes(text))).map(({ line, column }) => [line, column]);
};

describe("withPlaces", () => {
  it("names the line and column where a field is named or an item begins", async () => {
    expect(
      await lineAndColumn(
        DOCUMENT,
        "/version",
        "/people/0/level",
        "/people/1/level",
        "/teams/0/members/1",
        "/teams/0/members",
        "/odd~1name~0",
      ),
    ).toEqual([
      [1, 1],
      [3, 16],
      [5, 5],
      [10, 9],
      [8, 5],
      [11, 1],
    ]);
  });

  it("of what is not there, names where it is missing from", async () => {
    expect(await lineAndColumn(DOCUMENT, "/people/1/name", "/people/9", "", "/nothing/at/all")).toEqual([
      [4, 5],
      [2, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  it("reads JSON the same way, indented with tabs or not at all", async () => {
    const value = { people: [{ id: "ana" }, { id: "bo", level: 300 }] };
    expect(
      await lineAndColumn(JSON.stringify(value, null, "\\t".slice(1) && "\t"), "/people/1/level"),
    ).toEqual([[8, 4]]);
    const flat = JSON.stringify(value);
    expect(await lineAndColumn(flat, "/people/1/level")).toEqual([[1, flat.indexOf('"level"') + 1]]);
  });

  it("leaves what has its place already, and what is no part of the document", async () => {
    const errors = [
      { path: "", message: "x", line: 7, column: 8 },
      { path: "?dry_run", message: "y" },
    ];
    expect(await withPlaces(errors, bytes(DOCUMENT))).toEqual(errors);
  });
});

describe("parseYaml", () => {
  it.each([
    ["a: 1\nb: [1, 2\nc: 3\n", 2],
    ["a: 1\na: 2\n", 2],
    ["a: &x [1]\nb: 2\nc: *x\n", 3],
    ["a:\n\t- 1\n", 2],
  ])("says on which line %j cannot be read", async (text, line) => {
    const refusal = await parseYaml(bytes(text)).then(
      () => null,
      (error) => error,
    );
    expect(refusal.more.errors[0].line).toBeGreaterThanOrEqual(line);
    expect(refusal.more.errors[0].line).toBeLessThanOrEqual(line + 1);
  });

  it("reads the same text again as a value of its own, and another text as another", async () => {
    const [first, again, other] = [
      await parseYaml(bytes("a: [1]")),
      await parseYaml(bytes("a: [1]")),
      await parseYaml(bytes("a: [2]")),
    ];
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
    expect(other).toEqual({ a: [2] });
  });

  it("reads back whatever was rendered, byte for byte when rendered again", async () => {
    const limits = { bytes: 1e6, depth: 50, nodes: 1e5, keyBytes: 1e5 };
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.constantFrom(
        "yes",
        "0m",
        "1e3",
        "0x1f",
        "09:00",
        "2026-12-24",
        "null",
        "~",
        " x",
        "x ",
        "a: b",
        "# c",
        "-",
      ),
      fc.constantFrom(
        "a\nb",
        "a\n\nb\n",
        "\n",
        "a\r\nb",
        "\t",
        "\u2028",
        "\u0085",
        "\ufeffx",
        "…".repeat(90),
      ),
      fc.constantFrom(
        "x ".repeat(100),
        "args.amount > 1 && !('a' in path.tools)".repeat(5),
        "|",
        ">",
        "!x",
        "%y",
        "@z",
      ),
    );
    const value = fc.array(fc.record({ id: text, name: text, list: fc.array(fc.oneof(text, fc.integer())) }));
    const sound = (found: unknown) => scanJson(JSON.stringify(found), limits).ok;
    const samples = fc.sample(value.filter(sound), 60);
    const rendered = renderYaml(samples);
    expect(await parseYaml(bytes(rendered))).toEqual(samples);
    expect(renderYaml(await parseYaml(bytes(rendered)))).toBe(rendered);
  });
});
