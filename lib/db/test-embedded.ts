/** What the tests of the embedded database share: temporary places, other processes, and looks at the server. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { bundle } from "../../scripts/lib/bundle.mjs";
import { isAlive, openPlace, readPidFile } from "./embedded-place";
import type { Word } from "./test-embedded-user";

const root = join(import.meta.dirname, "../..");
const bundled = `tools/embedded-user-${process.pid}`;

export type User = {
  readonly pid: number;
  readonly url: string;
  readonly joined: boolean;
  readonly error: string | null;
  /** Leaves the database as a process should, and ends. */
  leave(): Promise<void>;
  kill9(): Promise<void>;
};

export const bundleUser = (): Promise<unknown> => bundle({ [bundled]: "lib/db/test-embedded-user.ts" });

export async function removeBundle(): Promise<void> {
  for (const end of [".mjs", ".mjs.map"]) await rm(join(root, "dist", bundled + end), { force: true });
}

/** Another process that uses the embedded database of this directory, started through `prefix` if one is given. */
export async function spawnUser(dataDir: string, prefix: readonly string[] = []): Promise<User> {
  const [command = process.execPath, ...args] = [
    ...prefix,
    process.execPath,
    join(root, "dist", `${bundled}.mjs`),
    dataDir,
  ];
  const child = spawn(command, args, { stdio: "pipe" });
  child.stdin.on("error", () => undefined); // it was killed
  child.stderr.pipe(process.stderr);
  const exited = once(child, "exit");
  const word = await firstWord(child);
  return {
    pid: child.pid ?? 0,
    url: "url" in word ? word.url : "",
    joined: "joined" in word && word.joined,
    error: "error" in word ? `${word.error.name}: ${word.error.message}` : null,
    async leave() {
      child.stdin.end();
      await exited;
    },
    async kill9() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function firstWord(child: ChildProcessWithoutNullStreams): Promise<Word> {
  // safe because that program writes nothing but words
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Word;
  throw new Error("the other process ended without a word");
}

export async function temporaryDirectory(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), "countersign-embedded-")));
}

/** The pid of the server that runs on this directory; null when none does. */
export async function serverPid(dataDir: string): Promise<number | null> {
  const file = await readPidFile(await openPlace(dataDir));
  return file !== null && isAlive(file.pid) ? file.pid : null;
}

export async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined); // the query fails and says so
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits for a condition; the test's own time limit is the patience. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition().catch(() => false))) await sleep(20);
}
