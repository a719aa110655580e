// Starts the product: `npm start`. Builds first if there is no current build.
//
// The server runs in this very process: Ctrl-C, `kill` and the exit code mean what they say.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireNode, root, run } from "./lib/house.mjs";
import { isProductCurrent, loadSettings } from "./lib/product.mjs";

requireNode();
process.chdir(root);
process.env.NODE_ENV = "production";
loadSettings();
if (!isProductCurrent()) {
  console.log("Building the console first: there is no build of these sources yet. It takes about a minute.");
  // A process of its own, so that the compiler's memory is gone when the server runs.
  const { code } = await run(process.execPath, ["scripts/build.mjs", "--if-needed"]);
  if (code !== 0) process.exit(code);
}
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, "dist/server.mjs")).href);
