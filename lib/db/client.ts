import { PrismaPg } from "@prisma/adapter-pg";
import { DatabaseError } from "pg";
import { forget, remember } from "@/lib/runtime/remember";
import { Prisma, PrismaClient } from "./generated/client";
import {
  type Closing,
  closePipeline,
  openPipeline,
  pipelined,
  type Statements,
  statementName,
} from "./pipeline";

/** The one Prisma client of this process, and beside it the pipeline of what every action runs. */
export { Prisma };
/** A transaction that takes raw statements, whichever way it came about. */
export type Tx = Statements;
/** A transaction of Prisma's own. */
export type ModelTx = Prisma.TransactionClient;

type Holder = { client: PrismaClient | null; url: string | null };
const holder = (): Holder => remember("database", () => ({ client: null, url: null }));

/**
 * A prepared statement keeps its plan while tables grow from nothing to millions of rows. Every statement of ours has an
 * index to go by, so a plan that reads a whole table was only ever right for an empty one.
 */
const PLANNING = "-c enable_seqscan=off";

/** Connections a process may hold: half of them for what every action runs. */
export function openDatabase(url: string, poolSize = 24): void {
  const half = Math.ceil(poolSize / 2);
  const application_name = `countersign:${process.pid}`;
  const adapter = new PrismaPg(
    { connectionString: url, max: half, application_name, keepAlive: true, options: PLANNING },
    {
      statementNameGenerator: (query) => statementName(query.sql),
    },
  );
  const holding = holder();
  holding.client = new PrismaClient({ adapter, transactionOptions: { maxWait: 15_000, timeout: 60_000 } });
  holding.url = url;
  openPipeline(url, { max: half, options: PLANNING });
}

export function database(): PrismaClient {
  const { client } = holder();
  if (!client) throw new Error("the database was used before it was opened");
  return client;
}

export function databaseUrl(): string {
  const { url } = holder();
  if (!url) throw new Error("the database was used before it was opened");
  return url;
}

export async function closeDatabase(): Promise<void> {
  const { client } = holder();
  forget("database");
  await Promise.all([client?.$disconnect(), closePipeline()]);
}

/** SQLSTATE of a database error, whatever wrapped it; null for anything else. */
export function sqlState(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  if (error instanceof DatabaseError) return error.code ?? null;
  if ("meta" in error && typeof error.meta === "object" && error.meta !== null) {
    const { meta } = error;
    if ("code" in meta && typeof meta.code === "string") return meta.code;
    if ("driverAdapterError" in meta) return sqlState(meta.driverAdapterError);
  }
  if ("cause" in error && typeof error.cause === "object" && error.cause !== null) {
    const { cause } = error;
    if ("originalCode" in cause && typeof cause.originalCode === "string") return cause.originalCode;
    return sqlState(cause);
  }
  return null;
}

const RETRIED = new Set(["40001", "40P01"]); // serialization failure, deadlock: PostgreSQL asks for another try

/** Run in one READ COMMITTED transaction; a deadlock's victim tries again. Never call the network inside. */
export async function transaction<T>(body: (tx: ModelTx) => Promise<T>): Promise<T> {
  return unlessVictim(() => database().$transaction(body));
}

/** The same through the pipeline, for what every action runs. */
export async function hotTransaction<T>(body: (tx: Tx) => Promise<Closing<T>>): Promise<T> {
  return unlessVictim(() => pipelined(body));
}

async function unlessVictim<T>(run: () => Promise<T>, attempts = 4): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const state = sqlState(error);
    if (attempts <= 1 || state === null || !RETRIED.has(state)) throw error;
    return unlessVictim(run, attempts - 1);
  }
}
