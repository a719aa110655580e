/**
 * The embedded default: a private PostgreSQL under the data directory, shared by every Countersign process that uses the
 * directory. PostgreSQL's own interlock (postmaster.pid) decides who starts it, a lock inside it (embedded-keeper.ts)
 * decides who stops it; so there is no lock file of ours that a killed process could leave behind.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { type Binaries, findBinaries } from "./embedded-binaries";
import { hasCluster, initialise, readPassword } from "./embedded-cluster";
import { EmbeddedError, logTail, serverTrouble } from "./embedded-error";
import { chooseIdentity, type Identity } from "./embedded-identity";
import {
  becomeLast,
  ensureDatabase,
  leave,
  type Registration,
  register,
  rest,
  wake,
} from "./embedded-keeper";
import type { Endpoint, Place } from "./embedded-place";
import {
  DATABASE,
  isAlive,
  isServerOf,
  openPlace,
  readPidFile,
  socketDirectory,
  urlOf,
} from "./embedded-place";
import { freePort, type Started, startServer, stopServer, worthAnotherTry } from "./embedded-server";

export { EmbeddedError } from "./embedded-error";

export type EmbeddedDatabase = {
  /** For `pg` and for Prisma. It holds the password: do not log it. */
  readonly url: string;
  /** Whether the server was running already. */
  readonly joined: boolean;
  /** Leaves the server, and stops it if no other process uses it. Calling it again waits for the first call. */
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Chosen by the platform: a Unix socket where there are some, else a random port of 127.0.0.1. */
  readonly transport?: "socket" | "tcp";
  readonly patienceSeconds?: number;
};

const RUNNING_MB = 17; // one piece of the log PostgreSQL writes ahead, and its lock files
const LONGEST_PAUSE_MS = 5_000;

type House = {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly transport: "socket" | "tcp";
  readonly patienceSeconds: number;
  readonly log: (message: string) => void;
  /** Where the server was when we first reached it: a restarted one must be found at the same URL. */
  endpoint: Endpoint | null;
};

type Hold = { readonly client: Client; readonly joined: boolean };

export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const place = await openPlace(options.dataDir);
  const house: House = {
    place,
    binaries: await findBinaries(place.dataDir),
    transport: options.transport ?? (process.platform === "win32" ? "tcp" : "socket"),
    patienceSeconds: options.patienceSeconds ?? 30,
    log: options.log,
    endpoint: null,
  };
  if (!(await hasCluster(place, house.binaries.major))) {
    house.log(`making the embedded database in ${place.cluster}`);
    await initialise(place, house.binaries, await chooseIdentity(place, house.binaries));
  }
  const first = await acquire(house);
  try {
    await ensureDatabase(first.client);
  } catch (error) {
    await release(house, first.client);
    throw error;
  }
  house.endpoint = (await readPidFile(place))?.endpoint ?? house.endpoint;
  if (house.endpoint === null) {
    throw new EmbeddedError(`${place.cluster} lost its postmaster.pid while starting: start again.`);
  }
  return {
    url: urlOf(house.endpoint, await readPassword(place), DATABASE),
    joined: first.joined,
    stop: keep(house, first),
  };
}

/** Joins the running server or starts one, whichever of the processes that try this at once comes first. */
async function acquire(house: House): Promise<Hold> {
  const patience = AbortSignal.timeout(house.patienceSeconds * 1_000);
  let started: Started | null = null;
  let tries = 0;
  while (!patience.aborted) {
    const found = await knock(house);
    if (found.outcome === "registered") return { client: found.client, joined: started === null };
    const end = started?.ended() ?? null;
    if (started !== null && end !== null) {
      tries += 1;
      if (!(await worthAnotherTry(house.place, tries))) throw await startTrouble(house, started, end);
      started = null;
      await sleep(100);
    } else if (started === null && found.outcome === "absent" && !(await isStartingElsewhere(house))) {
      started = await start(house);
    }
    await sleep(10);
  }
  throw new EmbeddedError(
    `The embedded PostgreSQL in ${house.place.cluster} did not answer within ${house.patienceSeconds} s: it may still be recovering, so try again; if it never answers, stop it by hand.`,
    { cause: await logTail(house.place.logFile, started?.logFrom) },
  );
}

