/** `node scripts/migration.mjs <name>`: writes the next migration, from the migrations there are to prisma/schema.prisma. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processClock } from "@/lib/runtime/clock";
import { openEmbedded } from "./embedded";
import { migrate } from "./migrate";
import { MigrationError } from "./migrate-history";
import { schemaDrift } from "./schema-drift";

export type NewMigrationOptions = {
  /** What it does, in a few words. */
  readonly name: string;
  readonly schemaFile: string;
  readonly directory: string;
  readonly log: (message: string) => void;
};

/**
 * Returns the path of the migration, or null when the schema asks for none. Whatever Prisma cannot express is for the
 * author to add by hand before anybody applies it.
 */
export async function newMigration({ name, schemaFile, directory, log }: NewMigrationOptions) {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  if (slug === "") throw new MigrationError("A migration needs a name that says what it does.");
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-migration-"));
  try {
    const embedded = await openEmbedded({ dataDir, log: () => undefined });
    try {
      await migrate({ url: embedded.url, directory, log });
      const sql = await schemaDrift(embedded.url, schemaFile);
      return sql === "" ? null : await writeMigration(directory, slug, sql);
    } finally {
      await embedded.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function writeMigration(directory: string, slug: string, sql: string): Promise<string> {
  const stamp = processClock().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = join(directory, `${stamp}_${slug}`);
  await mkdir(folder);
  const file = join(folder, "migration.sql");
  await writeFile(file, sql, { flag: "wx" });
  return file;
}
