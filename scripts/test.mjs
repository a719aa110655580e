// Everything: `npm test`. Checks, integration tests, a build, and the end-to-end tests against the product it runs.
// The last line is plain, `N passed, N failed`, and says the same as the exit code.
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "./lib/browser.mjs";
import { requireNode, requirePackages } from "./lib/house.mjs";
import { buildProduct } from "./lib/product.mjs";
import { checkStages, endToEndStage, integrationStage, results, stage } from "./lib/stages.mjs";
import { plainLine, sum } from "./lib/tally.mjs";

const one = { passed: 1, failed: 0, skipped: 0 };

/** A port nobody listens on now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Against a product and a database of its own: the test clock is the database's one clock. */
async function endToEnd(project) {
  const data = mkdtempSync(join(tmpdir(), `countersign-${project}-`));
  const folder = join(results, project);
  const count = await endToEndStage(project, {
    E2E_PORT: String(await freePort()),
    E2E_RECEIVER_PORT: String(await freePort()),
    E2E_DATA_DIR: data,
    E2E_OPERATOR_TOKEN: `cso_${randomBytes(24).toString("hex")}`,
    E2E_RESULTS: folder,
  });
  rmSync(data, { recursive: true, force: true });
  const serverLog = join(folder, "server.log");
  if (count.failed > 0 && existsSync(serverLog)) {
    console.log(
      `The last lines of ${serverLog}:\n${readFileSync(serverLog, "utf8").split("\n").slice(-40).join("\n")}`,
    );
  }
  return count;
}

/** They wait about as much as they work, so three go on at once; each lane takes about as long as the others. */
const LANES = [["api"], ["browser"], ["slack", "house"]];

async function oneByOne(projects) {
  const counted = [];
  for (const project of projects) counted.push(await endToEnd(project));
  return counted;
}

requireNode();
requirePackages();
rmSync(results, { recursive: true, force: true });
const counts = await checkStages();
counts.push(await integrationStage());
const built = await stage("build", () => buildProduct({ ifNeeded: false }).then(() => one));
const browser = await stage("browser", () => ensureBrowser().then(() => one));
counts.push(built, browser);
// Without a build there is nothing to test against; the failure above already counts.
if (built.failed === 0) {
  for (const lane of await Promise.all(LANES.map(oneByOne))) counts.push(...lane);
  counts.push(await endToEnd("load"));
}
const total = sum(counts);
writeFileSync(join(results, "summary.txt"), `${plainLine(total)}\n`);
console.log(`\n${plainLine(total)}`);
process.exit(total.failed === 0 ? 0 : 1);
