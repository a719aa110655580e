import { expect, it } from "vitest";
import { codeOf, importsOf } from "./source.mjs";

const specifiers = (source: string) => importsOf(source).map(({ specifier }) => specifier);

it("what stands in comments, strings, templates and regular expressions is not code", () => {
  const texts = [
    "// Date.now()",
    "/* Date.now()\n Date.now() */",
    "const a = 'Date.now()';",
    'const a = "it\\"s Date.now()";',
    "const a = `Date.now() $" + "{b} Date.now()`;",
    "const a = /Date.now[/]Date/g;",
  ];
  for (const text of texts) expect(codeOf(text), text).not.toMatch(/Date/);
});

it("what follows them, or is computed inside a template, is code", () => {
  const texts = [
    "/* a */ Date.now()",
    "const a = 'b' + Date.now();",
    "const a = `b $" + "{Date.now()}`;",
    "const a = `b $" + "{`c $" + "{d}`} $" + "{Date.now()}`;",
    "const a = b / c; Date.now() / 2;",
    "const a = /[/]/.test(b) ? Date.now() : 0;",
    "const a = <p>Don't</p>;\nDate.now();",
    "const a = <br />;  Date.now(); // </p>",
  ];
  for (const text of texts) expect(codeOf(text), text).toMatch(/Date\.now/);
});

it("code keeps its place and its lines", () => {
  const source = "const a = 'b';\n// c\nconst d = `e\nf`;\n";
  expect(codeOf(source)).toHaveLength(source.length);
  expect(codeOf(source).split("\n")).toHaveLength(source.split("\n").length);
});

it("every kind of import is found", () => {
  const source = [
    'import a from "a";',
    'import { b,\n  bb } from "b";',
    'import "c";',
    'export * from "d";',
    'export { e } from "e";',
    'const f = await import("f");',
    'const g = require("g");',
    "import h from 'h';",
  ].join("\n");
  expect(specifiers(source)).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
});

it("an import in a comment or a string is none", () => {
  expect(specifiers('// import "a"\nconst b = "import c from \\"d\\"";\nconst from = "e";')).toEqual([]);
});

it("taking only types is told apart", () => {
  const source = 'import type { A } from "a";\nexport type { B } from "b";\nimport { type C } from "c";';
  expect(importsOf(source).map(({ isType }) => isType)).toEqual([true, true, false]);
});
