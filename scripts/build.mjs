// Builds the product: `npm run build`. With --if-needed, only when no current build is there.
import { fail, requireNode } from "./lib/house.mjs";
import { buildProduct } from "./lib/product.mjs";

requireNode();
try {
  await buildProduct({ ifNeeded: process.argv.includes("--if-needed") });
  process.exit(0);
} catch (error) {
  fail(`The build failed: ${error.message}`);
}
