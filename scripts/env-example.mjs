// Writes .env.example from the table of settings: `npm run env:example`, after a change of lib/runtime/settings.ts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./lib/bundle.mjs";
import { root } from "./lib/house.mjs";

await bundle({ settings: "lib/runtime/settings.ts" });
const { renderEnvExample } = await import(pathToFileURL(join(root, "dist/settings.mjs")).href);
writeFileSync(join(root, ".env.example"), renderEnvExample());
