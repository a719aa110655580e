/**
 * The split of roles: one role owns the tables and migrates, the app runs as another. The app's role then reads and
 * writes rows, but cannot truncate a table, switch off a trigger or replace a function, so what the triggers protect is
 * protected from the app as well.
 */
import { type Client, escapeIdentifier } from "pg";
import { MigrationError } from "./migrate-history";

export async function grantAppRole(client: Client, appRole: string): Promise<void> {
  const { owner, schema, exists } = await circumstances(client, appRole);
  if (appRole === owner) return; // one role does both: readiness calls that `unsplit`
  if (!exists) throw new MigrationError(`The role ${appRole} of DATABASE_URL does not exist on this server.`);
  const role = escapeIdentifier(appRole);
  const inSchema = `IN SCHEMA ${escapeIdentifier(schema)}`;
  await client.query("BEGIN");
  try {
    await client.query(`
      GRANT USAGE ON SCHEMA ${escapeIdentifier(schema)} TO ${role};
      REVOKE ALL ON ALL TABLES ${inSchema} FROM ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES ${inSchema} TO ${role};
      REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${role};
      GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES ${inSchema} TO ${role};
      GRANT EXECUTE ON ALL FUNCTIONS ${inSchema} TO ${role};
      ALTER DEFAULT PRIVILEGES ${inSchema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role};
      ALTER DEFAULT PRIVILEGES ${inSchema} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO ${role};
      ALTER DEFAULT PRIVILEGES ${inSchema} GRANT EXECUTE ON FUNCTIONS TO ${role};
    `);
    await refuseTooMuch(client, appRole, owner, schema);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined); // the connection may be what failed
    throw error;
  }
}

async function circumstances(client: Client, appRole: string) {
  const { rows } = await client.query<{ owner: string; schema: string | null; exists: boolean }>(
    `SELECT current_user::text AS owner, current_schema()::text AS schema,
            EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1) AS exists`,
    [appRole],
  );
  const row = rows[0];
  if (row === undefined || row.schema === null) {
    throw new MigrationError("The database has no schema in the search path of the migrating role.");
  }
  return { owner: row.owner, schema: row.schema, exists: row.exists };
}

/** A split that the app's role can undo is no split: better not to start than to believe in it. */
async function refuseTooMuch(client: Client, appRole: string, owner: string, schema: string): Promise<void> {
  const { rows } = await client.query<{ reason: string | null }>(
    `SELECT CASE
        WHEN (SELECT rolsuper FROM pg_roles WHERE rolname = $1) THEN 'is a superuser'
        WHEN (SELECT rolcreaterole AND current_setting('server_version_num')::int < 160000
                FROM pg_roles WHERE rolname = $1) THEN 'may create roles, and so join any role,'
        WHEN pg_has_role($1, $2, 'MEMBER') THEN 'is a member of ' || $2
        WHEN EXISTS (SELECT 1 FROM pg_class
                      WHERE relnamespace = $3::regnamespace AND relkind IN ('r', 'p')
                        AND pg_has_role($1, relowner, 'MEMBER')) THEN 'owns tables'
        WHEN EXISTS (SELECT 1 FROM pg_class
                      WHERE relnamespace = $3::regnamespace AND relkind IN ('r', 'p')
                        AND (has_table_privilege($1, oid, 'TRUNCATE') OR has_table_privilege($1, oid, 'TRIGGER')))
          THEN 'may truncate tables or add triggers'
      END AS reason`,
    [appRole, owner, escapeIdentifier(schema)],
  );
  const reason = rows[0]?.reason ?? null;
  if (reason === null) return;
  throw new MigrationError(
    `The role ${appRole} of DATABASE_URL ${reason}, so the append-only tables would not be safe from it: give DATABASE_URL an ordinary role, or unset DATABASE_MIGRATION_URL.`,
  );
}
