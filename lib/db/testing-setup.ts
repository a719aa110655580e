/**
 * Once per run of the integration tests: one embedded server in a temporary directory, with a template database that has
 * every migration. Vitest's globalSetup.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { openEmbedded } from "./embedded";
import { isAlive } from "./embedded-place";
import { migrate } from "./migrate";
import { TEMPLATE_DATABASE, withDatabase } from "./testing";

const PREFIX = "countersign-test-";
const directory = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const embedded = await openEmbedded({ dataDir, log: () => undefined });
  await makeTemplate(embedded.url);
  project.provide("databaseAdminUrl", embedded.url);
  return async () => {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function makeTemplate(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await client.end();
  await migrate({ url: withDatabase(url, TEMPLATE_DATABASE), directory, log: () => undefined });
}

/** Clears away the servers of runs that were killed before they could. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split("-")[0]) : Number.NaN;
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const dataDir = join(tmpdir(), name);
    const left = await openEmbedded({ dataDir, log: () => undefined }).catch(() => null);
    await left?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
