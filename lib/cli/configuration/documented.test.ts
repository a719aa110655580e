import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { effectKinds } from "@/lib/core/change-effects";
import { readSources } from "../../../scripts/lib/source.mjs";
import { EXIT_CODES } from "../exit-codes";

const document = readFileSync("docs/configuration.md", "utf8");

it("every code of the linter stands in the document, and no other does", () => {
  const written = readSources()
    .filter(({ path }) => /^lib\/contract\/lint\/[a-z-]+\.ts$/.test(path) && !path.endsWith(".test.ts"))
    .flatMap(({ text }) => [...text.matchAll(/\bcode: "([a-z_]+)"/g)].map(([, code = ""]) => code));
  const section = document.split("## What the linter finds")[1]?.split("\n## ")[0] ?? "";
  const documented = [...section.matchAll(/^\| `([a-z_]+)` /gm)].map(([, code = ""]) => code);
  expect(documented.toSorted()).toEqual([...new Set(written)].toSorted());
});

it("every effect of a change and every exit code of the commands stands in the document", () => {
  for (const kind of effectKinds) expect(document).toContain(`\`${kind}\``);
  for (const { code, meaning } of Object.values(EXIT_CODES)) {
    if (!meaning.startsWith("`ask`") && code !== 130)
      expect(document).toMatch(new RegExp(`^\\| ${code} `, "m"));
  }
});
