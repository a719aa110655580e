import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { type House, openTestHouse } from "@/lib/ops/testing-fixtures";
import { DONE } from "@/lib/ops/work/jobs";
import { PATIENCE, put, rowsOf, topicOf, untilGone, withWorkers } from "./test-outbox";

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});

function later() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, let: () => resolve() };
}

describe("a row that somebody touches while it is handled", () => {
  it("come back to a row that was written anew while they were at it", async () => {
    let count = 0;
    const topic = topicOf(async (jobs) => {
      count += 1;
      // As a request that changes again while its copies are painted, and before that is noted as done.
      if (count === 1) {
        await database().$executeRaw`
          INSERT INTO outbox (organisation_id, topic, key, due_at, created_at)
          VALUES (${house.organisation}, ${topic.name}, 'busy', app_now(), app_now())
          ON CONFLICT (topic, key) DO UPDATE SET id = excluded.id, due_at = excluded.due_at, attempts = 0, lease_owner = NULL`;
        await expect.poll(async () => (await rowsOf(topic))[0]?.leaseOwner, PATIENCE).not.toBeNull();
      }
      return jobs.map(() => DONE);
    });
    await put(house.organisation, topic, ["busy"]);
    await withWorkers(1, topic, () => untilGone(topic));
    expect(count).toBe(2);
  });

  it("is gone when it is done, although somebody else's claim held its row at that moment", async () => {
    const { promise: isHeld, let: nowHeld } = later();
    const { promise: isDone, let: nowDone } = later();
    const topic = topicOf(async (jobs) => {
      await isHeld;
      nowDone();
      return jobs.map(() => DONE);
    });
    await put(house.organisation, topic, ["held"]);
    await withWorkers(1, topic, async () => {
      await expect.poll(() => rowsOf(topic), PATIENCE).toMatchObject([{ attempts: 1 }]);
      await database().$transaction(async (tx) => {
        await tx.$queryRaw`SELECT id FROM outbox WHERE topic = ${topic.name} FOR UPDATE`;
        nowHeld();
        await isDone;
        await new Promise((resolve) => setTimeout(resolve, 100));
      });
      await untilGone(topic);
    });
  });

  it("stays when it was written anew while it was handled", async () => {
    let handledCount = 0;
    const topic = topicOf(async (jobs) => {
      handledCount += 1;
      await database()
        .$executeRaw`UPDATE outbox SET due_at = app_now() + interval '1 hour', attempts = 0, lease_owner = NULL WHERE topic = ${topic.name}`;
      return jobs.map(() => DONE);
    });
    await put(house.organisation, topic, ["timer"]);
    await withWorkers(1, topic, async () => {
      await expect.poll(() => handledCount, PATIENCE).toBe(1);
    });
    expect(await rowsOf(topic)).toMatchObject([{ key: "timer", attempts: 0 }]);
  });
});
