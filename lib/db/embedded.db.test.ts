import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedDatabase, openEmbedded } from "./embedded";
import { isAlive } from "./embedded-place";
import { PrismaClient } from "./generated/client";
import {
  ask,
  bundleUser,
  removeBundle,
  serverPid,
  spawnUser,
  temporaryDirectory,
  until,
} from "./test-embedded";

let dataDir = "";
const opened: EmbeddedDatabase[] = [];

async function open(directory = dataDir, transport?: "tcp"): Promise<EmbeddedDatabase> {
  const embedded = await openEmbedded({ dataDir: directory, log: () => undefined, transport });
  opened.push(embedded);
  return embedded;
}

const write = (url: string, n: number) => ask(url, `CREATE TABLE kept AS SELECT ${n} AS n`);
const kept = async (url: string) => (await ask<{ n: number }>(url, "SELECT n FROM kept"))[0]?.n;

beforeAll(bundleUser);
afterAll(removeBundle);

beforeEach(async () => {
  dataDir = await temporaryDirectory();
});

afterEach(async () => {
  for (const embedded of opened.splice(0)) await embedded.stop();
  // What a failing test left running would keep its directory busy.
  const pid = await serverPid(dataDir).catch(() => null);
  if (pid !== null) process.kill(pid, "SIGQUIT");
  await rm(dataDir, { recursive: true, force: true });
});

