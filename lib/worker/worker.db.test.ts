import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { youngestBeatSeconds } from "@/lib/db/heartbeat";
import { claimDue } from "@/lib/db/outbox";
import { type House, openTestHouse } from "@/lib/ops/testing-fixtures";
import { startListening, stopListening } from "@/lib/ops/wakes";
import { DONE, type Job } from "@/lib/ops/work/jobs";
import { newUuid } from "@/lib/runtime/ids";
import type { Topic } from "./topics";
import { startWorker, type Worker } from "./worker";

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});

/** A topic of the test's own, on the real outbox. */
const topicOf = (handle: Topic["handle"], more: Partial<Topic> = {}): Topic => ({
  name: `test.${newUuid()}`,
  leaseSeconds: 30,
  capacity: 100,
  batchSize: 10,
  groupOf: () => "all",
  lanes: 2,
  handle,
  retry: { firstSeconds: 3_600, longestSeconds: 3_600, budget: null },
  ...more,
});

async function put(topic: Topic, keys: readonly string[], inSeconds = 0): Promise<void> {
  await database().$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, due_at, created_at)
    SELECT ${house.organisation}, ${topic.name}, key, app_now() + make_interval(secs => ${inSeconds}::float8), app_now()
      FROM unnest(${[...keys]}::text[]) AS key`;
}

const rowsOf = (topic: Topic) =>
  database().outbox.findMany({
    where: { topic: topic.name },
    orderBy: { key: "asc" },
    select: { key: true, attempts: true, dead: true, leaseOwner: true, lastError: true, dueAt: true },
  });

function later() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, let: () => resolve() };
}

const untilGone = (topic: Topic) => expect.poll(() => rowsOf(topic), PATIENCE).toEqual([]);
const PATIENCE = { timeout: 20_000, interval: 10 };
const keys = (count: number) =>
  Array.from({ length: count }, (_, index) => `k${String(index).padStart(4, "0")}`);

async function withWorkers(count: number, topic: Topic, body: (workers: readonly Worker[]) => Promise<void>) {
  const workers = Array.from({ length: count }, () => startWorker([topic]));
  try {
    await body(workers);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

describe("workers that share one outbox", () => {
  it("give every due row to exactly one of them", async () => {
    const handled: string[] = [];
    const topic = topicOf(async (jobs) => {
      handled.push(...jobs.map(({ key }) => key));
      return jobs.map(() => DONE);
    });
    await put(topic, keys(500));
    await withWorkers(3, topic, () => untilGone(topic));
    expect(handled.toSorted()).toEqual(keys(500));
  });

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
    await put(topic, ["busy"]);
    await withWorkers(1, topic, () => untilGone(topic));
    expect(count).toBe(2);
  });

  it("take over a row whose worker died between claim and completion, when its lease ends", async () => {
    const seen: Job[] = [];
    const topic = topicOf(async (jobs) => {
      seen.push(...jobs);
      return jobs.map(() => DONE);
    });
    await put(topic, ["orphan"]);
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
    await put(strange, ["later"]);
    await put(known, ["now"]);
    await withWorkers(1, known, () => untilGone(known));
    expect(await rowsOf(strange)).toMatchObject([{ key: "later", attempts: 0, leaseOwner: null }]);
  });

  it("find what is due although every wake was lost", async () => {
    const topic = topicOf(async (jobs) => jobs.map(() => DONE));
    await stopListening();
    try {
      await withWorkers(1, topic, async () => {
        await put(topic, ["dated"], 0.3);
        await untilGone(topic);
      });
    } finally {
      startListening();
    }
  });

  it("go on when the database has dropped every connection", async () => {
    const topic = topicOf(async (jobs) => jobs.map(() => DONE));
    await withWorkers(1, topic, async () => {
      await put(topic, ["before"]);
      await untilGone(topic);
      await database()
        .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'countersign:%'`.catch(
        () => undefined, // its own connection goes too
      );
      await expect
        .poll(
          () =>
            put(topic, ["after"]).then(
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
    await put(topic, keys(20));
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
    await put(topic, ["hopeless"]);
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
    await put(topic, ["killer"]);
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
    await put(topic, ["daily"]);
    await withWorkers(1, topic, async () => {
      await expect
        .poll(() => rowsOf(topic), PATIENCE)
        .toMatchObject([{ attempts: 0, leaseOwner: null, dead: false }]);
    });
  });

  it("is gone when it is done, although somebody else's claim held its row at that moment", async () => {
    const { promise: isHeld, let: nowHeld } = later();
    const { promise: isDone, let: nowDone } = later();
    const topic = topicOf(async (jobs) => {
      await isHeld;
      nowDone();
      return jobs.map(() => DONE);
    });
    await put(topic, ["held"]);
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
    await put(topic, ["timer"]);
    await withWorkers(1, topic, async () => {
      await expect.poll(() => handledCount, PATIENCE).toBe(1);
    });
    expect(await rowsOf(topic)).toMatchObject([{ key: "timer", attempts: 0 }]);
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
    await put(topic, keys(3));
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
    await put(topic, ["hanging"]);
    const worker = startWorker([topic]);
    await expect.poll(async () => (await rowsOf(topic))[0]?.leaseOwner, PATIENCE).toBe(worker.id);
    await worker.stop();
    expect(await rowsOf(topic)).toMatchObject([
      { key: "hanging", attempts: 0, leaseOwner: null, dead: false },
    ]);
  });
});
