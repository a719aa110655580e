import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { newMigration } from "./new-migration";

const prisma = join(import.meta.dirname, "../../prisma");
let copy = "";

const next = (name: string) =>
  newMigration({
    name,
    schemaFile: join(copy, "schema.prisma"),
    directory: join(copy, "migrations"),
    log: () => undefined,
  });

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), "countersign-prisma-"));
  await cp(prisma, copy, { recursive: true });
});

afterEach(() => rm(copy, { recursive: true, force: true }));

it("a changed schema gets the migration that makes the change, and no second one", async () => {
  const schema = await readFile(join(copy, "schema.prisma"), "utf8");
  await writeFile(
    join(copy, "schema.prisma"),
    `${schema}\nmodel Planted {\n  id String @id\n\n  @@map("planted")\n}\n`,
  );
  const file = await next("Plant a table!");
  expect(basename(dirname(file ?? ""))).toMatch(/^\d{14}_plant_a_table$/);
  expect(await readFile(file ?? "", "utf8")).toContain('CREATE TABLE "planted"');
  expect(await next("again")).toBeNull();
});

it("a migration without a name is refused", async () => {
  await expect(next(" !? ")).rejects.toThrow("A migration needs a name that says what it does.");
});
