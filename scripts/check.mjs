// The quick half of the tests: `npm run check`. No network, no database, under a minute or two.
import { requireNode, requirePackages } from "./lib/house.mjs";
import { checkStages } from "./lib/stages.mjs";
import { plainLine, sum } from "./lib/tally.mjs";

requireNode();
requirePackages();
const total = sum(await checkStages());
console.log(`\n${plainLine(total)}`);
process.exit(total.failed === 0 ? 0 : 1);
