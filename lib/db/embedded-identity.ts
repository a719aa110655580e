/**
 * As whom PostgreSQL runs. It refuses root, and a fresh container is root; so as root we look for somebody else to be.
 * Nothing here is guessed from the platform: each candidate has to run the real program in the real directory first.
 */
import { spawn } from "node:child_process";
import { chmod, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Binaries } from "./embedded-binaries";
import { EmbeddedError } from "./embedded-error";
import { codeOf } from "./error-code";

export type Identity = {
  readonly label: string;
  /** Put before the command. The last of these programs replaces itself by the command, so the pid is the command's. */
  readonly prefix: readonly string[];
  readonly user: { readonly uid: number; readonly gid: number } | null;
};

type Finished = { readonly code: number | null; readonly output: string };

export const SELF: Identity = { label: "this user", prefix: [], user: null };

/** A fixed environment: PGPORT, PGDATA, LC_ALL or TZ of the person at the terminal must not change the server. */
export function serverEnvironment(libraryPath: string | null): NodeJS.ProcessEnv {
  const loader = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  return {
    NODE_ENV: "production", // demanded by the type, meaningless to PostgreSQL
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    LC_ALL: "C",
    TZ: "UTC",
    ...(libraryPath === null ? {} : { [loader]: libraryPath }),
  };
}

export function commandAs(identity: Identity, program: string, args: readonly string[]) {
  const [command = program, ...rest] = [...identity.prefix, program, ...args];
  return { command, args: rest, user: identity.user ?? {} };
}

/** Runs a program to its end and keeps what it said. A program that cannot be started has the code null. */
export function run(
  identity: Identity,
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly libraryPath: string | null },
): Promise<Finished> {
  const line = commandAs(identity, program, args);
  return new Promise((resolve) => {
    const child = spawn(line.command, line.args, {
      cwd: options.cwd,
      env: serverEnvironment(options.libraryPath),
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      ...line.user,
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-16_384);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** The first candidate that works here. The cluster may not exist yet. */
export async function chooseIdentity(
  { dataDir, cluster }: { readonly dataDir: string; readonly cluster: string },
  binaries: Binaries,
): Promise<Identity> {
  if (process.platform === "win32") return SELF;
  const refusals: string[] = [];
  for (const candidate of candidates(dataDir, cluster)) {
    const identity = await candidate(binaries);
    if (identity === null) continue;
    const refusal = await refusalOf(identity, dataDir, cluster, binaries);
    if (refusal === null) return identity;
    refusals.push(`${identity.label}: ${refusal}`);
  }
  throw new EmbeddedError(
    `The embedded PostgreSQL cannot run as ${process.getuid?.() === 0 ? "root, nor as anybody else" : "this user"} here: use an ordinary user that owns ${dataDir}, or set DATABASE_URL to a PostgreSQL of your own.`,
    { cause: new Error(refusals.join("\n")) },
  );
}

type Candidate = (binaries: Binaries) => Promise<Identity | null>;

function candidates(dataDir: string, cluster: string): readonly Candidate[] {
  if (process.getuid?.() !== 0) return [async () => SELF, namespaceIdentity];
  return [
    () => ownerIdentity(cluster), // whoever made the data keeps it
    namespaceIdentity,
    () => nearestOwnerIdentity(dataDir),
    () => namedIdentity("postgres"),
    createdIdentity,
  ];
}

/**
 * A user namespace in which we are somebody else: outside, the files stay ours. initdb looks its user up by number, so
 * the number must be one that this machine's list of users knows; 1000 is no more than the usual one.
 */
export async function namespaceIdentity(): Promise<Identity | null> {
  const known = await knownUsers();
  const id = known.includes(1000) ? 1000 : known.find((uid) => uid > 0);
  if (process.platform !== "linux" || id === undefined) return null;
  const prefix = ["unshare", "--user", `--map-user=${id}`, `--map-group=${id}`, "--"];
  return { label: `user ${id} of a user namespace`, prefix, user: null };
}

async function knownUsers(): Promise<number[]> {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n");
  return lines.map((line) => Number.parseInt(line.split(":")[2] ?? "", 10)).filter(Number.isInteger);
}

async function ownerIdentity(path: string): Promise<Identity | null> {
  try {
    const { uid, gid } = await stat(path);
    return uid === 0 ? null : { label: `user ${uid}, the owner of ${path}`, prefix: [], user: { uid, gid } };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** `sudo npm start` in somebody's own 0700 home: only that somebody can reach the files there. */
async function nearestOwnerIdentity(path: string): Promise<Identity | null> {
  const owner = await ownerIdentity(path);
  return owner ?? (dirname(path) === path ? null : nearestOwnerIdentity(dirname(path)));
}

export async function namedIdentity(name: string): Promise<Identity | null> {
  const where = { cwd: "/", libraryPath: null };
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => {
      const { code, output } = await run(SELF, "id", [flag, name], where);
      return code === 0 ? Number.parseInt(output, 10) : Number.NaN;
    }),
  );
  if (uid === undefined || gid === undefined || !(uid > 0) || !(gid >= 0)) return null;
  return { label: `user ${name}`, prefix: [], user: { uid, gid } };
}

async function createdIdentity(): Promise<Identity | null> {
  if ((await namedIdentity("postgres")) !== null) return null; // it exists and was refused already
  const flags = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  await run(SELF, "useradd", [...flags, "postgres"], { cwd: "/", libraryPath: null });
  return namedIdentity("postgres");
}

/** Null when the identity has a name, reaches the directory, may write the data and can run the program. */
async function refusalOf(identity: Identity, dataDir: string, cluster: string, binaries: Binaries) {
  if (identity.user !== null) await chmod(dataDir, ((await stat(dataDir)).mode & 0o777) | 0o011); // to pass, not to read
  const script =
    'id -un >/dev/null && cd "$1" && { test -z "$2" || ! test -e "$2" || test -w "$2"; } && exec "$3" --version';
  const words = ["-c", script, "probe", dataDir, identity.user === null ? cluster : "", binaries.postgres];
  const { code, output } = await run(identity, "sh", words, { cwd: "/", libraryPath: binaries.libraryPath });
  if (code !== 0) return output.trim() || `exit code ${code}`;
  if (identity.user !== null) await giveTo(identity.user, cluster);
  return null;
}

/** Data that root made through a user namespace, on a machine that no longer has them. */
async function giveTo(user: { uid: number; gid: number }, cluster: string): Promise<void> {
  const owner = await stat(cluster).catch(() => null);
  if (owner === null || owner.uid === user.uid) return;
  const where = { cwd: "/", libraryPath: null };
  const { code, output } = await run(SELF, "chown", ["-R", `${user.uid}:${user.gid}`, cluster], where);
  if (code !== 0)
    throw new EmbeddedError(`The embedded database in ${cluster} could not be given to user ${user.uid}.`, {
      cause: new Error(output),
    });
}
