import { beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, database, openDatabase } from "@/lib/db/client";
import { beat } from "@/lib/db/heartbeat";
import { testDatabaseUrl } from "@/lib/db/testing";
import { readiness } from "./readiness";

beforeAll(async () => {
  openDatabase(await testDatabaseUrl());
});

describe("readiness", () => {
  it("is no while no worker has ever beaten, and yes when one has", async () => {
    expect(await readiness()).toMatchObject({
      ok: false,
      checks: { database: { ok: true }, worker: { ok: false, heartbeat_age_seconds: null } },
    });
    await beat("worker-1");
    expect(await readiness()).toMatchObject({
      ok: true,
      checks: {
        migrations: { ok: true, pending: [], ahead: [] },
        worker: { ok: true },
        clock: { ok: true },
        roles: { ok: true, state: "embedded" },
        warnings: [],
      },
    });
  });

  it("is no when the youngest worker has been silent for long", async () => {
    await database()
      .$executeRaw`UPDATE worker_heartbeat SET beat_at = clock_timestamp() - interval '31 seconds'`;
    expect(await readiness()).toMatchObject({ ok: false, checks: { worker: { ok: false } } });
  });

  it("is no, and no crash, while the database is away", async () => {
    await closeDatabase();
    openDatabase("postgresql://nobody@127.0.0.1:1/none");
    expect(await readiness()).toMatchObject({ ok: false, checks: { database: { ok: false } } });
    await closeDatabase();
  });
});
