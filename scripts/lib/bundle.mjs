// How our own programs are bundled: our sources into one file, packages left where npm put them.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build, context } from "esbuild";
import { root } from "./house.mjs";

/** Next has no export map, so Node wants the file name that bundlers guess. */
const nextFiles = {
  name: "next-files",
  setup(plugins) {
    plugins.onResolve({ filter: /^next\/[^.]+$/ }, ({ path }) => ({ path: `${path}.js`, external: true }));
  },
};

function options(entryPoints, plugins = []) {
  return {
    absWorkingDir: root,
    entryPoints,
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    metafile: true,
    tsconfig: "tsconfig.json",
    logLevel: "warning",
    plugins: [nextFiles, ...plugins],
  };
}

export const serverEntry = { server: "server.ts" };
export const commandEntry = { countersign: "lib/cli/main.ts" };

/** Bundles the entries that exist, and answers the files that went into them. */
export async function bundle(entries) {
  const present = Object.entries(entries).filter(([, file]) => existsSync(join(root, file)));
  const { metafile } = await build(options(Object.fromEntries(present)));
  return Object.keys(metafile.inputs).sort();
}

/** Bundles again after every change of a source, and says each time whether it went well. */
export async function bundleOnChange(entries, onBuilt) {
  const report = {
    name: "report",
    setup: (plugins) => plugins.onEnd((result) => onBuilt(!result.errors.length)),
  };
  const watcher = await context(options(entries, [report]));
  await watcher.watch();
}
