// Makes the database client (`npm run generate`): lib/db/generated, from prisma/schema.prisma. Cheap to call always; it
// does nothing while the client on disk is the schema's.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fail, root, runTool } from "./lib/house.mjs";
import { isCurrent, takeStamp, writeStamp } from "./lib/stamp.mjs";
import { inTurn } from "./lib/turn.mjs";

const stampPath = "lib/db/generated/.stamp.json";
const inputs = ["prisma/schema.prisma", "scripts/generate.mjs", "node_modules/prisma/package.json"];

const isMade = () => existsSync(join(root, "lib/db/generated/client.ts")) && isCurrent(stampPath, inputs);

async function make() {
  if (isMade()) return;
  const stamp = takeStamp(inputs);
  const { code, output } = await runTool("prisma", ["generate", "--schema", "prisma/schema.prisma"], {
    quiet: true,
    env: {
      // Generating needs no engine, yet Prisma downloads one unless it is told of a file that exists.
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY || process.execPath,
      CHECKPOINT_DISABLE: "1", // asks the network for news
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    },
  });
  if (code !== 0) fail(`prisma generate failed:\n${output}`);
  writeStamp(stampPath, stamp);
}

if (!isMade()) await inTurn("generate", make);
