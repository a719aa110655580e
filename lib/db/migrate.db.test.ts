import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { MigrationError, migrate, migrationStatus } from "./migrate";
import { ask } from "./test-embedded";
import { withDatabase } from "./testing";

let directory = "";
let url = "";
let count = 0;

const admin = () => inject("databaseAdminUrl");
const log = () => undefined;

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, "migration.sql"), sql);
}

const history = () =>
  ask<Record<string, unknown>>(url, "SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name");

const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "countersign-migrations-"));
  const name = `scratch_${process.pid}_${count++}`;
  await ask(admin(), `CREATE DATABASE ${name}`);
  url = withDatabase(admin(), name);
});

afterEach(async () => {
  await ask(admin(), `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  await rm(directory, { recursive: true, force: true });
});

describe("migrate", () => {
  it("applies what is missing, in order, and nothing a second time", async () => {
    await write("20260102000000_second", "INSERT INTO thing VALUES (2)");
    await write("20260101000000_first", "CREATE TABLE thing (n int); INSERT INTO thing VALUES (1)");
    expect(await migrate({ url, directory, log })).toEqual({
      applied: ["20260101000000_first", "20260102000000_second"],
      ahead: [],
    });
    await write("20260103000000_third", "INSERT INTO thing VALUES (3)");
    expect((await migrate({ url, directory, log })).applied).toEqual(["20260103000000_third"]);
    expect((await migrate({ url, directory, log })).applied).toEqual([]);
    expect(await ask(url, "SELECT n FROM thing ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it("writes the rows that Prisma writes", async () => {
    const sql = "CREATE TABLE thing (n int)";
    await write("20260101000000_first", sql);
    await migrate({ url, directory, log });
    expect(await history()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        checksum: createHash("sha256").update(sql).digest("hex"),
        finished_at: expect.any(Date),
        migration_name: "20260101000000_first",
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      },
    ]);
  });

  it("migrates once when several start at once", async () => {
    for (const n of [1, 2, 3]) await write(`2026010${n}000000_step`, `CREATE TABLE thing_${n} (n int)`);
    const results = await Promise.all([1, 2, 3, 4].map(() => migrate({ url, directory, log })));
    expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 3]);
    expect(await history()).toHaveLength(3);
  });

  it("leaves nothing of a migration that fails, keeps those before it, and succeeds once it is mended", async () => {
    await write("20260101000000_good", "CREATE TABLE good (n int)");
    await write("20260102000000_bad", "CREATE TABLE half (n int); SELECT 1/0");
    const error = await rejection(migrate({ url, directory, log }));
    expect(error).toBeInstanceOf(MigrationError);
    expect(error).toMatchObject({
      message: "Migration 20260102000000_bad failed and was rolled back (22012): division by zero",
    });
    expect((await history()).map((row) => row.migration_name)).toEqual(["20260101000000_good"]);
    expect(await ask(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    await write("20260102000000_bad", "CREATE TABLE half (n int)");
    expect((await migrate({ url, directory, log })).applied).toEqual(["20260102000000_bad"]);
  });

  it("refuses a migration that ends its own transaction", async () => {
    await write(
      "20260101000000_sly",
      "CREATE TABLE thing (n int); COMMIT; BEGIN; CREATE TABLE other (n int)",
    );
    await expect(migrate({ url, directory, log })).rejects.toThrow(
      /take BEGIN, COMMIT and ROLLBACK out of it/,
    );
    expect(await history()).toEqual([]);
  });

  it("refuses when an applied migration was changed, and forgives other line ends", async () => {
    await write("20260101000000_first", "CREATE TABLE thing (\n  n int\n);\n");
    await migrate({ url, directory, log });
    await write("20260101000000_first", "CREATE TABLE thing (\r\n  n int\r\n);\r\n");
    expect((await migrate({ url, directory, log })).applied).toEqual([]);
    await write("20260101000000_first", "CREATE TABLE thing (n bigint)");
    await write("20260102000000_next", "CREATE TABLE next (n int)");
    const changed = /^Migration 20260101000000_first was changed after it had been applied: /;
    await expect(migrate({ url, directory, log })).rejects.toThrow(changed);
    await expect(migrationStatus(url, directory)).rejects.toThrow(changed);
    expect(await history()).toHaveLength(1);
  });

  it("refuses while another tool's migration is unfinished, and goes on when it was rolled back", async () => {
    await write("20260101000000_first", "CREATE TABLE thing (n int)");
    await migrate({ url, directory, log });
    await write("20260102000000_stuck", "CREATE TABLE stuck (n int)");
    await ask(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '20260102000000_stuck')`,
    );
    await expect(migrate({ url, directory, log })).rejects.toThrow(
      /20260102000000_stuck was begun by another tool/,
    );
    await ask(url, "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'");
    expect((await migrate({ url, directory, log })).applied).toEqual(["20260102000000_stuck"]);
  });

  it("lets older code meet a newer database, and says what it does not know", async () => {
    await write("20260101000000_first", "CREATE TABLE thing (n int)");
    await write("20260102000000_newer", "ALTER TABLE thing ADD COLUMN m int");
    await migrate({ url, directory, log });
    await rm(join(directory, "20260102000000_newer"), { recursive: true });
    const said: string[] = [];
    expect(await migrate({ url, directory, log: (message) => said.push(message) })).toEqual({
      applied: [],
      ahead: ["20260102000000_newer"],
    });
    expect(said).toEqual(["the database is newer than this version: it has 20260102000000_newer"]);
    expect(await migrationStatus(url, directory)).toEqual({ pending: [], ahead: ["20260102000000_newer"] });
  });

  it("says what is pending, also of a database that was never migrated", async () => {
    await write("20260101000000_first", "CREATE TABLE thing (n int)");
    expect(await migrationStatus(url, directory)).toEqual({ pending: ["20260101000000_first"], ahead: [] });
    await migrate({ url, directory, log });
    expect(await migrationStatus(url, directory)).toEqual({ pending: [], ahead: [] });
  });

  it("refuses a directory that is not there, or holds half a migration", async () => {
    await expect(migrate({ url, directory: join(directory, "gone"), log })).rejects.toThrow(MigrationError);
    await mkdir(join(directory, "20260101000000_empty"));
    await expect(migrate({ url, directory, log })).rejects.toThrow(
      /20260101000000_empty has no migration.sql/,
    );
  });
});

