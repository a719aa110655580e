import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { forget, remember } from "@/lib/runtime/remember";
import { Prisma, PrismaClient } from "./generated/client";

/**
 * The one Prisma client of this process. Statements that open with the comment `PREPARED` are planned once per
 * connection: they are few, fixed and hot.
 */
export { Prisma };
export type Tx = Prisma.TransactionClient;

type Holder = { client: PrismaClient | null; url: string | null };
const holder = (): Holder => remember("database", () => ({ client: null, url: null }));

const PREPARED = /^\s*\/\* PREPARED \*\//;

/**
 * A prepared statement keeps its plan while tables grow from nothing to millions of rows. Every statement of ours has an
 * index to go by, so a plan that reads a whole table was only ever right for an empty one.
 */
const PLANNING = "-c enable_seqscan=off";

export function openDatabase(url: string, poolSize = 24): void {
  const application_name = `countersign:${process.pid}`;
  const adapter = new PrismaPg(
    { connectionString: url, max: poolSize, application_name, keepAlive: true, options: PLANNING },
    {
      statementNameGenerator: (query) =>
        PREPARED.test(query.sql) ? createHash("sha1").update(query.sql).digest("base64url") : "",
    },
  );
  const holding = holder();
  holding.client = new PrismaClient({ adapter, transactionOptions: { maxWait: 15_000, timeout: 60_000 } });
  holding.url = url;
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
  await client?.$disconnect();
}

/** SQLSTATE of a database error, whatever wrapped it; null for anything else. */
export function sqlState(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
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
export async function transaction<T>(body: (tx: Tx) => Promise<T>, attempts = 4): Promise<T> {
  try {
    return await database().$transaction(body);
  } catch (error) {
    const state = sqlState(error);
    if (attempts <= 1 || state === null || !RETRIED.has(state)) throw error;
    return transaction(body, attempts - 1);
  }
}
