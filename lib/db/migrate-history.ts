/** The migrations of this code, and how they stand to those a database says it has had. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "./error-code";

/** The database and the code disagree in a way that only a person can settle; the message is one sentence for them. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

export type Migration = {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
  /** Of the same text with the other line ends: a Windows checkout changes them, and Prisma forgives it too. */
  readonly otherChecksum: string;
};

/** One row of `_prisma_migrations` that was not rolled back. */
export type HistoryRow = { readonly name: string; readonly checksum: string; readonly finished: boolean };

/** `<stamp>_<name>/migration.sql`, oldest first. */
export async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error) => {
    throw new MigrationError(`The migrations cannot be read from ${directory}.`, { cause: error });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readMigration(directory, name)));
}

async function readMigration(directory: string, name: string): Promise<Migration> {
  const file = join(directory, name, "migration.sql");
  try {
    const sql = await readFile(file, "utf8");
    const unix = sql.replaceAll("\r\n", "\n");
    const other = unix === sql ? sql.replaceAll("\n", "\r\n") : unix;
    return { name, sql, checksum: sha256(sql), otherChecksum: sha256(other) };
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    throw new MigrationError(`Migration ${name} has no migration.sql: restore it or remove the directory.`, {
      cause: error,
    });
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What is to be applied, and what the database has beyond this code. */
export function compareHistory(migrations: readonly Migration[], history: readonly HistoryRow[]) {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const applied = new Set<string>();
  const ahead: string[] = [];
  for (const row of history) {
    const migration = known.get(row.name);
    refuseUnfinished(row);
    if (migration === undefined) ahead.push(row.name);
    else refuseChanged(row, migration);
    applied.add(row.name);
  }
  return { pending: migrations.filter(({ name }) => !applied.has(name)), ahead };
}

function refuseUnfinished({ name, finished }: HistoryRow): void {
  if (finished) return;
  throw new MigrationError(
    `Migration ${name} was begun by another tool and never finished: repair the database, then mark it with "prisma migrate resolve".`,
  );
}

function refuseChanged({ name, checksum }: HistoryRow, migration: Migration): void {
  if (checksum === migration.checksum || checksum === migration.otherChecksum) return;
  throw new MigrationError(
    `Migration ${name} was changed after it had been applied: restore the file, and put the change into a new migration.`,
  );
}