describe("an embedded database", () => {
  it("is a private, durable PostgreSQL that nothing reaches over the network", async () => {
    const { url, joined } = await open();
    expect(joined).toBe(false);
    const [settings] = await ask(
      url,
      `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS commit, current_setting('full_page_writes') AS pages,
              current_setting('data_checksums') AS checksums, current_setting('listen_addresses') AS addresses,
              current_setting('max_connections') AS connections, current_setting('timezone') AS zone,
              current_setting('server_encoding') AS encoding, current_database() AS database, upper('ä') AS upper`,
    );
    expect(settings).toEqual({
      major: 18,
      fsync: "on",
      commit: "on",
      pages: "on",
      checksums: "on",
      addresses: "",
      connections: "200",
      zone: "UTC",
      encoding: "UTF8",
      database: "countersign",
      upper: "Ä",
    });
    expect((await stat(join(dataDir, "postgres.run"))).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, "postgres", "countersign.password"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, "postgres.log"))).mode & 0o777).toBe(0o600);
  });

  it("lets nobody in without the password", async () => {
    const { url } = await open();
    const wrong = new URL(url);
    wrong.password = "guess";
    await expect(ask(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  });

  it("has a URL that Prisma takes as well", async () => {
    const { url } = await open();
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
    expect(await prisma.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    await prisma.$disconnect();
  });

  it("keeps what was written when it is stopped and opened again", async () => {
    const first = await open();
    await write(first.url, 7);
    await first.stop();
    expect(await serverPid(dataDir)).toBeNull();
    const second = await open();
    expect(second.joined).toBe(false);
    expect(second.url).toBe(first.url);
    expect(await kept(second.url)).toBe(7);
  });

  it("can be stopped twice, and by two callers at once", async () => {
    const embedded = await open();
    await Promise.all([embedded.stop(), embedded.stop()]);
    await embedded.stop();
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("works where there are no Unix sockets", async () => {
    const first = await open(dataDir, "tcp");
    expect(new URL(first.url).hostname).toBe("127.0.0.1");
    await write(first.url, 8);
    const second = await spawnUser(dataDir);
    expect(second.joined).toBe(true);
    expect(await kept(second.url)).toBe(8);
    await second.leave();
  });

  it("works in a directory too deep, and too oddly named, for a socket", async () => {
    const deep = join(dataDir, `it's "deep", ${"x".repeat(80)}`, "y".repeat(80));
    const { url } = await open(deep);
    const socket = new URL(url).searchParams.get("host") ?? "";
    expect(socket.startsWith(dataDir)).toBe(false);
    expect((await stat(socket)).mode & 0o777).toBe(0o700);
    expect(await ask(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await rm(socket, { recursive: true, force: true });
  });
});

describe("several processes on one directory", () => {
  it("use one server, and the last one to leave stops it", async () => {
    const first = await open();
    await write(first.url, 9);
    const second = await spawnUser(dataDir);
    expect(second).toMatchObject({ joined: true, url: first.url });
    await first.stop();
    expect(await serverPid(dataDir)).not.toBeNull();
    expect(await kept(second.url)).toBe(9);
    await second.leave();
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("make one database when they start on an empty directory at once", async () => {
    const users = await Promise.all([1, 2, 3].map(() => spawnUser(dataDir)));
    expect(users.map(({ error }) => error)).toEqual([null, null, null]);
    expect(new Set(users.map(({ url }) => url)).size).toBe(1);
    expect((await readdir(dataDir)).filter((name) => name.startsWith("postgres.new-"))).toEqual([]);
    await write(users[0]?.url ?? "", 10);
    expect(await kept(users[2]?.url ?? "")).toBe(10);
    await Promise.all(users.map((user) => user.leave()));
  });

  it("leave no server behind when they leave at once", async () => {
    const users = await Promise.all([1, 2, 3].map(() => spawnUser(dataDir)));
    await Promise.all(users.map((user) => user.leave()));
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("come and go without one of them ever meeting a dying server", async () => {
    await (await open()).stop();
    const visit = async () => {
      for (let round = 0; round < 4; round++) {
        const embedded = await openEmbedded({ dataDir, log: () => undefined });
        expect(await ask(embedded.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
        await embedded.stop();
      }
    };
    await Promise.all([visit(), visit(), visit()]);
    expect(await serverPid(dataDir)).toBeNull();
  });
});

describe("after kill -9", () => {
  it("of the app, its server is found and used again, and the dead app does not keep it running", async () => {
    const killed = await spawnUser(dataDir);
    await write(killed.url, 11);
    const pid = await serverPid(dataDir);
    await killed.kill9();
    const next = await open();
    expect(next).toMatchObject({ joined: true, url: killed.url });
    expect(await serverPid(dataDir)).toBe(pid);
    expect(await kept(next.url)).toBe(11);
    await next.stop();
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("of the server, the app brings it back at the same URL with everything in it", async () => {
    const { url } = await open();
    await write(url, 12);
    const pid = await serverPid(dataDir);
    process.kill(pid ?? 0, "SIGKILL");
    await until(async () => (await kept(url)) === 12);
    expect(await serverPid(dataDir)).not.toBe(pid);
  });

  it("of the server, of two apps both find the one that comes back", async () => {
    const { url, stop } = await open();
    await write(url, 13);
    const other = await spawnUser(dataDir);
    process.kill((await serverPid(dataDir)) ?? 0, "SIGKILL");
    await until(async () => (await kept(url)) === 13);
    // Both have registered again when neither's leaving stops the other's server.
    const keepers =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'countersign keeper'";
    await until(async () => (await ask<{ n: number }>(url, keepers))[0]?.n === 2);
    await stop();
    expect(await kept(other.url)).toBe(13);
    await other.leave();
    expect(await serverPid(dataDir)).toBeNull();
  });

  it("of both, the next start recovers what was acknowledged", async () => {
    const killed = await spawnUser(dataDir);
    await write(killed.url, 14);
    const pid = (await serverPid(dataDir)) ?? 0;
    await killed.kill9();
    process.kill(pid, "SIGKILL");
    await until(async () => !isAlive(pid));
    const next = await open();
    expect(next.joined).toBe(false);
    expect(await kept(next.url)).toBe(14);
  });
});

describe("a lock file left behind", () => {
  const pidFile = () => join(dataDir, "postgres", "postmaster.pid");

  beforeEach(async () => {
    await (await open()).stop();
  });

  it("by the socket, that names an unrelated living process, does not stop the start", async () => {
    await writeFile(join(dataDir, "postgres.run", ".s.PGSQL.5432.lock"), `${process.ppid}\n`);
    expect((await open()).joined).toBe(false);
  });

  it("by the server, that names an unrelated living process, does not stop the start", async () => {
    const socket = join(dataDir, "postgres.run");
    const lines = [process.ppid, join(dataDir, "postgres"), 1_700_000_000, 5432, socket, "", "", "ready"];
    await writeFile(pidFile(), `${lines.join("\n")}\n`);
    expect((await open()).joined).toBe(false);
  });

  it.each(["", "\n", "12"])("by the server, torn (%j), does not stop the start", async (text) => {
    await writeFile(pidFile(), text);
    expect((await open()).joined).toBe(false);
  });
});
