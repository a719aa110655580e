// Runs the product for development: `npm run dev`. The console reloads by itself; a change of anything the server
// is made of starts the server again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { bundleOnChange } from "./lib/bundle.mjs";
import { fail, requireNode, requirePackages, root } from "./lib/house.mjs";
import { generate, loadSettings } from "./lib/product.mjs";

requireNode();
requirePackages();
process.chdir(root);
loadSettings();

/** @type {import("node:child_process").ChildProcess | undefined} */
let server;
let turn = Promise.resolve();

async function restart() {
  await stop();
  const env = { ...process.env, NODE_ENV: "development", NEXT_TELEMETRY_DISABLED: "1" };
  server = spawn(process.execPath, ["--enable-source-maps", "dist/dev-server.mjs"], {
    env,
    stdio: "inherit",
  });
}

/** The old server has let go of its port and its database before the next one starts. */
async function stop() {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGTERM");
  await once(server, "exit");
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await stop();
    process.exit(0);
  });
}

try {
  await generate();
  await bundleOnChange({ "dev-server": "server.ts" }, (isGood) => {
    if (isGood) turn = turn.then(restart);
  });
} catch (error) {
  fail(error.message);
}
