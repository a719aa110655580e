#!/usr/bin/env node
import { join } from "node:path";
import { pathToFileURL } from "node:url";
// The `countersign` command: `npx countersign <command>`, from any directory.
import { fail, requireNode, root } from "./lib/house.mjs";
import { ensureCommand, loadSettings } from "./lib/product.mjs";

requireNode();
loadSettings();
try {
  await ensureCommand();
} catch (error) {
  fail(`The command could not be built: ${error.message}`);
}
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, "dist/countersign.mjs")).href);
