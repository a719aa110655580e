import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isDomainError } from "@/lib/contract/errors";
import { database } from "@/lib/db/client";
import { claimDue } from "@/lib/db/outbox";
import { readNow } from "@/lib/db/request-reader";
import { changeConfig } from "@/lib/ops/config/apply";
import { listRequests } from "@/lib/ops/requests/list";
import { respond } from "@/lib/ops/requests/respond";
import { snapshotInForce } from "@/lib/ops/requests/world";
import { advanceClock } from "@/lib/ops/testing/advance-clock";
import { listDeliveries } from "@/lib/ops/testing/list-deliveries";
import { resetOrganisation } from "@/lib/ops/testing/reset-organisation";
import { openTestHouse, SMALL_COMPANY } from "@/lib/ops/testing-fixtures";
import { newId } from "@/lib/runtime/ids";
import { forget } from "@/lib/runtime/remember";
import { startWorker, type Worker } from "./worker";

let worker: Worker;
beforeAll(async () => {
  await openTestHouse();
  worker = startWorker();
});
afterAll(() => worker.stop());
afterEach(() => setTestMode("1"));
beforeAll(() => setTestMode("1"));

function setTestMode(flag: "0" | "1"): void {
  process.env.COUNTERSIGN_TEST_MODE = flag;
  forget("config");
}

describe("test mode", () => {
  it("does not exist elsewhere, whoever asks", async () => {
    const house = await openTestHouse();
    setTestMode("0");
    const before = await readNow();
    for (const work of [
      () => advanceClock(house.operator, { advance_seconds: 3600 }),
      () => resetOrganisation(house.operator),
      () => listDeliveries(house.operator),
    ]) {
      await expect(work()).rejects.toSatisfy((error) => isDomainError(error) && error.code === "not_found");
    }
    expect((await readNow()).getTime() - before.getTime()).toBeLessThan(3_600_000);
    expect((await snapshotInForce(house.organisation)).document.people).not.toEqual([]);
  });

  it("answers the time it moved to, when everything then due is done", async () => {
    const house = await openTestHouse();
    const before = await readNow();
    await Promise.all(Array.from({ length: 20 }, () => house.ask()));
    const { now } = await advanceClock(house.operator, { advance_seconds: 3600.5 });
    expect(new Date(now).getTime() - before.getTime()).toBeGreaterThanOrEqual(3_600_500);
    const { requests } = await listRequests(house.operator, { view: "all", status: "pending", limit: 50 });
    expect(requests).toEqual([]);
    expect((await advanceClock(house.operator, { advance_seconds: 0 })).now >= now).toBe(true);
  });

  it("moves the clock only when nobody is at work: what is leased is waited for", async () => {
    const house = await openTestHouse();
    const topic = "test.slow";
    await database()
      .$executeRaw`INSERT INTO outbox (organisation_id, topic, key, due_at, created_at) VALUES (${house.organisation}, ${topic}, 'a', app_now(), app_now())`;
    const { jobs } = await claimDue("somebody", [{ topic, most: 1, leaseSeconds: 60 }]);
    expect(jobs).toHaveLength(1);
    let isMoved = false;
    const moving = advanceClock(house.operator, { advance_seconds: 60 }).then(() => {
      isMoved = true;
    });
    const before = await readNow();
    await expect
      .poll(async () => (await readNow()).getTime() - before.getTime(), { interval: 5 })
      .toBeGreaterThan(100);
    expect(isMoved).toBe(false);
    await database().outbox.deleteMany({ where: { topic } });
    await moving;
  });

  it("many movers at once each move it in full", async () => {
    const house = await openTestHouse();
    const before = await readNow();
    await Promise.all(
      Array.from({ length: 5 }, () => advanceClock(house.operator, { advance_seconds: 100 })),
    );
    const moved = (await readNow()).getTime() - before.getTime();
    expect(moved).toBeGreaterThanOrEqual(500_000);
  });
});

