// Runs a benchmark of bench/ against the built product: `npm run bench`, or `npm run bench -- <name> [options]`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./lib/bundle.mjs";
import { fail, requireNode, root, run } from "./lib/house.mjs";
import { buildProduct } from "./lib/product.mjs";

requireNode();
const [name = "spine", ...options] = process.argv.slice(2);
if (!existsSync(join(root, "bench", `${name}.ts`))) fail(`There is no bench/${name}.ts.`);
await buildProduct({ ifNeeded: true });
await bundle({ [`bench/${name}`]: `bench/${name}.ts` });
const env = { NODE_ENV: "production" };
const { code } = await run(process.execPath, ["--enable-source-maps", `dist/bench/${name}.mjs`, ...options], {
  env,
});
process.exit(code);
