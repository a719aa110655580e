import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, hotTransaction, openDatabase, Prisma, sqlState } from "./client";
import { statements } from "./pipeline";
import { testDatabaseUrl } from "./testing";

beforeAll(async () => {
  openDatabase(await testDatabaseUrl());
  await statements().$executeRaw`CREATE TABLE note (id int PRIMARY KEY, text text NOT NULL)`;
});
afterAll(closeDatabase);

const texts = async () =>
  (await statements().$queryRaw<{ text: string }[]>`SELECT text FROM note ORDER BY id`).map(
    ({ text }) => text,
  );

describe("the pipeline", () => {
  it("reads as Prisma does: whole numbers of 64 bits, instants, JSON, arrays and nothing", async () => {
    const at = new Date("2026-11-27T11:00:00.123Z");
    const [row] = await statements().$queryRaw<unknown[]>`
      SELECT 9007199254740993::bigint AS big, ${at}::timestamptz AS at, ${JSON.stringify({ a: [1] })}::json AS json,
             ${["a", 'b"c', "d,e"]}::text[] AS list, ${null}::text AS none, ${7}::int AS small`;
    expect(row).toEqual({
      big: 9007199254740993n,
      at,
      json: { a: [1] },
      list: ["a", 'b"c', "d,e"],
      none: null,
      small: 7,
    });
  });

  it("puts fragments of SQL in as SQL, and values as values", async () => {
    const columns = Prisma.sql`${"x"}::text AS one, ${"y'; --"}::text AS two`;
    expect(await statements().$queryRaw`SELECT ${columns}, ${"z"}::text AS three`).toEqual([
      { one: "x", two: "y'; --", three: "z" },
    ]);
  });

  it("commits what its last statement wrote, before it says so", async () => {
    const result = await hotTransaction(async (tx) => ({
      result: "said",
      last: tx.$executeRaw`INSERT INTO note VALUES (1, 'kept')`,
    }));
    expect(result).toBe("said");
    expect(await texts()).toEqual(["kept"]);
  });

  it("keeps nothing and says why when the last statement fails, though its COMMIT is under way", async () => {
    const failed = hotTransaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO note VALUES (2, 'lost')`;
      return { result: "said", last: tx.$executeRaw`INSERT INTO note VALUES (1, 'a second one')` };
    });
    expect(sqlState(await failed.catch((error: unknown) => error))).toBe("23505");
    expect(await texts()).toEqual(["kept"]);
  });

  it("keeps nothing when the work itself fails, and the connection is good for the next", async () => {
    for (let round = 0; round < 30; round++) {
      const failed = hotTransaction(async (tx) => {
        await tx.$executeRaw`INSERT INTO note VALUES (3, 'lost')`;
        throw new Error("changed my mind");
      });
      await expect(failed).rejects.toThrow("changed my mind");
    }
    expect(await texts()).toEqual(["kept"]);
  });

  it("never takes a transaction that PostgreSQL rolled back for one that was committed", async () => {
    const failed = hotTransaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO note VALUES (1, 'a second one')`.catch(() => undefined);
      return { result: "said" };
    });
    await expect(failed).rejects.toThrow();
  });

  it("says that the database is away when its connection is cut, and goes on with another", async () => {
    const cut = hotTransaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
      return { result: "said" };
    });
    expect(["57P01", "ConnectionClosed"]).toContain(
      await cut.then(
        () => "committed",
        (error: { code?: string }) => error.code,
      ),
    );
    expect(await texts()).toEqual(["kept"]);
  });
});
