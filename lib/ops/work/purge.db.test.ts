import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { beat, endBeat, youngestBeatSeconds } from "@/lib/db/heartbeat";
import { purgeOnce } from "@/lib/db/purge";
import { readNow } from "@/lib/db/request-reader";
import { newId, newUuid } from "@/lib/runtime/ids";
import { readAction } from "../actions/read";
import { type House, openTestHouse } from "../testing-fixtures";

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});

const HOUR = 3_600_000;
const ago = async (hours: number) => new Date((await readNow()).getTime() - hours * HOUR);

async function keep(
  createdAt: Date,
  more: { endpoint?: string; status?: number | null; body?: string } = {},
) {
  const key = newUuid();
  await database().idempotencyKey.create({
    data: {
      organisationId: house.organisation,
      principal: "operator:x",
      endpoint: "PUT /api/v1/config",
      key,
      bodyHash: "h",
      status: 200,
      body: "not even JSON",
      createdAt,
      lockedUntil: createdAt,
      ...more,
    },
  });
  return async () => (await database().idempotencyKey.count({ where: { key } })) === 1;
}

describe("the purge", () => {
  it("forgets a repeated call's answer 24 h after it, and not before", async () => {
    const [old, young] = [await keep(await ago(24.1)), await keep(await ago(23.9))];
    await purgeOnce();
    expect([await old(), await young()]).toEqual([false, true]);
  });

  it("remembers a proposal's answer until 24 h after its request was decided", async () => {
    const { body } = await house.ask();
    const proposal = { endpoint: "POST /api/v1/actions", status: 202, body: JSON.stringify(body) };
    const isKept = await keep(await ago(100), proposal);
    await purgeOnce();
    expect(await isKept()).toBe(true);
    await database().$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${HOUR} WHERE id = 1`;
    const told = await readAction(house.agent, { id: body.action.id, wait: 0 });
    expect(told.request?.status).toBe("denied");
    await purgeOnce();
    expect(await isKept()).toBe(true);
    await database()
      .$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${24 * HOUR} WHERE id = 1`;
    await purgeOnce();
    expect(await isKept()).toBe(false);
  });

  it("removes sessions that have expired, old failures and counts, and nothing that still says something", async () => {
    const { organisation: organisationId } = house;
    const session = (expiresAt: Date, at: Date) =>
      database().session.create({
        data: {
          id: newId("ses"),
          organisationId,
          personId: "ana",
          assurance: "session",
          authenticatedAt: at,
          createdAt: at,
          expiresAt,
        },
      });
    const [old, now] = [await ago(48), await readNow()];
    const expired = await session(await ago(0.1), old);
    const valid = await session(new Date(now.getTime() + HOUR), old);
    await database().signInFailure.createMany({
      data: [
        { subject: "s", failedAt: old },
        { subject: "s", failedAt: now },
      ],
    });
    await database().rateBucket.createMany({
      data: [old, now].map((minute) => ({ organisationId, agentId: "counted", minute, count: 1 })),
    });
    await purgeOnce();
    const left = await database().session.findMany({ where: { id: { in: [expired.id, valid.id] } } });
    expect(left.map(({ id }) => id)).toEqual([valid.id]);
    expect(await database().signInFailure.count({ where: { subject: "s" } })).toBe(1);
    expect(await database().rateBucket.count({ where: { agentId: "counted" } })).toBe(1);
  });

  it("removes the heartbeat of a worker that died long ago", async () => {
    const [dead, alive] = [newUuid(), newUuid()];
    await beat(dead);
    await database()
      .$executeRaw`UPDATE worker_heartbeat SET beat_at = beat_at - interval '2 hours' WHERE id = ${dead}`;
    await beat(alive);
    await purgeOnce();
    expect(await database().workerHeartbeat.findMany({ select: { id: true } })).toEqual([{ id: alive }]);
    await endBeat(alive);
  });
});

describe("the heartbeat", () => {
  it("is as young as the youngest worker's, and moving the test clock does not age it", async () => {
    expect(await youngestBeatSeconds()).toBeNull();
    await beat("one");
    await beat("two");
    await database()
      .$executeRaw`UPDATE worker_heartbeat SET beat_at = beat_at - interval '1 hour' WHERE id = 'one'`;
    await database().$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${HOUR} WHERE id = 1`;
    expect(await youngestBeatSeconds()).toBeLessThan(60);
    await endBeat("two");
    expect(await youngestBeatSeconds()).toBeGreaterThan(3_500);
    await endBeat("one");
  });
});
