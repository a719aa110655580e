import { finishJobs, type Job, type JobOutcome, type PutBack, putBackJobs } from "@/lib/ops/work/jobs";
import { isDatabaseAway } from "@/lib/runtime/database-away";
import { randomBelow } from "@/lib/runtime/ids";
import { log } from "@/lib/runtime/log";
import { metrics } from "@/lib/runtime/metrics";
import { isWornOut, retryDelay } from "./back-off";
import type { Topic } from "./topics";

/** The rows of one topic that this process has claimed: in batches, side by side, each ending in a date or in nothing. */
export type Lane = {
  readonly topic: Topic;
  /** How many more rows it can take. */
  room(): number;
  take(jobs: readonly Job[]): void;
  /** Begin nothing more; resolves when what was begun has ended. */
  drain(): Promise<void>;
  /** Claimed and not ended. */
  unfinished(): readonly Job[];
};

type Surroundings = {
  readonly owner: string;
  /** There is room again. */
  readonly freed: () => void;
  readonly troubled: (error: unknown, what: string) => void;
};

export function makeLane(topic: Topic, { owner, freed, troubled }: Surroundings): Lane {
  const inHand = new Map<string, Job>();
  /** By group. What arrives while its group is busy is handled together afterwards: the busier, the larger the batch. */
  const waiting = new Map<string, Job[]>();
  const running = new Map<string, Promise<void>>();
  let isDraining = false;

  const run = async (batch: readonly Job[]): Promise<void> => {
    try {
      await settle(topic, owner, batch, await outcomesOf(topic, owner, batch));
    } catch (error) {
      // Nothing could be written down: the rows come back when their lease ends.
      troubled(error, topic.name);
    }
    for (const { id } of batch) inHand.delete(id);
  };
  const begin = (group: string, jobs: Job[]): void => {
    const batch = jobs.splice(0, topic.batchSize);
    if (jobs.length === 0) waiting.delete(group);
    const work = run(batch).finally(() => {
      running.delete(group);
      pump();
      freed();
    });
    running.set(group, work);
  };
  const pump = (): void => {
    for (const [group, jobs] of waiting) {
      if (isDraining || running.size >= topic.lanes) return;
      if (!running.has(group)) begin(group, jobs);
    }
  };
  return {
    topic,
    room: () => topic.capacity - inHand.size,
    take: (jobs) => {
      for (const job of jobs) {
        // A row whose lease ended while we were still at it is already in our hands.
        if (inHand.has(job.id)) continue;
        inHand.set(job.id, job);
        const group = topic.groupOf(job);
        const others = waiting.get(group);
        if (others) others.push(job);
        else waiting.set(group, [job]);
      }
      pump();
    },
    drain: async () => {
      isDraining = true;
      await Promise.all(running.values());
    },
    unfinished: () => [...inHand.values()],
  };
}

/** Claimed more often than it may fail, and never heard of again: whoever took it died of it, or with it. */
const WORN_OUT: JobOutcome = { kind: "dead", error: "every worker that took it ended before it did" };

type Outcomes = readonly (JobOutcome | undefined)[];

async function outcomesOf(topic: Topic, owner: string, batch: readonly Job[]): Promise<Outcomes> {
  const sound = batch.filter((job) => !isWornOut(topic.retry, job));
  const outcomes = sound.length === 0 ? [] : await attempt(topic, owner, sound);
  const byId = new Map(sound.map(({ id }, index) => [id, outcomes[index]]));
  return batch.map((job) => (isWornOut(topic.retry, job) ? WORN_OUT : byId.get(job.id)));
}

/** A batch that throws is tried again in halves, until the row that does it stands alone and only that one fails. */
async function attempt(topic: Topic, owner: string, batch: readonly Job[]): Promise<readonly JobOutcome[]> {
  try {
    return await topic.handle(batch, owner);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const [only, ...others] = batch;
    if (only && others.length === 0) {
      log().error({ error, topic: topic.name, job: only.key, attempts: only.attempts }, "a job failed");
      return [{ kind: "retry", error: wordsOf(error) }];
    }
    const middle = Math.ceil(batch.length / 2);
    const first = await attempt(topic, owner, batch.slice(0, middle));
    return [...first, ...(await attempt(topic, owner, batch.slice(middle)))];
  }
}

async function settle(topic: Topic, owner: string, batch: readonly Job[], outcomes: Outcomes): Promise<void> {
  const done: string[] = [];
  const back: PutBack[] = [];
  const buried: { readonly job: Job; readonly error: string }[] = [];
  for (const [index, job] of batch.entries()) {
    const next = nextOf(topic, job, outcomes[index]);
    if (next.kind === "done") done.push(job.id);
    else back.push(next.row);
    if (next.kind === "dead") buried.push({ job, error: next.row.error ?? "" });
    metrics().jobs.inc({ topic: topic.name, result: next.kind });
  }
  for (const { job, error } of buried) {
    log().error({ topic: topic.name, job: job.key, attempts: job.attempts, why: error }, "a job is dead");
    await topic.giveUp?.([job], error);
  }
  await finishJobs(owner, done);
  await putBackJobs(owner, back);
}

type Next = { readonly kind: "done" } | { readonly kind: "retry" | "dead" | "again"; readonly row: PutBack };

function nextOf(topic: Topic, job: Job, outcome: JobOutcome | undefined): Next {
  const { id, attempts } = job;
  switch (outcome?.kind) {
    case "done":
      return { kind: "done" };
    case "again":
      return {
        kind: "again",
        row: { id, delaySeconds: outcome.afterSeconds, attempts: 0, isDead: false, error: null },
      };
    case "dead":
      return {
        kind: "dead",
        row: { id, delaySeconds: 0, attempts, isDead: true, error: outcome.error },
      };
    case "retry":
    case undefined: {
      const error = outcome?.error ?? "the handler did not answer for it";
      const delaySeconds = retryDelay(topic.retry, job, randomBelow(1_000) / 1_000);
      return delaySeconds === null
        ? { kind: "dead", row: { id, delaySeconds: 0, attempts, isDead: true, error } }
        : { kind: "retry", row: { id, delaySeconds, attempts, isDead: false, error } };
    }
    default:
      return outcome satisfies never;
  }
}

/** What a person finds in the dead letter: which error it was, and where it says more. */
const wordsOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : "error";
