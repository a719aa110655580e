import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { database, openDatabase, transaction } from "@/lib/db/client";
import { testDatabaseUrl } from "@/lib/db/testing";
import { writeOrganisation } from "../organisations/create";
import { seedDemo } from "./seed";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "countersign-demo-"));
  vi.stubEnv("COUNTERSIGN_DATA_DIR", directory);
  vi.stubEnv("COUNTERSIGN_DEMO", "1");
  openDatabase(await testDatabaseUrl());
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it("a database that holds a real organisation is left alone, even one with the demo's name", async () => {
  await transaction((tx) => writeOrganisation(tx, { id: "acme", name: "Acme Inc." }, "system"));
  await seedDemo();
  expect(await database().organisation.findMany({ select: { name: true } })).toEqual([{ name: "Acme Inc." }]);
  expect(await database().apiKey.count()).toBe(0);
  expect(await readdir(directory)).toEqual([]);
});