async function knock(house: House): Promise<Registration> {
  const file = await readPidFile(house.place);
  const endpoint = file?.endpoint ?? house.endpoint;
  if (file === null || endpoint === null) return { outcome: "absent" };
  // Another program may have the old port by now; a socket in our own directory can only be our server's.
  if (endpoint.kind === "tcp" && !isAlive(file.pid)) return { outcome: "absent" };
  return register(urlOf(endpoint, await readPassword(house.place), "postgres"));
}

async function isStartingElsewhere({ place }: House): Promise<boolean> {
  const file = await readPidFile(place);
  return file !== null && isServerOf(place, file.pid);
}

async function start(house: House): Promise<Started> {
  const { place, binaries } = house;
  if (!(await hasCluster(place, binaries.major))) {
    throw new EmbeddedError(
      `The embedded database ${place.cluster} has disappeared: restore it, or start again for an empty one.`,
    );
  }
  const identity = await chooseIdentity(place, binaries);
  house.endpoint = await endpointFor(house, identity);
  house.log(`starting the embedded PostgreSQL ${binaries.major} as ${identity.label}`);
  return startServer(place, binaries, identity, house.endpoint);
}

/** A restarted server goes where the first one was; its socket's directory may have been cleared away meanwhile. */
async function endpointFor({ endpoint, transport, place }: House, identity: Identity): Promise<Endpoint> {
  if (endpoint?.kind === "tcp") return endpoint;
  if (endpoint === null && transport === "tcp") return { kind: "tcp", port: await freePort() };
  return { kind: "socket", directory: await socketDirectory(place, identity.user) };
}

async function startTrouble({ place }: House, started: Started, end: string): Promise<EmbeddedError> {
  const log = await logTail(place.logFile, started.logFrom);
  return serverTrouble("started", place.dataDir, RUNNING_MB, new Error(`${end}\n${log.message}`));
}

/**
 * Stays registered for as long as the process uses the server. When the server dies (somebody killed it, the machine ran
 * out of memory) it is brought up again at the same URL; the process meanwhile lives on without a database.
 * Returns what ends this.
 */
function keep(house: House, first: Hold): () => Promise<void> {
  let client: Client | null = null;
  let recovery: Promise<void> = Promise.resolve();
  let stopped: Promise<void> | null = null;
  const leaving = new AbortController();

  const watch = (held: Client) => {
    client = held;
    rest(held);
    held.once("end", () => {
      client = null;
      if (!leaving.signal.aborted) recovery = recover();
    });
  };
  const recover = async () => {
    house.log("the embedded PostgreSQL went away; bringing it back");
    for (let pause = 100; !leaving.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        watch((await acquire(house)).client);
        return;
      } catch (error) {
        house.log(messageOf(error));
      }
      await sleep(pause, undefined, { ref: false, signal: leaving.signal }).catch(() => undefined);
    }
  };
  const finish = async () => {
    leaving.abort();
    await recovery;
    if (client !== null) return release(house, client);
    const found = await knock(house);
    if (found.outcome === "registered") await release(house, found.client);
  };
  watch(first.client);
  return () => {
    stopped ??= finish();
    return stopped;
  };
}

async function release(house: House, client: Client): Promise<void> {
  wake(client);
  try {
    if (!(await becomeLast(client))) {
      house.log("another process uses the embedded PostgreSQL; leaving it running");
      return await leave(client);
    }
  } catch (error) {
    house.log(`the embedded PostgreSQL was gone before it could be stopped: ${messageOf(error)}`);
    return await leave(client);
  }
  // Registered alone until the server is gone: who comes now waits for that instead of joining a dying server.
  try {
    const pid = await stopServer(house.place, house.binaries);
    house.log(
      pid === null ? "the embedded PostgreSQL is not ours to stop" : "stopped the embedded PostgreSQL",
    );
  } finally {
    await leave(client);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
