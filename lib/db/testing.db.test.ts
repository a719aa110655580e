import { describe, expect, inject, it } from "vitest";
import { ask } from "./test-embedded";
import { assertLocal, TEMPLATE_DATABASE, testDatabaseUrl, withDatabase } from "./testing";

describe("the test database", () => {
  it("is one for the whole worker, a copy of the migrated template", async () => {
    const url = await testDatabaseUrl();
    expect(await testDatabaseUrl()).toBe(url);
    expect(url).not.toBe(withDatabase(inject("databaseAdminUrl"), TEMPLATE_DATABASE));
    expect(await ask(url, "SELECT count(*)::int > 0 AS migrated FROM _prisma_migrations")).toEqual([
      { migrated: true },
    ]);
    expect(await ask(url, "SELECT count(*)::int AS n FROM organisation")).toEqual([{ n: 0 }]);
  });

  it.each([
    "postgresql://u:p@db.example.com/countersign",
    "postgresql://u:p@10.0.0.7:5432/countersign",
    "postgresql://u:p@localhost/countersign?host=db.example.com",
    "postgresql://u:p@localhost.example.com/countersign",
  ])("refuses a database that is not on this machine: %s", (url) => {
    expect(() => assertLocal(url)).toThrow(/not on this machine/);
  });

  it.each([
    "postgresql://u:p@localhost/countersign",
    "postgresql://u:p@127.0.0.1:5433/countersign",
    "postgresql://u:p@[::1]/countersign",
    "postgresql://u:p@localhost:5432/countersign?host=%2Ftmp%2Fsocket",
  ])("takes one that is: %s", (url) => {
    expect(() => assertLocal(url)).not.toThrow();
  });
});
