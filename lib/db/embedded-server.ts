/** Starting and stopping the PostgreSQL server of one place. Who may do so, and when, is embedded.ts's business. */
import { spawn } from "node:child_process";
import { open, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./embedded-binaries";
import { EmbeddedError, fileTrouble } from "./embedded-error";
import { commandAs, type Identity, run, SELF, serverEnvironment } from "./embedded-identity";
import {
  type Endpoint,
  isAlive,
  isServerOf,
  type Place,
  readOptional,
  readPidFile,
  SOCKET_PORT,
} from "./embedded-place";
import { codeOf } from "./error-code";

const LONGEST_LOG_BYTES = 10 * 1_048_576;

export type Started = {
  /** Null while it runs; afterwards what its end was. */
  ended(): string | null;
  /** Where in the log this start begins. */
  readonly logFrom: number;
};

/** Starts the server in a session of its own, so that a Ctrl-C meant for us does not reach it. Returns at once. */
export async function startServer(
  place: Place,
  binaries: Binaries,
  identity: Identity,
  endpoint: Endpoint,
): Promise<Started> {
  const { program, args } = serverCommand(place, binaries, endpoint);
  const line = commandAs(identity, program, args);
  const log = await openLog(place);
  try {
    const child = spawn(line.command, line.args, {
      cwd: place.dataDir,
      env: { ...serverEnvironment(binaries.libraryPath), ...(await disownLeftovers(place, endpoint)) },
      stdio: ["ignore", log.handle.fd, log.handle.fd],
      detached: true,
      windowsHide: true,
      ...line.user,
    });
    let end: string | null = null;
    child.once("error", (error) => {
      end = error.message;
    });
    child.once("exit", (code, signal) => {
      // pg_ctl (Windows) ends well when the server is up; a server has no business ending at all
      if (program !== binaries.pgCtl || code !== 0) end = `it ended with ${signal ?? `code ${code}`}`;
    });
    child.unref();
    return { ended: () => end, logFrom: log.size };
  } finally {
    await log.handle.close();
  }
}

function serverCommand({ cluster, logFile }: Place, { postgres, pgCtl }: Binaries, endpoint: Endpoint) {
  const settings = Object.entries(serverSettings(endpoint)).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  if (process.platform !== "win32") return { program: postgres, args: ["-D", cluster, ...settings] };
  // On Windows only pg_ctl can put down an administrator's rights, which the server refuses to have.
  const args = ["start", "-D", cluster, "-l", logFile, "-w", "-t", "30", "-o", settings.join(" ")];
  return { program: pgCtl, args };
}

function serverSettings(endpoint: Endpoint): Readonly<Record<string, string>> {
  const where: Record<string, string> =
    endpoint.kind === "tcp"
      ? { listen_addresses: "127.0.0.1", port: String(endpoint.port), unix_socket_directories: "" }
      : {
          listen_addresses: "",
          port: String(SOCKET_PORT),
          unix_socket_directories: `"${endpoint.directory.replaceAll('"', '""')}"`, // it is a list: a comma would split it
          unix_socket_permissions: "0700",
        };
  return {
    ...where,
    max_connections: "200",
    shared_buffers: "128MB",
    // An acknowledged commit is on the disk. These are PostgreSQL's defaults, said here so that no file can unsay them.
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off", // a line every few minutes that nobody reads
    jit: "off", // compiling a plan costs more than any query here
  };
}

async function openLog({ logFile }: Place) {
  try {
    const before = await stat(logFile).catch(() => null);
    if (before !== null && before.size > LONGEST_LOG_BYTES) {
      await rename(logFile, `${logFile}.1`).catch(() => undefined); // another process rotated it first
    }
    const handle = await open(logFile, "a", 0o600); // errors quote statements, statements quote people
    return { handle, size: (await handle.stat()).size };
  } catch (error) {
    throw fileTrouble(logFile, error);
  }
}

/**
 * What a killed server leaves names its pid. When that now belongs to an unrelated process (containers hit this at every
 * restart), or to the dead one that nobody has buried yet, PostgreSQL refuses to start. For postmaster.pid it is told to
 * overlook that pid as its grandparent's, and its other checks stay in force. The socket's lock file says nothing that
 * postmaster.pid does not say, since nobody else uses the directory; so it may go.
 */
async function disownLeftovers(place: Place, endpoint: Endpoint): Promise<Record<string, string>> {
  if (endpoint.kind === "socket") {
    const lock = join(endpoint.directory, `.s.PGSQL.${SOCKET_PORT}.lock`);
    const owner = Number.parseInt((await readOptional(lock)) ?? "", 10);
    if (Number.isInteger(owner) && !(await isServerOf(place, owner))) await rm(lock, { force: true });
  }
  const leftover = await readPidFile(place);
  if (leftover === null || !isAlive(leftover.pid) || (await isServerOf(place, leftover.pid))) return {};
  return { PG_GRANDPARENT_PID: String(leftover.pid) };
}

/** Whether a start that ended is worth another try; `tries` are those made already, a tenth of a second apart. */
export async function worthAnotherTry(place: Place, tries: number): Promise<boolean> {
  const found = await readPidFile(place);
  if (found !== null && (await isServerOf(place, found.pid))) return true; // another process started it first
  const file = join(place.cluster, "postmaster.pid");
  if (tries > 40 || (await stat(file).catch(() => null)) === null) return false;
  // Empty or torn: what remains when the disk was full as it was written. A living server writes it in one go.
  if (found === null && tries > 3) await rm(file, { force: true });
  return true; // the children of a killed server need a moment to notice, and keep its memory until they do
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string")
    throw new EmbeddedError("There is no free port on 127.0.0.1.");
  return address.port;
}

/**
 * A fast shutdown: clients are cut off, everything acknowledged is written, the files are closed. Null when there is
 * nothing here to stop, for instance because the server lives in another container that shares the directory.
 */
export async function stopServer(place: Place, binaries: Binaries): Promise<number | null> {
  const found = await readPidFile(place);
  if (found === null || !(await isServerOf(place, found.pid))) return null;
  if (process.platform === "win32") {
    const where = { cwd: place.dataDir, libraryPath: binaries.libraryPath };
    await run(SELF, binaries.pgCtl, ["stop", "-D", place.cluster, "-m", "fast", "-w"], where);
    return found.pid;
  }
  for (const [signal, seconds] of [
    ["SIGINT", 10],
    ["SIGQUIT", 5],
  ] as const) {
    if (signalled(found.pid, signal) && (await isGone(place, found.pid, seconds))) return found.pid;
  }
  throw new EmbeddedError(
    `The embedded PostgreSQL (process ${found.pid}) in ${place.cluster} does not stop.`,
  );
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
  return true;
}

/** Removing its pid file is the last thing a server does. */
async function isGone(place: Place, pid: number, seconds: number): Promise<boolean> {
  const patience = AbortSignal.timeout(seconds * 1_000);
  while (!patience.aborted) {
    if ((await readPidFile(place))?.pid !== pid || !isAlive(pid)) return true;
    await sleep(5);
  }
  return false;
}