describe("a reset", () => {
  it("leaves nothing but the id, the name, the operator tokens and the clock, and the house goes on", async () => {
    const house = await openTestHouse();
    const other = await openTestHouse();
    await other.ask();
    await addOperator(house.organisation);
    const { body } = await house.ask();
    await respond(house.person("ana"), {
      id: body.request?.id ?? "",
      verdict: "approve",
      digest: body.action.digest,
    });
    await house.ask();
    const before = await readNow();
    await resetOrganisation(house.operator);
    expect(await rowsOf(house.organisation)).toEqual({
      config_version: 1,
      ledger_head: 1,
      api_key: 1,
      organisation: 1,
    });
    expect((await rowsOf(other.organisation)).request_event).toBeGreaterThan(0);
    expect((await readNow()) >= before).toBe(true);
    const { document, version } = await snapshotInForce(house.organisation);
    expect(document).toMatchObject({
      organisation: { id: house.organisation, name: "Test" },
      people: [],
      routes: [],
    });
    expect(version).toBeGreaterThan(1);
  });

  it("can be configured and used again, with a ledger that begins anew", async () => {
    const house = await openTestHouse();
    await house.ask();
    await resetOrganisation(house.operator);
    await changeConfig(house.operator, (current) => ({
      ...current,
      people: [{ id: "zoe", name: "Zoe", role: "admin", level: 1 }],
    }));
    const entries = await database().ledgerEntry.findMany({
      where: { organisationId: house.organisation },
      select: { seq: true },
    });
    expect(entries[0]?.seq).toBe(1n);
  });

  it("leaves the append-only tables as guarded as they were", async () => {
    const house = await openTestHouse();
    await resetOrganisation(house.operator);
    const guards = await database().$queryRaw<{ name: string; state: string }[]>`
      SELECT tgname AS name, tgenabled::text AS state FROM pg_trigger WHERE tgname LIKE '%append_only' OR tgname LIKE '%no_truncate' ORDER BY 1`;
    expect(guards).toHaveLength(8);
    expect(guards.every(({ state }) => state === "A")).toBe(true);
    const { body } = await house.ask().catch(() => ({ body: null }));
    expect(body).toBeNull();
    const another = await openTestHouse(SMALL_COMPANY);
    await another.ask();
    await expect(
      database().$executeRaw`DELETE FROM request_event WHERE organisation_id = ${another.organisation}`,
    ).rejects.toThrow("append-only");
  });

  it("while others of the house are busy neither blocks them nor is blocked", async () => {
    const [house, busy] = [await openTestHouse(), await openTestHouse()];
    await Promise.all([
      ...Array.from({ length: 60 }, () => busy.ask()),
      resetOrganisation(house.operator),
      ...Array.from({ length: 10 }, (_, index) =>
        changeConfig(busy.operator, (current) => ({
          ...current,
          teams: [
            ...current.teams.filter(({ id }) => id !== "t"),
            { id: "t", name: `T${index}`, members: [] },
          ],
        })),
      ),
    ]);
    expect(await rowsOf(house.organisation)).not.toHaveProperty("approval_request");
  });
});

const addOperator = (organisationId: string) =>
  database().apiKey.create({
    data: {
      id: newId("key"),
      organisationId,
      kind: "operator",
      prefix: "cso_test",
      hash: newId("key"),
      createdAt: new Date("2026-01-01T00:00:00Z"),
    },
  });

/** How many rows each table holds of an organisation; tables with none are left out. */
async function rowsOf(organisation: string): Promise<Readonly<Record<string, number>>> {
  const tables = await database().$queryRaw<{ name: string; key: string }[]>`
    SELECT table_name AS name, CASE table_name WHEN 'organisation' THEN 'id' ELSE 'organisation_id' END AS key
      FROM information_schema.columns
     WHERE table_schema = 'public' AND (column_name = 'organisation_id' OR (table_name = 'organisation' AND column_name = 'id'))`;
  const counts: [string, number][] = [];
  for (const { name, key } of tables) {
    const [row] = await database().$queryRawUnsafe<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM ${name} WHERE ${key} = $1`,
      organisation,
    );
    if (row && row.count > 0) counts.push([name, row.count]);
  }
  return Object.fromEntries(counts);
}
