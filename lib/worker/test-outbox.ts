import { expect } from "vitest";
import { database } from "@/lib/db/client";
import { newUuid } from "@/lib/runtime/ids";
import type { Topic } from "./topics";
import { startWorker, type Worker } from "./worker";

/** Topics and workers of a test's own, on the real outbox. */

export const topicOf = (handle: Topic["handle"], more: Partial<Topic> = {}): Topic => ({
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

export async function put(
  organisation: string,
  topic: Topic,
  keys: readonly string[],
  inSeconds = 0,
): Promise<void> {
  await database().$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, due_at, created_at)
    SELECT ${organisation}, ${topic.name}, key, app_now() + make_interval(secs => ${inSeconds}::float8), app_now()
      FROM unnest(${[...keys]}::text[]) AS key`;
}

export const rowsOf = (topic: Topic) =>
  database().outbox.findMany({
    where: { topic: topic.name },
    orderBy: { key: "asc" },
    select: { key: true, attempts: true, dead: true, leaseOwner: true, lastError: true, dueAt: true },
  });

export const untilGone = (topic: Topic) => expect.poll(() => rowsOf(topic), PATIENCE).toEqual([]);
export const PATIENCE = { timeout: 20_000, interval: 10 };
export const keys = (count: number) =>
  Array.from({ length: count }, (_, index) => `k${String(index).padStart(4, "0")}`);

export async function withWorkers(
  count: number,
  topic: Topic,
  body: (workers: readonly Worker[]) => Promise<void>,
) {
  const workers = Array.from({ length: count }, () => startWorker([topic]));
  try {
    await body(workers);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}
