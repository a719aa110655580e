import { createHash } from "node:crypto";
import { DatabaseError, Pool, type PoolClient, types } from "pg";
import { forget, remember } from "@/lib/runtime/remember";
import { Prisma } from "./generated/client";

/**
 * The way to the database of the few statements that every action runs: the same typed raw SQL as through Prisma, but
 * straight to the driver and pipelined. `BEGIN` travels with the first statement and `COMMIT` with the last, so a
 * transaction of four statements waits for the database twice less than it has statements, and no interpreter stands
 * between. Everything else goes through Prisma.
 */
export type Statements = {
  $queryRaw<T>(text: TemplateStringsArray, ...values: readonly unknown[]): Promise<T>;
  $executeRaw(text: TemplateStringsArray, ...values: readonly unknown[]): Promise<number>;
};

type Answer = {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
  readonly command: string;
};
type Prepared = { readonly text: string; readonly name?: string };

/** Statements that open with the comment `PREPARED` are planned once per connection: they are few, fixed and hot. */
const PREPARED = /^\s*\/\* PREPARED \*\//;

export const statementName = (text: string): string =>
  PREPARED.test(text) ? createHash("sha1").update(text).digest("base64url") : "";

const INT8 = 20;
const PARSERS = {
  // As Prisma reads it: a whole number that may not fit into a double.
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8 ? BigInt : types.getTypeParser(oid, format)) as typeof types.getTypeParser, // safe because it answers as pg's own does
};

const holder = (): { pool: Pool | null } => remember("pipeline", () => ({ pool: null }));

export function openPipeline(url: string, options: { readonly max: number; readonly options: string }): void {
  const pool = new Pool({
    connectionString: url,
    application_name: `countersign:${process.pid}`,
    keepAlive: true,
    connectionTimeoutMillis: 15_000,
    types: PARSERS,
    pipeline: true,
    ...options,
  } as ConstructorParameters<typeof Pool>[0]); // safe because the driver's types do not name `pipeline` yet
  // A connection that breaks says so to whoever waits for an answer; idle, it is replaced when the next one is wanted.
  // Unheard, its own event would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  holder().pool = pool;
}

export async function closePipeline(): Promise<void> {
  const { pool } = holder();
  forget("pipeline");
  await pool?.end();
}

function pool(): Pool {
  const { pool: open } = holder();
  if (!open) throw new Error("the database was used before it was opened");
  return open;
}

/** One statement by itself. */
export function statements(): Statements {
  return over((statement, values) =>
    pool()
      .query({ ...statement, values: [...values] })
      .catch(asLost),
  );
}

/** What a transaction leaves undone: the statement that `COMMIT` follows without waiting for its answer. */
export type Closing<T> = { readonly result: T; readonly last?: Promise<unknown> };

/** One READ COMMITTED transaction. It is committed when this resolves, and never when this rejects. */
export async function pipelined<T>(body: (tx: Statements) => Promise<Closing<T>>): Promise<T> {
  const client = await pool().connect().catch(asLost);
  const sent: Promise<unknown>[] = [];
  const send = (statement: Prepared, values: readonly unknown[]): Promise<Answer> => {
    const answer = client.query({ ...statement, values: [...values] }).catch(asLost);
    sent.push(answer);
    return answer;
  };
  try {
    void send({ text: "BEGIN" }, []).catch(() => undefined);
    const { result, last } = await body(over(send));
    const committed = send({ text: "COMMIT" }, []);
    await allOf([...sent, last ?? null, committed]);
    // PostgreSQL answers the COMMIT of a transaction that failed with ROLLBACK, and calls that no error.
    if ((await committed).command !== "COMMIT") throw new Error("a transaction was rolled back at its end");
    client.release();
    return result;
  } catch (error) {
    await abandon(client, sent);
    throw error;
  }
}

/** The first failure counts, and none is left unheard. */
async function allOf(work: readonly (Promise<unknown> | null)[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
}

async function abandon(client: PoolClient, sent: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(sent);
  const isClean = await client.query("ROLLBACK").then(
    () => true,
    () => false,
  );
  // A connection whose transaction cannot be ended takes it along.
  client.release(!isClean);
}

type Send = (statement: Prepared, values: readonly unknown[]) => Promise<Answer>;

function over(send: Send): Statements {
  const run = (text: TemplateStringsArray, values: readonly unknown[]): Promise<Answer> => {
    if (!values.some((value) => value instanceof Prisma.Sql)) return send(prepared(text), values);
    const whole = Prisma.sql(text, ...values);
    return send(named(whole.text), whole.values);
  };
  return {
    $queryRaw: async <T>(text: TemplateStringsArray, ...values: readonly unknown[]) =>
      (await run(text, values)).rows as T, // safe because the caller wrote the statement
    $executeRaw: async (text, ...values) => (await run(text, values)).rowCount ?? 0,
  };
}

/** A template is one object for as long as the process lives, so its text is put together once. */
const known = new WeakMap<TemplateStringsArray, Prepared>();

function prepared(template: TemplateStringsArray): Prepared {
  const before = known.get(template);
  if (before) return before;
  const statement = named(template.reduce((sql, part, index) => `${sql}$${index}${part}`));
  known.set(template, statement);
  return statement;
}

function named(text: string): Prepared {
  const name = statementName(text);
  return name === "" ? { text } : { text, name };
}

/** The driver says of a lost or a missing connection only in words that it is one. */
function asLost(error: unknown): never {
  const isPlain = error instanceof Error && !(error instanceof DatabaseError) && !("code" in error);
  if (!isPlain || error.constructor !== Error) throw error;
  throw Object.assign(new Error("the connection to the database was lost", { cause: error }), {
    code: "ConnectionClosed",
  });
}
