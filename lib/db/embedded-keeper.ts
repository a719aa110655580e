/**
 * The registration of one Countersign process with an embedded server: a connection that holds a shared advisory lock for
 * as long as the process uses the server. The kernel closes it when the process dies, however it dies, so there is no
 * registration file to go stale and no pid to mistake. Whoever gets the lock alone is the last user and may stop the
 * server; whoever then comes finds the lock taken, waits for the server to go, and starts the next one.
 */
import { Client } from "pg";
import { EmbeddedError } from "./embedded-error";
import { DATABASE } from "./embedded-place";
import { codeOf } from "./error-code";

/** "CSGN"; in the database `postgres`, where nothing else takes locks. */
const USERS_LOCK = 0x43_53_47_4e;

export type Registration =
  | { readonly outcome: "registered"; readonly client: Client }
  | { readonly outcome: "absent" } // nobody listens there
  | { readonly outcome: "busy" }; // starting, recovering or stopping: look again

export async function register(url: string): Promise<Registration> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    application_name: "countersign keeper",
  });
  client.on("error", () => undefined); // the end of the connection is what counts, and has its own event
  try {
    await client.connect();
    if (await holds(client, "SELECT pg_try_advisory_lock_shared($1) AS held")) {
      return { outcome: "registered", client };
    }
  } catch (error) {
    const outcome = outcomeOf(error);
    if (outcome === null) throw refusal(error);
    await leave(client);
    return { outcome };
  }
  await leave(client);
  return { outcome: "busy" };
}

/** True when this was the last user; the server is then ours to stop, for as long as this connection lasts. */
export async function becomeLast(client: Client): Promise<boolean> {
  // First let go, then ask for all: of two that leave together, the later one to let go cannot be refused by the other.
  await client.query("SELECT pg_advisory_unlock_shared($1)", [USERS_LOCK]);
  return holds(client, "SELECT pg_try_advisory_lock($1) AS held");
}

/** Being registered is no reason for a process to stay alive; being about to ask something is. */
export const rest = (client: Client): void => socketOf(client).unref();
export const wake = (client: Client): void => socketOf(client).ref();

function socketOf(client: Client): { ref(): void; unref(): void } {
  // safe because pg's Client has both methods since 8.6; only its types leave them out
  return client as Client & { ref(): void; unref(): void };
}

export async function leave(client: Client): Promise<void> {
  await client.end().catch(() => undefined); // it is gone already, which is what we want
}

async function holds(client: Client, statement: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(statement, [USERS_LOCK]);
  return rows[0]?.held === true;
}

/** Makes our database in a fresh server. */
export async function ensureDatabase(client: Client): Promise<void> {
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (found.rows.length === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    const code = codeOf(error);
    if (code !== "42P04" && code !== "23505") throw refusal(error); // else another process made it at the same moment
  }
}

function outcomeOf(error: unknown): "absent" | "busy" | null {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
    case "ECONNREFUSED":
      return "absent";
    case "": // the connection ended, or took too long to be made
    case "ECONNRESET":
    case "EPIPE":
    case "EAGAIN":
    case "ETIMEDOUT":
    case "53300": // too many clients
    case "57P01": // shutting down under us
    case "57P02": // crashed under us
    case "57P03": // starting up or shutting down
      return "busy";
    default:
      return null;
  }
}

function refusal(cause: unknown): EmbeddedError {
  const code = codeOf(cause);
  if (code === "28P01" || code === "28000") {
    return new EmbeddedError(
      "The embedded PostgreSQL does not accept the password in its countersign.password: put the original file back.",
      { cause },
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    return new EmbeddedError(
      "The embedded PostgreSQL is running for another user of this machine: stop that one, or choose another COUNTERSIGN_DATA_DIR.",
      { cause },
    );
  }
  if (code === "53100") {
    return new EmbeddedError(
      "The disk that holds the embedded PostgreSQL is full: make room and start again.",
      {
        cause,
      },
    );
  }
  return new EmbeddedError(`The embedded PostgreSQL runs but cannot be used (${code}): see postgres.log.`, {
    cause,
  });
}
