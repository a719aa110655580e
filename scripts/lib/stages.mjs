// The stages of `npm run check` and `npm test`: what each runs, and how it is counted.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, runTool } from "./house.mjs";
import { generate } from "./product.mjs";
import { playwrightCount, vitestCount } from "./tally.mjs";

export const results = join(root, "test-results");

/**
 * Runs one stage and says how it went. What throws has failed.
 * @param {string} name
 * @param {() => Promise<import("./tally.mjs").Count>} work
 */
export async function stage(name, work) {
  const startedAt = performance.now();
  console.log(`\n— ${name}`);
  const count = await work().catch((error) => {
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${count.failed === 0 ? "ok" : "FAILED"}: ${name} (${seconds} s)`);
  return count;
}

/** A tool that says yes or no: it counts as one check, and is quiet unless it fails. */
async function verdict(tool, args) {
  const { code, output } = await runTool(tool, args, { quiet: true, env: { NEXT_TELEMETRY_DISABLED: "1" } });
  if (code !== 0) console.error(output.trimEnd());
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function vitest(project) {
  const report = join(results, `${project}.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await runTool("vitest", ["run", "--project", project, ...reporters]);
  return vitestCount(report, code);
}

/** Next writes the types of routes and of imported stylesheets, without which a clean checkout does not type-check. */
async function types() {
  const routes = await verdict("next", ["typegen"]);
  return routes.failed ? routes : await verdict("typescript", ["--noEmit"]);
}

/** Everything that needs no service and no network. */
export async function checkStages() {
  mkdirSync(results, { recursive: true });
  return [
    await stage("format", () => verdict("@biomejs/biome", ["format", "."])),
    await stage("lint", () => verdict("@biomejs/biome", ["check", "--formatter-enabled=false", "."])),
    await stage("types", async () => {
      await generate();
      return types();
    }),
    await stage("unused files, exports and dependencies", () => verdict("knip", [])),
    await stage("unit tests", () => vitest("unit")),
  ];
}

export const integrationStage = () => stage("integration tests", () => vitest("integration"));

/**
 * @param {string} project
 * @param {Record<string, string>} env where the product is to run, for playwright.config.ts
 */
export function endToEndStage(project, env) {
  const report = join(env.E2E_RESULTS, "report.json");
  return stage(`end-to-end tests: ${project}`, async () => {
    const { code } = await runTool("@playwright/test", ["test", `--project=${project}`], {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      linePrefix: `${project} │ `,
    });
    return playwrightCount(report, code);
  });
}
