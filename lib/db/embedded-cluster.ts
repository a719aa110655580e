/** The data directory ("cluster") of an embedded server: is it there, is it ours, and how it is made. */
import { chown, lstat, mkdtemp, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newSecret } from "@/lib/runtime/ids";
import type { Binaries } from "./embedded-binaries";
import { EmbeddedError, fileTrouble, serverTrouble } from "./embedded-error";
import { type Identity, run } from "./embedded-identity";
import { type Place, readOptional, SUPERUSER } from "./embedded-place";

const NEW_CLUSTER_MB = 64;

/** Whether there is data; refuses what is not ours or of another PostgreSQL. */
export async function hasCluster(place: Place, major: number): Promise<boolean> {
  const version = await readOptional(join(place.cluster, "PG_VERSION"));
  if (version === null) {
    await refuseForeign(place);
    return false;
  }
  if (Number.parseInt(version, 10) === major) return true;
  throw new EmbeddedError(
    `${place.cluster} was made by PostgreSQL ${version.trim()} and this Countersign brings PostgreSQL ${major}: dump it with the old version and load it into an empty COUNTERSIGN_DATA_DIR.`,
  );
}

async function refuseForeign({ cluster }: Place): Promise<void> {
  const found = await lstat(cluster).catch(() => null);
  if (found === null) return;
  if (found.isDirectory() && (await readdir(cluster)).length === 0) return; // the rename into place takes its place
  throw new EmbeddedError(
    `${cluster} is not a PostgreSQL data directory: move it away, or point COUNTERSIGN_DATA_DIR elsewhere.`,
  );
}

export async function readPassword({ cluster }: Place): Promise<string> {
  const password = await readOptional(join(cluster, "countersign.password"));
  if (password !== null) return password.trim();
  throw new EmbeddedError(
    `${cluster} holds a PostgreSQL that Countersign did not make (countersign.password is missing): move it away, or set DATABASE_URL to it.`,
  );
}

/**
 * Makes the data directory: beside its place first, then renamed whole, so that a crash leaves no half of one and of two
 * processes doing this at once exactly one wins.
 */
export async function initialise(place: Place, binaries: Binaries, identity: Identity): Promise<void> {
  let staging = "";
  try {
    staging = await mkdtemp(join(place.dataDir, "postgres.new-"));
    const made = join(staging, "data");
    const password = join(staging, "password");
    await writeFile(password, `${newSecret()}\n`, { mode: 0o600 });
    if (identity.user !== null) {
      for (const path of [staging, password]) await chown(path, identity.user.uid, identity.user.gid);
    }
    const { code, output } = await run(identity, binaries.initdb, initdbArguments(made, password), {
      cwd: place.dataDir,
      libraryPath: binaries.libraryPath,
    });
    if (code !== 0) {
      if (await hasCluster(place, binaries.major)) return; // another process was faster and has swept up
      throw await serverTrouble("created", place.dataDir, NEW_CLUSTER_MB, new Error(output.trim()));
    }
    await rename(password, join(made, "countersign.password"));
    await rename(made, place.cluster);
    await syncDirectory(place.dataDir);
  } catch (error) {
    if (!(await hasCluster(place, binaries.major))) throw fileTrouble(place.dataDir, error);
  } finally {
    if (staging !== "") await rm(staging, { recursive: true, force: true });
  }
  await sweep(place);
}

function initdbArguments(directory: string, passwordFile: string): string[] {
  return [
    `--pgdata=${directory}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // PostgreSQL's own C.UTF-8: the same order and the same upper case on every platform, for ever.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
  ];
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return; // has no such thing
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Removes what a crash while making left behind. A process still at it will find that it lost, and use what is there. */
async function sweep({ dataDir }: Place): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith("postgres.new-")) await rm(join(dataDir, name), { recursive: true, force: true });
  }
}
