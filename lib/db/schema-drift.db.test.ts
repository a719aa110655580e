import { join } from "node:path";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { historyDoubts, schemaDrift } from "./schema-drift";
import { testDatabaseUrl } from "./testing";

const root = join(import.meta.dirname, "../..");
const schemaFile = join(root, "prisma/schema.prisma");
const migrations = join(root, "prisma/migrations");

async function inDatabase(sql: string): Promise<void> {
  const client = new Client({ connectionString: await testDatabaseUrl() });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

describe("the migrations and prisma/schema.prisma", () => {
  it("say the same: a migrated database differs in nothing that Prisma can express", async () => {
    expect(await schemaDrift(await testDatabaseUrl(), schemaFile)).toBe("");
  });

  it("would be caught if they differed", async () => {
    await inDatabase("CREATE TABLE planted (id int PRIMARY KEY)");
    expect(await schemaDrift(await testDatabaseUrl(), schemaFile)).toContain(`DROP TABLE "planted"`);
    await inDatabase("DROP TABLE planted");
  });

  it("leave a history that Prisma takes for its own, complete and unchanged", async () => {
    expect(await historyDoubts(await testDatabaseUrl(), schemaFile, migrations)).toEqual({
      edited: [],
      failed: [],
      history: null,
    });
  });
});