describe("the app's role", () => {
  const migrations = join(import.meta.dirname, "../../prisma/migrations");
  let appRole = "";
  let appUrl = "";

  beforeEach(async () => {
    appRole = `app_${process.pid}_${count}`;
    await ask(admin(), `CREATE ROLE ${appRole} LOGIN PASSWORD 'app'`);
    const changed = new URL(url);
    changed.username = appRole;
    changed.password = "app";
    appUrl = changed.href;
  });

  afterEach(async () => {
    await ask(url, `DROP OWNED BY ${appRole}`);
    await ask(admin(), `DROP ROLE ${appRole}`);
  });

  it("uses what the migrations make, now and later", async () => {
    const made = (n: number) => `CREATE TABLE thing_${n} (id serial PRIMARY KEY, n int);
      CREATE FUNCTION twice_${n}(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'`;
    await write("20260101000000_first", made(1));
    await migrate({ url, directory, appRole, log });
    await write("20260102000000_second", made(2));
    await migrate({ url, directory, log }); // default privileges cover what later migrations make
    for (const n of [1, 2]) {
      await ask(appUrl, `INSERT INTO thing_${n} (n) VALUES (twice_${n}(4)); UPDATE thing_${n} SET n = n + 1`);
      expect(await ask(appUrl, `DELETE FROM thing_${n} RETURNING id, n`)).toEqual([{ id: 1, n: 9 }]);
    }
    expect(await migrationStatus(appUrl, directory)).toEqual({ pending: [], ahead: [] });
  });

  it("cannot switch off, drop or get around the triggers of the append-only tables", async () => {
    await migrate({ url, directory: migrations, appRole, log });
    const protectedTables = await ask<{ name: string; trigger: string }>(
      url,
      `SELECT c.relname AS name, t.tgname AS trigger FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled = 'A'`,
    );
    expect(protectedTables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["ledger_entry", "request_event"]),
    );
    for (const { name, trigger } of protectedTables) {
      for (const statement of [
        `ALTER TABLE "${name}" DISABLE TRIGGER "${trigger}"`,
        `DROP TRIGGER "${trigger}" ON "${name}"`,
        `TRUNCATE "${name}"`,
        `DROP TABLE "${name}" CASCADE`,
        `ALTER TABLE "${name}" OWNER TO ${appRole}`,
        `CREATE TRIGGER mine BEFORE INSERT ON "${name}" FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      ]) {
        expect(await rejection(ask(appUrl, statement)), statement).toMatchObject({ code: "42501" });
      }
    }
    for (const statement of [
      "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      "DROP FUNCTION refuse_change() CASCADE",
      "SET session_replication_role = replica",
      "UPDATE _prisma_migrations SET checksum = ''",
      "DELETE FROM _prisma_migrations",
      "CREATE TABLE planted (n int)",
    ]) {
      expect(await rejection(ask(appUrl, statement)), statement).toMatchObject({ code: "42501" });
    }
  });

  it.each([
    ["is a superuser", (role: string) => `ALTER ROLE ${role} SUPERUSER`],
    ["is a member of countersign", (role: string) => `GRANT countersign TO ${role}`],
    [
      "may truncate tables or add triggers",
      () => "CREATE TABLE open (n int); GRANT TRUNCATE ON open TO PUBLIC",
    ],
  ])("is refused when it %s", async (reason, prepare) => {
    await ask(url, prepare(appRole));
    const error = await rejection(migrate({ url, directory, appRole, log }));
    expect(error).toBeInstanceOf(MigrationError);
    expect(String(error)).toContain(`The role ${appRole} of DATABASE_URL ${reason}`);
  });

  it("is refused when there is no such role", async () => {
    await expect(migrate({ url, directory, appRole: "nobody_here", log })).rejects.toThrow(
      "The role nobody_here of DATABASE_URL does not exist on this server.",
    );
  });
});

describe("while another process migrates", () => {
  it("the next one waits, and says so", async () => {
    await write("20260101000000_first", "CREATE TABLE thing (n int)");
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query("SELECT pg_advisory_lock(72707369)");
    let work: Promise<unknown> = Promise.resolve();
    const said = new Promise<string>((resolve) => {
      work = migrate({ url, directory, log: resolve });
    });
    expect(await said).toBe("waiting for another process to finish migrating");
    await holder.end();
    expect(await work).toEqual({ applied: ["20260101000000_first"], ahead: [] });
  });
});
