/**
 * Where an embedded server keeps things, and what its files tell:
 *   <dataDir>/postgres                 the data directory ("cluster"), made elsewhere and renamed into place whole
 *   <dataDir>/postgres/countersign.password   so that data and password can never part
 *   <dataDir>/postgres.log             what the server says
 *   <dataDir>/postgres.run             the directory of its socket (a private one under /tmp when this path is too long)
 */
import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EmbeddedError, fileTrouble } from "./embedded-error";
import { run, SELF } from "./embedded-identity";
import { codeOf } from "./error-code";

export const SUPERUSER = "countersign";
export const DATABASE = "countersign";
export const SOCKET_PORT = 5432; // a part of the socket's name; nothing listens on the network

/** A socket's whole path fits 108 bytes on Linux and 104 on macOS, with the closing zero. */
const LONGEST_SOCKET_PATH = 103;

export type Place = { readonly dataDir: string; readonly cluster: string; readonly logFile: string };

export type Endpoint =
  | { readonly kind: "socket"; readonly directory: string }
  | { readonly kind: "tcp"; readonly port: number };

export async function openPlace(dataDir: string): Promise<Place> {
  try {
    await mkdir(dirname(dataDir), { recursive: true }); // these are not ours to close
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const root = await realpath(dataDir); // two names of one directory must find one server
    if (!(await stat(root)).isDirectory()) throw Object.assign(new Error(root), { code: "ENOTDIR" });
    return { dataDir: root, cluster: join(root, "postgres"), logFile: join(root, "postgres.log") };
  } catch (error) {
    throw fileTrouble(dataDir, error);
  }
}

/** The text of a file that may not be there. */
export async function readOptional(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw fileTrouble(file, error);
  }
}

/** The socket's directory, made if need be; `owner` is the user the server will run as when that is not us. */
export async function socketDirectory(
  place: Place,
  owner: { uid: number; gid: number } | null,
): Promise<string> {
  const near = join(place.dataDir, "postgres.run");
  const directory = fits(near) ? near : farDirectory(place);
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw fileTrouble(directory, error);
  }
  await takeDirectory(directory, owner);
  return directory;
}

const fits = (directory: string): boolean =>
  Buffer.byteLength(join(directory, `.s.PGSQL.${SOCKET_PORT}`)) <= LONGEST_SOCKET_PATH;

function farDirectory({ dataDir }: Place): string {
  const name = `countersign-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`;
  const far = join(tmpdir(), name);
  return fits(far) ? far : join("/tmp", name);
}

/** Everybody may make a directory under /tmp; a socket is only believed in one that nobody else can touch. */
async function takeDirectory(directory: string, owner: { uid: number; gid: number } | null): Promise<void> {
  const found = await lstat(directory);
  const trusted = [process.getuid?.(), owner?.uid];
  if (!found.isDirectory() || !trusted.includes(found.uid)) {
    throw new EmbeddedError(
      `${directory} belongs to somebody else, and the embedded database needs it for its socket: remove it, or choose a shorter COUNTERSIGN_DATA_DIR.`,
    );
  }
  try {
    if ((found.mode & 0o077) !== 0) await chmod(directory, 0o700);
    if (owner !== null && found.uid !== owner.uid) await chown(directory, owner.uid, owner.gid);
  } catch (error) {
    throw fileTrouble(directory, error);
  }
}

/** What the server wrote about itself in postmaster.pid. */
export type PidFile = { readonly pid: number; readonly endpoint: Endpoint | null };

export async function readPidFile({ cluster }: Place): Promise<PidFile | null> {
  const text = await readOptional(join(cluster, "postmaster.pid"));
  if (text === null) return null;
  const [pid = "", , , port = "", directory = ""] = text.split("\n");
  if (!/^\d+$/.test(pid)) return null; // half written, or the remains of a full disk
  return { pid: Number(pid), endpoint: endpointOf(port, directory) };
}

function endpointOf(port: string, directory: string): Endpoint | null {
  if (directory !== "") return { kind: "socket", directory };
  return /^\d+$/.test(port) ? { kind: "tcp", port: Number(port) } : null;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/**
 * Whether this pid is a PostgreSQL process on this data directory. Pids are used again, in containers at once, and a
 * leftover postmaster.pid may name anybody.
 */
export async function isServerOf({ cluster }: Place, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "win32") return true; // PostgreSQL's own check has to do
  if (process.platform === "linux") {
    return (await readlink(`/proc/${pid}/cwd`).catch(() => "")) === cluster; // a server moves into its data directory
  }
  const where = { cwd: "/", libraryPath: null };
  const { output } = await run(SELF, "ps", ["-o", "command=", "-p", String(pid)], where);
  return output.includes(cluster);
}

/** The connection string of a database of this server. It holds the password: never log it. */
export function urlOf(endpoint: Endpoint, password: string, database: string): string {
  const base = (host: string, port: number) =>
    `postgresql://${SUPERUSER}:${password}@${host}:${port}/${database}`;
  // sslmode: an inherited PGSSLMODE would ask a local server for TLS it does not have.
  if (endpoint.kind === "tcp") return `${base("127.0.0.1", endpoint.port)}?sslmode=disable`;
  return `${base("localhost", SOCKET_PORT)}?host=${encodeURIComponent(endpoint.directory)}&sslmode=disable`;
}
