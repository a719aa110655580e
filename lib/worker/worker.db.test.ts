import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { youngestBeatSeconds } from "@/lib/db/heartbeat";
import { claimDue } from "@/lib/db/outbox";
import { type House, openTestHouse } from "@/lib/ops/testing-fixtures";
import { startListening, stopListening } from "@/lib/ops/wakes";
import { DONE, type Job } from "@/lib/ops/work/jobs";
import { keys, PATIENCE, put, rowsOf, topicOf, untilGone, withWorkers } from "./test-outbox";
import { startWorker } from "./worker";

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});

describe("workers that share one outbox", () => {
  it("give every due row to exactly one of them", async () => {
    const handled: string[] = [];
    const topic = topicOf(async (jobs) => {
      handled.push(...jobs.map(({ key }) => key));
      return jobs.map(() => DONE);
    });
    await put(house.organisation, topic, keys(500));
    await withWorkers(3, topic, () => untilGone(topic));
    expect(handled.toSorted()).toEqual(keys(500));
  });

  it("take over a row whose worker died between claim and completion, when its lease ends", async () => {
    const seen: Job[] = [];
    const topic = topicOf(async (jobs) => {
      seen.push(...jobs);
      return jobs.map(() => DONE);
    });
    await put(house.organisation, topic, ["orphan"]);
    const claimed = await claimDue("a worker that dies", [
      { topic: topic.name, most: 10, leaseSeconds: 0.2 },
    ]);
    expect(claimed.jobs).toHaveLength(1);
    expect(claimed.dueInMs).toBeNull();
    await withWorkers(2, topic, () => untilGone(topic));
    expect(seen.map(({ key, attempts }) => ({ key, attempts }))).toEqual([{ key: "orphan", attempts: 2 }]);
  });

  it("leave a topic they do not know to those who do", async () => {
    const strange = topicOf(async (jobs) => jobs.map(() => DONE));
    const known = topicOf(async (jobs) => jobs.map(() => DONE));
    await put(house.organisation, strange, ["later"]);
    await put(house.organisation, known, ["now"]);
    await withWorkers(1, known, () => untilGone(known));
    expect(await rowsOf(strange)).toMatchObject([{ key: "later", attempts: 0, leaseOwner: null }]);
  });

  it("find what is due although every wake was lost", async () => {
    const topic = topicOf(async (jobs) => jobs.map(() => DONE));
    await stopListening();
    try {
      await withWorkers(1, topic, async () => {
        await put(house.organisation, topic, ["dated"], 0.3);
        await untilGone(topic);
      });
    } finally {
      startListening();
    }
  });

  it("go on when the database has dropped every connection", async () => {
    const topic = topicOf(async (jobs) => jobs.map(() => DONE));
    await withWorkers(1, topic, async () => {
      await put(house.organisation, topic, ["before"]);
      await untilGone(topic);
      await database()
        .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'countersign:%'`.catch(
        () => undefined, // its own connection goes too
      );
      await expect
        .poll(
          () =>
            put(house.organisation, topic, ["after"]).then(
              () => true,
              () => false,
            ),
          PATIENCE,
        )
        .toBe(true);
      await untilGone(topic);
    });
  });

  it("say that they are alive, and stop saying it when they leave", async () => {
    const topic = topicOf(async (jobs) => jobs.map(() => DONE));
    await withWorkers(1, topic, async () => {
      await expect.poll(youngestBeatSeconds, PATIENCE).not.toBeNull();
    });
    expect(await youngestBeatSeconds()).toBeNull();
  });
});

describe("a job that fails", () => {
  it("does not hold the others of its batch, and comes back later by itself", async () => {
    const handled: string[] = [];
    const topic = topicOf(async (jobs) => {
      if (jobs.some(({ key }) => key === "k0007")) throw new TypeError("this row is poison");
      handled.push(...jobs.map(({ key }) => key));
      return jobs.map(() => DONE);
    });
    await put(house.organisation, topic, keys(20));
    await withWorkers(1, topic, async () => {
      await expect
        .poll(() => rowsOf(topic), PATIENCE)
        .toMatchObject([
          {
            key: "k0007",
            attempts: 1,
            dead: false,
            leaseOwner: null,
            lastError: "TypeError: this row is poison",
          },
        ]);
    });
    expect(handled.toSorted()).toEqual(keys(20).filter((key) => key !== "k0007"));
  });

  it("is a dead letter when its budget is spent: kept, with its error, and said to whom it concerns", async () => {
    const given: string[] = [];
    const topic = topicOf(async (jobs) => jobs.map(() => ({ kind: "retry", error: "not today" })), {
      retry: { firstSeconds: 0.01, longestSeconds: 0.01, budget: { attempts: 3 } },
      giveUp: async (jobs, error) => void given.push(...jobs.map(({ key }) => `${key}: ${error}`)),
    });
    await put(house.organisation, topic, ["hopeless"]);
    await withWorkers(1, topic, async () => {
      await expect
        .poll(() => rowsOf(topic), PATIENCE)
        .toMatchObject([{ key: "hopeless", attempts: 3, dead: true, lastError: "not today" }]);
    });
    expect(given).toEqual(["hopeless: not today"]);
  });

  it("is a dead letter, unopened, when every worker that took it ended with it", async () => {
    const topic = topicOf(
      async () => {
        throw new Error("it was opened");
      },
      { retry: { firstSeconds: 1, longestSeconds: 1, budget: { attempts: 2 } } },
    );
    await put(house.organisation, topic, ["killer"]);
    for (let crash = 0; crash < 2; crash++) {
      await claimDue(`a worker that dies ${crash}`, [{ topic: topic.name, most: 1, leaseSeconds: 0 }]);
    }
    await withWorkers(1, topic, async () => {
      await expect.poll(() => rowsOf(topic), PATIENCE).toMatchObject([{ attempts: 3, dead: true }]);
    });
    expect((await rowsOf(topic))[0]?.lastError).toContain("every worker");
  });

  it("is due again when its handler says so, with a fresh count", async () => {
    const topic = topicOf(async (jobs) => jobs.map(() => ({ kind: "again", afterSeconds: 3_600 })));
    await put(house.organisation, topic, ["daily"]);
    await withWorkers(1, topic, async () => {
      await expect
        .poll(() => rowsOf(topic), PATIENCE)
        .toMatchObject([{ attempts: 0, leaseOwner: null, dead: false }]);
    });
  });
});

describe("a worker that stops", () => {
  it("finishes what it has begun, and gives the rest back untouched for others to take at once", async () => {
    const begun: string[] = [];
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const topic = topicOf(
      async (jobs) => {
        begun.push(...jobs.map(({ key }) => key));
        await gate;
        return jobs.map(() => DONE);
      },
      { batchSize: 1 },
    );
    await put(house.organisation, topic, keys(3));
    const worker = startWorker([topic]);
    await expect.poll(() => begun.length, PATIENCE).toBe(1);
    const stopping = worker.stop();
    finish();
    await stopping;
    const left = keys(3).filter((key) => !begun.includes(key));
    expect(begun).toHaveLength(1);
    expect(await rowsOf(topic)).toMatchObject(left.map((key) => ({ key, attempts: 0, leaseOwner: null })));
    expect((await claimDue("another", [{ topic: topic.name, most: 9, leaseSeconds: 30 }])).jobs).toHaveLength(
      2,
    );
  });

  it("does not wait for ever for what hangs: that goes back too", async () => {
    const topic = topicOf(() => new Promise(() => undefined));
    await put(house.organisation, topic, ["hanging"]);
    const worker = startWorker([topic]);
    await expect.poll(async () => (await rowsOf(topic))[0]?.leaseOwner, PATIENCE).toBe(worker.id);
    await worker.stop();
    expect(await rowsOf(topic)).toMatchObject([
      { key: "hanging", attempts: 0, leaseOwner: null, dead: false },
    ]);
  });
});
