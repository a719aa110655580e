import { spawnSync } from "node:child_process";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EmbeddedError, openEmbedded } from "./embedded";
import { openPlace, socketDirectory } from "./embedded-place";
import { bundleUser, removeBundle, serverPid, spawnUser, temporaryDirectory } from "./test-embedded";

/** Trouble is told in one sentence to a person who knows nothing of PostgreSQL, with the evidence in `cause`. */

let dataDir = "";
const isRoot = process.getuid?.() === 0;

async function troubleOf(directory: string, patienceSeconds = 30): Promise<EmbeddedError> {
  try {
    const embedded = await openEmbedded({ dataDir: directory, log: () => undefined, patienceSeconds });
    await embedded.stop();
  } catch (error) {
    if (error instanceof EmbeddedError) return error;
    throw error;
  }
  throw new Error("it opened");
}

beforeAll(bundleUser);
afterAll(removeBundle);

beforeEach(async () => {
  dataDir = await temporaryDirectory();
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

describe("the place", () => {
  it("a directory that may not be written", async () => {
    const closed = isRoot ? "/sys/kernel" : join(dataDir, "closed"); // root may write almost anywhere
    if (!isRoot) await mkdir(closed, { mode: 0o500 });
    const { message } = await troubleOf(join(closed, "data"));
    expect(message).toContain(join(closed, "data"));
    expect(message).toMatch(/COUNTERSIGN_DATA_DIR .*\.$/);
  });

  it("a file where the directory should be", async () => {
    const file = join(dataDir, "file");
    await writeFile(file, "");
    for (const path of [file, join(file, "below")]) {
      expect((await troubleOf(path)).message).toBe(
        `Something that is not a directory is in the way of ${path}: move it, or point COUNTERSIGN_DATA_DIR elsewhere.`,
      );
    }
  });

  it("a file or somebody else's directory where the data should be", async () => {
    const cluster = join(dataDir, "postgres");
    const foreign = `${cluster} is not a PostgreSQL data directory: move it away, or point COUNTERSIGN_DATA_DIR elsewhere.`;
    await writeFile(cluster, "");
    expect((await troubleOf(dataDir)).message).toBe(foreign);
    await rm(cluster);
    await mkdir(cluster);
    await writeFile(join(cluster, "photo.jpg"), "");
    expect((await troubleOf(dataDir)).message).toBe(foreign);
  });

  it("data of another PostgreSQL", async () => {
    await mkdir(join(dataDir, "postgres"));
    await writeFile(join(dataDir, "postgres", "PG_VERSION"), "17\n");
    expect((await troubleOf(dataDir)).message).toMatch(/made by PostgreSQL 17 and .* brings PostgreSQL 18: /);
  });

  it("data that Countersign did not make", async () => {
    await (await openEmbedded({ dataDir, log: () => undefined })).stop();
    await rm(join(dataDir, "postgres", "countersign.password"));
    expect((await troubleOf(dataDir)).message).toContain("countersign.password is missing");
  });

  it("a log that cannot be written", async () => {
    await mkdir(join(dataDir, "postgres.log"));
    expect((await troubleOf(dataDir)).message).toContain(join(dataDir, "postgres.log"));
  });
});

describe("the socket's directory", () => {
  it("is refused when it is not ours alone, and taken back when it is only open", async () => {
    const place = await openPlace(dataDir);
    await writeFile(join(dataDir, "postgres.run"), "");
    await expect(socketDirectory(place, null)).rejects.toThrow(/belongs to somebody else/);
    await rm(join(dataDir, "postgres.run"));
    await mkdir(join(dataDir, "postgres.run"));
    await chmod(join(dataDir, "postgres.run"), 0o777);
    await expect(socketDirectory(place, null)).resolves.toBe(join(dataDir, "postgres.run"));
  });
});

describe("the server", () => {
  it("that ends while starting: the sentence says where, the cause has its last words", async () => {
    await (await openEmbedded({ dataDir, log: () => undefined })).stop();
    await writeFile(join(dataDir, "postgres", "postgresql.auto.conf"), "no_such_setting = 1\n");
    const trouble = await troubleOf(dataDir);
    expect(trouble.message).toBe(
      `The embedded PostgreSQL could not be started in ${dataDir}: the end of its log says why.`,
    );
    expect(String(trouble.cause)).toContain("no_such_setting");
  });

  it("that runs but does not answer", async () => {
    const user = await spawnUser(dataDir);
    const pid = (await serverPid(dataDir)) ?? 0;
    process.kill(pid, "SIGSTOP");
    try {
      const { message } = await troubleOf(dataDir, 1);
      expect(message).toMatch(/did not answer within 1 s: .*\.$/);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await user.leave();
  });
});

/** A small disk of our own, which needs no rights but a user namespace. */
const smallDisk = ["unshare", "--user", "--map-root-user", "--mount", "--"];
const hasNamespaces = spawnSync(smallDisk[0] ?? "", [...smallDisk.slice(1), "true"]).status === 0;

describe.skipIf(!hasNamespaces)("the disk", () => {
  const full = /^EmbeddedError: .* the disk that holds \S+ is full \(\d+ MB free, \d+ MB needed\)\.$/;

  async function onSmallDisk(megabytes: number, script: string): Promise<string | null> {
    const mountPoint = join(dataDir, "disk");
    await mkdir(mountPoint);
    const mount = `mount -t tmpfs -o size=${megabytes}m none "$0"`;
    const prefix = [...smallDisk, "sh", "-c", `${mount} && ${script} exec "$@"`, mountPoint];
    const { error, leave } = await spawnUser(join(mountPoint, "data"), prefix);
    await leave();
    return error;
  }

  it("is full before the data is made", async () => {
    expect(await onSmallDisk(8, "")).toMatch(full);
  });

  it("is full at a later start", async () => {
    const useAndFill = '"$@" </dev/null >/dev/null; cat /dev/zero >"$0/rest" 2>/dev/null;';
    expect(await onSmallDisk(80, useAndFill)).toMatch(full);
  });
});
