/** A real database for a test: migrated, empty, its own, and local. */
import { Client, escapeIdentifier } from "pg";
import { inject } from "vitest";
import { newUuid } from "@/lib/runtime/ids";
import { remember } from "@/lib/runtime/remember";

export const TEMPLATE_DATABASE = "countersign_template";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the server that testing-setup.ts started for this run. */
    databaseAdminUrl: string;
  }
}

/** Only one worker at a time copies the template (PostgreSQL demands it) and clears away what finished ones left. */
const CLONE_LOCK = 0x54_45_53_54;

/** The database of this test worker: a copy of the template, made at the first call. */
export function testDatabaseUrl(): Promise<string> {
  return remember("test-database", cloneTemplate);
}

async function cloneTemplate(): Promise<string> {
  const adminUrl = inject("databaseAdminUrl");
  assertLocal(adminUrl);
  const name = `test_${newUuid().replaceAll("-", "")}`;
  const url = withDatabase(adminUrl, name);
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query("SELECT pg_advisory_lock($1)", [CLONE_LOCK]);
    await dropAbandoned(admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
    await occupy(url);
  } finally {
    await admin.end();
  }
  return url;
}

/** A connection for as long as the worker lives: a copy that nobody is connected to has no owner any more. */
async function occupy(url: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: "test worker" });
  client.on("error", () => undefined); // the server is stopped at the end of the run
  await client.connect();
  // safe because pg's Client has unref since 8.6; only its types leave it out
  (client as Client & { unref(): void }).unref();
}

async function dropAbandoned(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database
      WHERE datname LIKE 'test\\_%' AND oid NOT IN (SELECT datid FROM pg_stat_activity WHERE datid IS NOT NULL)`,
  );
  for (const { name } of rows) await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)}`);
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Tests delete and overwrite: a slip of an environment variable must not point them at somebody's data. */
export function assertLocal(url: string): void {
  const { hostname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? hostname;
  const isLocal = host.startsWith("/") || ["localhost", "127.0.0.1", "[::1]", "::1"].includes(host);
  if (!isLocal) throw new Error(`tests refuse the database on ${host}: it is not on this machine`);
}
