// What the built product consists of, what it is built from, and how it is built.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fail, requirePackages, root, run, runTool } from "./house.mjs";
import { isCurrent, listFiles, removeStamp, takeStamp, writeStamp } from "./stamp.mjs";
import { inTurn } from "./turn.mjs";

const stampPath = "dist/build.json";
const commandStampPath = "dist/countersign.json";
const sources = [
  "app",
  "components",
  "lib",
  "prisma",
  "public",
  "scripts/generate.mjs",
  "scripts/lib/bundle.mjs",
  "scripts/lib/product.mjs",
  "scripts/lib/sdk.mjs",
  "instrumentation.ts",
  "next.config.mjs",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "server.ts",
  "tsconfig.json",
];

/** Migrations are read when the server starts and tests never are, so neither makes a build old. */
const isSource = (file) => !/(^|\/)\.|\.test\.tsx?$|^lib\/db\/generated$|^prisma\/migrations$/.test(file);

/** An image carries the build without the sources; then there is nothing to compare it with. */
const hasSources = () => existsSync(join(root, "server.ts"));

/** True when `dist/` and `.next/` hold a whole build of the sources as they are. */
export function isProductCurrent() {
  if (!existsSync(join(root, "dist/server.mjs")) || !existsSync(join(root, ".next/BUILD_ID"))) return false;
  return !hasSources() || isCurrent(stampPath, listFiles(sources, isSource));
}

/** Makes a whole build. Only one runs in a checkout at a time; whoever waited may find it already done. */
export async function buildProduct({ ifNeeded }) {
  if (!hasSources()) fail("There are no sources here to build: server.ts is missing.");
  requirePackages();
  await inTurn("build", async () => {
    if (ifNeeded && isProductCurrent()) return;
    removeStamp(stampPath);
    await generate();
    const stamp = takeStamp(listFiles(sources, isSource));
    await Promise.all([buildConsole(), bundlePrograms()]);
    writeStamp(stampPath, stamp);
  });
}

/** The database client is generated code: made, never committed. */
export async function generate() {
  const { code, output } = await run(process.execPath, ["scripts/generate.mjs"], { quiet: true });
  if (code !== 0) throw new Error(`scripts/generate.mjs failed:\n${output}`);
}

async function buildConsole() {
  const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { code } = await runTool("next", ["build"], { env });
  if (code !== 0) throw new Error("next build failed; see above");
}

async function bundlePrograms() {
  const { bundle, serverEntry } = await import("./bundle.mjs");
  const { buildSdk } = await import("./sdk.mjs");
  await bundle(serverEntry);
  await buildSdk("dist/sdk");
  await inTurn("command", buildCommand);
}

/** The `countersign` command is bundled alone: nobody waits for the console to ask for its help text. */
export async function ensureCommand() {
  if (existsSync(join(root, "dist/countersign.mjs")) && (!hasSources() || isCurrent(commandStampPath)))
    return;
  await inTurn("command", buildCommand);
}

async function buildCommand() {
  const { bundle, commandEntry } = await import("./bundle.mjs");
  removeStamp(commandStampPath);
  const files = await bundle(commandEntry);
  writeStamp(commandStampPath, takeStamp([...files, "package-lock.json"]));
}

/** Settings may live in a `.env` beside the code; what the environment already says wins. */
export function loadSettings() {
  const path = join(root, ".env");
  if (existsSync(path)) process.loadEnvFile(path);
}
