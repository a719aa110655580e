/**
 * Applies prisma/migrations at start. Prisma's own `migrate deploy` needs an engine that it downloads; this needs nothing,
 * and writes the same `_prisma_migrations` rows, so that either can take over from the other on one database.
 */
import { Client } from "pg";
import { newUuid } from "@/lib/runtime/ids";
import { codeOf } from "./error-code";
import { grantAppRole } from "./migrate-grants";
import { compareHistory, type Migration, MigrationError, readMigrations } from "./migrate-history";

export { MigrationError } from "./migrate-history";

/** Prisma takes this very lock for `migrate deploy`: whoever migrates, migrates alone. */
const MIGRATION_LOCK = 72_707_369;

/** Prisma's table, to the letter. */
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

const PATIENCE_MS = 2_000;

export type MigrateOptions = {
  /** Of the role that will own the tables. */
  readonly url: string;
  readonly directory: string;
  /** The role the app runs as, when that is another one: it gets the use of the tables and nothing more. */
  readonly appRole?: string;
  readonly log: (message: string) => void;
};

export type Migrated = {
  readonly applied: readonly string[];
  /** In the database but not in this code: during a rolling deploy the older processes meet a newer database. */
  readonly ahead: readonly string[];
};

/** Brings the database up to the code. Throws `MigrationError` when that needs a person. */
export async function migrate(options: MigrateOptions): Promise<Migrated> {
  const migrations = await readMigrations(options.directory);
  return withClient(options.url, async (client) => {
    await client.query("SET statement_timeout = 0");
    await lock(client, options.log);
    try {
      const { pending, ahead } = await plan(client, migrations);
      if (ahead.length > 0)
        options.log(`the database is newer than this version: it has ${ahead.join(", ")}`);
      for (const migration of pending) {
        await apply(client, migration);
        options.log(`applied migration ${migration.name}`);
      }
      if (options.appRole !== undefined) await grantAppRole(client, options.appRole);
      return { applied: pending.map(({ name }) => name), ahead };
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    }
  });
}

/** What readiness asks: is every migration of this code in the database? */
export async function migrationStatus(
  url: string,
  directory: string,
): Promise<{ readonly pending: readonly string[]; readonly ahead: readonly string[] }> {
  const migrations = await readMigrations(directory);
  return withClient(url, async (client) => {
    const { pending, ahead } = compareHistory(migrations, await readHistory(client));
    return { pending: pending.map(({ name }) => name), ahead };
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: "countersign migrate" });
  client.on("error", () => undefined); // the query under way fails and says so
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function lock(client: Client, log: (message: string) => void): Promise<void> {
  const impatience = setTimeout(() => log("waiting for another process to finish migrating"), PATIENCE_MS);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  } finally {
    clearTimeout(impatience);
  }
}

async function plan(client: Client, migrations: readonly Migration[]) {
  const history = await readHistory(client);
  if (history.length === 0) await client.query(HISTORY_TABLE);
  return compareHistory(migrations, history);
}

async function readHistory(client: Client) {
  const exists = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found");
  if (exists.rows[0]?.found !== true) return [];
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

/** One transaction for the migration and its row: there is no half applied migration to clean up after. */
async function apply(client: Client, { name, checksum, sql }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL lock_timeout = '30s'"); // rather fail than queue everybody behind us
    const before = await transactionId(client);
    await client.query(sql);
    if ((await transactionId(client)) !== before) {
      throw new MigrationError(
        `Migration ${name} ends the transaction it runs in: take BEGIN, COMMIT and ROLLBACK out of it.`,
      );
    }
    await client.query(
      `INSERT INTO _prisma_migrations
         (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [newUuid(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined); // the connection may be what failed
    if (error instanceof MigrationError) throw error;
    throw new MigrationError(
      `Migration ${name} failed and was rolled back (${codeOf(error) || "connection lost"}): ${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function transactionId(client: Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>("SELECT pg_current_xact_id()::text AS id");
  return rows[0]?.id ?? "";
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
