/**
 * What Prisma's own schema engine says separates a database from prisma/schema.prisma. For development and tests only:
 * the engine (@prisma/schema-engine-wasm) is not there in production. It looks at tables, columns, keys, foreign keys,
 * enums and plain indexes; triggers, functions, checks, partial and expression indexes are beyond Prisma and not judged.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Pool } from "pg";
import { remember } from "@/lib/runtime/remember";
import { readMigrations } from "./migrate-history";

/** The SQL that would bring the database to the schema; empty when they agree. */
export async function schemaDrift(url: string, schemaFile: string): Promise<string> {
  const file = { path: schemaFile, content: await readFile(schemaFile, "utf8") };
  return withEngine(url, file, async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "schemaDatasource", files: [file], configDir: join(schemaFile, "..") },
      to: { tag: "schemaDatamodel", files: [file] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? "" : (stdout ?? "");
  });
}

/** Whether Prisma reads the history that our applier wrote as its own, complete and unchanged; else what it objects to. */
export async function historyDoubts(url: string, schemaFile: string, directory: string) {
  const file = { path: schemaFile, content: await readFile(schemaFile, "utf8") };
  const migrations = await readMigrations(directory);
  return withEngine(url, file, async (engine) => {
    const { editedMigrationNames, failedMigrationNames, history } = await engine.diagnoseMigrationHistory({
      migrationsList: {
        baseDir: directory,
        lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
        shadowDbInitScript: "",
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
        })),
      },
      optInToShadowDatabase: false,
      filters: { externalTables: [], externalEnums: [] },
    });
    return { edited: editedMigrationNames, failed: failedMigrationNames, history };
  });
}

type Bindings = typeof import("@prisma/schema-engine-wasm/schema_engine_bg");
type Engine = Awaited<ReturnType<Bindings["SchemaEngine"]["new"]>>;

async function withEngine<T>(
  url: string,
  schema: { readonly path: string; readonly content: string },
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await engineBindings();
  const panic = panicOf();
  const pool = new Pool({ connectionString: url, max: 1 });
  pool.on("error", () => undefined); // the query under way fails and says so
  try {
    const made = SchemaEngine.new(
      { datamodels: [[schema.path, schema.content]] },
      () => undefined, // its log
      adapterFactory(pool),
    );
    const engine = await Promise.race([made, panic]);
    try {
      return await Promise.race([work(engine), panic]);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

/** A panic leaves the promise of the call unsettled for ever; the engine reports it through this global instead. */
function panicOf(): Promise<never> {
  const panic = new Promise<never>((_, reject) => {
    const registry = {
      set_message: (message: string) => reject(new Error(`the schema engine failed: ${message}`)),
    };
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry });
  });
  panic.catch(() => undefined); // heard only while a call is under way
  return panic;
}

/** One instance a process: the bindings remember the memory of the one they were given. */
const engineBindings = (): Promise<Bindings> => remember("schema-engine", loadEngine);

/** The package is made for bundlers, which load WebAssembly by themselves; Node has to be helped. */
async function loadEngine(): Promise<Bindings> {
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const script = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const { instance } = await WebAssembly.instantiate(await readFile(script.replace(/\.js$/, ".wasm")), {
    "./schema_engine_bg.js": { ...bindings },
  });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
  return bindings;
}

/**
 * Prisma's adapter for `pg`, reduced to what the schema engine asks. Not @prisma/adapter-pg, which refuses the type
 * "char" that PostgreSQL's catalogs are full of.
 */
function adapterFactory(pool: Pool): object {
  const adapter = {
    provider: "postgres",
    adapterName: "countersign schema drift",
    queryRaw: guarded(async ({ sql, args }: Query) => {
      const { fields, rows } = await pool.query<unknown[]>({
        text: sql,
        values: [...args],
        rowMode: "array",
      });
      return {
        columnNames: fields.map(({ name }) => name),
        columnTypes: fields.map(({ dataTypeID }) => columnType(dataTypeID)),
        rows: rows.map((row) => row.map((value) => (value instanceof Date ? value.toISOString() : value))),
      };
    }),
    executeRaw: guarded(
      async ({ sql, args }: Query) => (await pool.query({ text: sql, values: [...args] })).rowCount ?? 0,
    ),
    executeScript: guarded(async (sql: string) => void (await pool.query(sql))),
    startTransaction: guarded(() => Promise.reject(new Error("the schema engine is only asked to look"))),
    getConnectionInfo: () => succeeded({ schemaName: "public", supportsRelationJoins: true }),
    dispose: guarded(async () => undefined),
  };
  const connect = guarded(async () => adapter);
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connect,
    connectToShadowDb: connect,
  };
}

type Query = { readonly sql: string; readonly args: readonly unknown[] };

function succeeded<T>(value: T): object {
  return {
    ok: true,
    value,
    map: <U>(change: (value: T) => U) => succeeded(change(value)),
    flatMap: <U>(change: (value: T) => U) => change(value),
  };
}

function failed(error: unknown): object {
  const { message } = error instanceof Error ? error : { message: String(error) };
  const result = { ok: false, error: { kind: "postgres", code: "XX000", severity: "ERROR", message } };
  return { ...result, map: () => result, flatMap: () => result };
}

/** The engine cannot catch what JavaScript throws; it is handed results. */
function guarded<A extends unknown[], T>(work: (...args: A) => Promise<T>) {
  return (...args: A): Promise<object> => work(...args).then(succeeded, failed);
}

/** Prisma's number for a PostgreSQL type: those its questions to the catalogs answer with. */
function columnType(oid: number): number {
  const type = COLUMN_TYPES.get(oid);
  if (type === undefined) throw new Error(`the schema engine asked for a column of type ${oid}`);
  return type;
}

const COLUMN_TYPES = new Map([
  [16, 5], // bool
  [18, 6], // "char"
  [19, 7], // name
  [20, 1], // int8
  [21, 0], // int2
  [23, 0], // int4
  [25, 7], // text
  [26, 1], // oid
  [1002, 70], // "char"[]
  [1003, 71], // name[]
  [1005, 64], // int2[]
  [1009, 71], // text[]
  [1042, 7], // char(n)
  [1043, 7], // varchar
  [1184, 10], // timestamptz
]);
