// What others import from us, as package.json says: `countersign/client` and the adapters, each made of its source
// under lib/sdk, with its types. They share one copy of the client, so that an error of it is the same class everywhere.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { root, runTool } from "./house.mjs";

const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** `client`, `ai-sdk`, …: each is `lib/sdk/<name>.ts`, and becomes `<name>.mjs` and `<name>.d.ts`. */
export const sdkEntries = Object.values(exports)
  .filter((target) => target.types)
  .map((target) => /^\.\/dist\/sdk\/([a-z-]+)\.mjs$/.exec(target.default)[1]);

const sharedClient = {
  name: "shared-client",
  setup(plugins) {
    plugins.onResolve({ filter: /^\.\/client$/ }, () => ({ path: "./client.mjs", external: true }));
  },
};

/** Makes the folder anew; `outdir` may lie anywhere. */
export async function buildSdk(outdir) {
  const folder = resolve(root, outdir);
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(sdkEntries.map((name) => [name, `lib/sdk/${name}.ts`])),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "neutral",
    format: "esm",
    target: "es2022",
    packages: "external",
    logLevel: "warning",
    plugins: [sharedClient],
  });
  await declareTypes(folder);
}

/** Only the SDK's own declarations: what it takes from the core are words, and words have no types of their own. */
async function declareTypes(folder) {
  const made = mkdtempSync(join(tmpdir(), "countersign-types-"));
  const settings = [
    ["--rootDir", "lib"],
    ["--outDir", made],
    ["--target", "es2023"],
    ["--module", "preserve"],
    ["--moduleResolution", "bundler"],
    ["--lib", "es2023,dom,dom.iterable"],
    ["--types", "node"],
  ];
  const flags = ["--ignoreConfig", "--strict", "--skipLibCheck", "--declaration", "--emitDeclarationOnly"];
  const sources = sdkEntries.map((name) => `lib/sdk/${name}.ts`);
  const { code, output } = await runTool("typescript", [...flags, ...settings.flat(), ...sources], {
    quiet: true,
  });
  if (code !== 0) throw new Error(`The types of the SDK could not be made:\n${output}`);
  // Node's own resolution, which TypeScript follows for packages, knows no import without an extension.
  for (const file of readdirSync(join(made, "sdk"))) {
    const text = readFileSync(join(made, "sdk", file), "utf8");
    writeFileSync(join(folder, file), text.replaceAll(/(from "\.\/[a-z-]+)(")/g, "$1.js$2"));
  }
  rmSync(made, { recursive: true, force: true });
}
