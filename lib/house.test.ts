import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { renderEnvExample } from "@/lib/runtime/settings";
import { root } from "../scripts/lib/house.mjs";
import { missingOptionals } from "../scripts/lib/lockfile.mjs";
import { readSources } from "../scripts/lib/source.mjs";

/**
 * What keeps the house in order besides its layers: ceilings, documents that tell the truth, a lockfile for everyone.
 * The linter keeps most of it; here is what the linter cannot know, and that nobody loosens the linter quietly.
 */

type Text = { readonly path: string; readonly text: string };

const read = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("package.json"));
const documents = readSources(/\.md$/);

const CEILING =
  /biome-ignore-all lint\/style\/noExcessiveLinesPerFile|biome-ignore lint\/complexity\/noExcessiveLinesPerFunction/;

/** Spelled in two halves, so that this file does not accuse itself. */
const UNFINISHED = new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "HA" + "CK"].join("|")})\\b`);
const UNTYPED = new RegExp(`@ts-(?:${["ign" + "ore", "exp" + "ect-error", "noch" + "eck"].join("|")})`);

/** What a file says that the house does not say. */
function blemishes({ path, text }: Text): string[] {
  return text.split("\n").flatMap((line, index) => {
    const at = `${path}:${index + 1}`;
    if (UNFINISHED.test(line)) return [`${at} leaves something for later`];
    if (UNTYPED.test(line)) return [`${at} silences the compiler`];
    if (!CEILING.test(line)) return [];
    const reason = line.split(":").slice(1).join(":").trim();
    if (reason.split(" ").length < 4) return [`${at} exceeds a ceiling without saying why`];
    return line.includes("-all") && index > 4 ? [`${at} says in the middle that the file is long`] : [];
  });
}

/** Paths and commands a document names that are not there. Placeholders in angle brackets are not paths. */
function deadReferences({ path, text }: Text): string[] {
  const wrong: string[] = [];
  const demand = (named: string, place: string) => {
    if (!existsSync(join(root, place))) wrong.push(`${path} names ${named}`);
  };
  for (const [, link = ""] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (!/^[a-z]+:/.test(link)) demand(link, posix.join(posix.dirname(path), link));
  }
  const folders = "app|components|lib|prisma|public|e2e|docs|bench|examples|scripts|\\.ci";
  for (const [, place = ""] of text.matchAll(new RegExp(`\`((?:${folders})/[\\w./()[\\]-]*)\``, "g"))) {
    demand(place, place);
  }
  for (const [, place = ""] of text.matchAll(/\bnode ((?:[\w.-]+\/)+[\w.-]+\.mjs)/g)) demand(place, place);
  for (const [command, script = ""] of text.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:-]+)/g)) {
    if (!(script in manifest.scripts)) wrong.push(`${path} names ${command}`);
  }
  return wrong;
}

describe("the ceilings", () => {
  it("are kept by the linter: 60 lines a function, 300 a file", () => {
    const { rules } = JSON.parse(read("biome.json")).linter;
    expect(rules.complexity.noExcessiveLinesPerFunction).toMatchObject({
      level: "error",
      options: { maxLines: 60 },
    });
    expect(rules.style.noExcessiveLinesPerFile).toEqual({ level: "error", options: { maxLines: 300 } });
    expect(rules.suspicious.noExplicitAny).toBe("error");
    expect(rules.style.noNonNullAssertion).toBe("error");
  });

  it("are exceeded only with a reason, and no file leaves something for later", () => {
    expect(readSources().flatMap(blemishes)).toEqual([]);
  });

  it("are missed when a file breaks them", () => {
    const ignored = "// biome-ig" + "nore-all lint/style/noExcessiveLinesPerFile";
    const planted = [
      `// ${"TO"}DO: later`,
      `// @ts-${"ignore"}`,
      `${ignored}: long`,
      `\n\n\n\n\n\n${ignored}: a registry of every tool, one line each`,
    ];
    for (const text of planted) expect(blemishes({ path: "x.ts", text })).toHaveLength(1);
    expect(blemishes({ path: "x.ts", text: `${ignored}: a registry of every tool, one line each` })).toEqual(
      [],
    );
  });
});

describe("the documents", () => {
  it("name only paths and commands that exist", () => {
    expect(documents.flatMap(deadReferences)).toEqual([]);
  });

  it("are missed when they name what is not there", () => {
    const planted = ["[a](./gone.md)", "`lib/gone.ts`", "npm run gone", "node scripts/gone.mjs"];
    for (const text of planted) expect(deadReferences({ path: "docs/x.md", text })).toHaveLength(1);
    expect(
      deadReferences({ path: "README.md", text: "[a](https://a.test) `lib/ops` `lib/<x>.ts` npm start" }),
    ).toEqual([]);
  });

  it("list every setting in .env.example, as `npm run env:example` writes it", () => {
    expect(read(".env.example")).toBe(renderEnvExample());
  });

  it("number decisions without gaps and keep each on a page", () => {
    const decisions = documents
      .filter(({ path }) => path.startsWith("docs/decisions/"))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(decisions.length).toBeGreaterThan(0);
    for (const [index, { path, text }] of decisions.entries()) {
      expect(path).toMatch(
        new RegExp(`^docs/decisions/${String(index + 1).padStart(4, "0")}-[a-z0-9-]+\\.md$`),
      );
      expect(text.trimEnd().split("\n").length, path).toBeLessThanOrEqual(40);
    }
  });
});

describe("the lockfile", () => {
  const lock = JSON.parse(read("package-lock.json"));

  it("has an entry for every platform, so that npm ci works on each (npm run lock)", () => {
    expect(missingOptionals(lock)).toEqual([]);
  });

  it("names no registry, so that each installs from their own", () => {
    const named = Object.entries<{ resolved?: string }>(lock.packages).filter(([, entry]) => entry.resolved);
    expect(named).toEqual([]);
    expect(read(".npmrc")).not.toMatch(/registry\s*=/);
  });

  it("runs no install script", () => {
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
  });
});
