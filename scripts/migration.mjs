// Writes the next migration: `node scripts/migration.mjs <what it does>`, after a change of prisma/schema.prisma.
import { join, relative } from "node:path";
import { bundle } from "./lib/bundle.mjs";
import { fail, requirePackages, root } from "./lib/house.mjs";

requirePackages();
await bundle({ "tools/new-migration": "lib/db/new-migration.ts" });
const { newMigration } = await import("../dist/tools/new-migration.mjs");
try {
  const file = await newMigration({
    name: process.argv.slice(2).join(" "),
    schemaFile: join(root, "prisma/schema.prisma"),
    directory: join(root, "prisma/migrations"),
    log: console.log,
  });
  console.log(
    file === null
      ? "The migrations say what the schema says; there is nothing to write."
      : `Wrote ${relative(root, file)}: read it, and add what Prisma cannot express.`,
  );
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
