import { setTimeout as sleep } from "node:timers/promises";
import { onWake } from "@/lib/ops/wakes";
import { beat, claimDue, endBeat, ensureTimer, putBackJobs, wakeWorkers } from "@/lib/ops/work/jobs";
import { isDatabaseAway } from "@/lib/runtime/database-away";
import { newUuid } from "@/lib/runtime/ids";
import { log } from "@/lib/runtime/log";
import { metrics } from "@/lib/runtime/metrics";
import { type Alarm, makeAlarm } from "./alarm";
import { type Lane, makeLane } from "./lane";
import { HOUSE_TIMERS, TOPICS, type Topic } from "./topics";

/**
 * The wheel that turns: claim what is due, give it to its topic's lane, sleep until the next date. Every process has
 * one and none is special: a row belongs to whoever claimed it until its lease ends, and then to anybody.
 */
export type Worker = {
  readonly id: string;
  /** Finishes what is begun, within reason, and gives the rest back at once. */
  stop(): Promise<void>;
};

/**
 * Wakes may be lost. No deadline is shorter than a second, so who looks twice a second knows every date before it
 * comes.
 */
const POLL_MS = 500;
const MOST_PER_CLAIM = 1_000;
/** Under a flood, rows are claimed by the armful: whoever was idle this long is not delayed at all. */
const PACE_MS = 50;
const BEAT_MS = 5_000;
/** A clean stop takes less than two seconds, and after this the database still has to close. */
const DRAIN_MS = 800;
const FIRST_TROUBLE_MS = 100;
const LONGEST_TROUBLE_MS = 1_000;

type Wheel = {
  readonly id: string;
  readonly alarm: Alarm;
  readonly lanes: readonly Lane[];
  readonly trouble: Trouble;
};

export function startWorker(topics: readonly Topic[] = TOPICS): Worker {
  const id = newUuid();
  const alarm = makeAlarm();
  const trouble = makeTrouble();
  const surroundings = { owner: id, freed: alarm.ring, troubled: trouble.report };
  const wheel: Wheel = {
    id,
    alarm,
    trouble,
    lanes: topics.map((topic) => makeLane(topic, surroundings)),
  };
  const stopping = new AbortController();
  const deafen = onWake(alarm.hear);
  const turning = turn(wheel, stopping.signal);
  return {
    id,
    stop: async () => {
      stopping.abort();
      deafen();
      alarm.ring();
      const drained = Promise.all(wheel.lanes.map((lane) => lane.drain()));
      await turning;
      await Promise.race([drained, sleep(DRAIN_MS, undefined, { ref: false })]);
      await leave(wheel);
    },
  };
}

async function turn(wheel: Wheel, stopping: AbortSignal): Promise<void> {
  let beatAt = Number.NEGATIVE_INFINITY;
  let claimedAt = Number.NEGATIVE_INFINITY;
  while (!stopping.aborted) {
    let pauseMs: number;
    const restMs = PACE_MS - (performance.now() - claimedAt);
    if (restMs > 0) await sleep(restMs);
    claimedAt = performance.now();
    try {
      if (performance.now() - beatAt >= BEAT_MS) {
        await keepHouse(wheel.id);
        beatAt = performance.now();
      }
      pauseMs = await claim(wheel);
      wheel.trouble.over();
    } catch (error) {
      pauseMs = wheel.trouble.report(error, "claim");
    }
    if (!stopping.aborted) await wheel.alarm.sleep(pauseMs);
  }
}

/** Say that this worker is alive, and see that the house's own timers are there: a row may have been taken out by hand. */
async function keepHouse(id: string): Promise<void> {
  await beat(id);
  for (const { topic, key } of HOUSE_TIMERS) await ensureTimer(topic, key);
}

/** Claim what is due, for lanes that have room. Answers how long there is nothing to claim, as far as is known. */
async function claim({ id, alarm, lanes }: Wheel): Promise<number> {
  const open = lanes.filter((lane) => lane.room() > 0);
  const wanted = open.map(({ topic, room }) => ({
    topic: topic.name,
    most: Math.min(room(), MOST_PER_CLAIM),
    leaseSeconds: topic.leaseSeconds,
  }));
  alarm.clear();
  if (wanted.length === 0) return POLL_MS;
  const { jobs, nowMs, dueInMs } = await claimDue(id, wanted);
  alarm.setClock(nowMs);
  let isFull = false;
  for (const [index, lane] of open.entries()) {
    const mine = jobs.filter(({ topic }) => topic === lane.topic.name);
    for (const { topic, lateSeconds } of mine) metrics().jobLatenessSeconds.observe({ topic }, lateSeconds);
    if (mine.length > 0) lane.take(mine);
    isFull ||= mine.length === wanted[index]?.most;
  }
  return isFull ? 0 : Math.min(dueInMs ?? POLL_MS, POLL_MS);
}

/** What is still in hand goes back to the others, who need not wait for the leases to end. */
async function leave({ id, lanes, trouble }: Wheel): Promise<void> {
  const rest = lanes.flatMap((lane) => lane.unfinished());
  try {
    await putBackJobs(
      id,
      rest.map((job) => ({
        id: job.id,
        delaySeconds: 0,
        attempts: job.attempts - 1,
        isDead: false,
        error: null,
      })),
    );
    if (rest.length > 0) await wakeWorkers();
    await endBeat(id);
  } catch (error) {
    // The leases end by themselves.
    trouble.report(error, "leave");
  }
}

type Trouble = {
  /** Answers how long to wait before trying again. */
  report(error: unknown, what: string): number;
  over(): void;
};

/** A database that goes away is said once, not at every turn; anything else is a bug, and said each time. */
function makeTrouble(): Trouble {
  let isAway = false;
  let failures = 0;
  return {
    report: (error, what) => {
      failures += 1;
      if (!isDatabaseAway(error)) log().error({ error, what }, "the worker failed");
      else if (!isAway) log().warn({ error, what }, "the worker cannot reach the database");
      isAway ||= isDatabaseAway(error);
      return Math.min(FIRST_TROUBLE_MS * 2 ** Math.min(failures, 16), LONGEST_TROUBLE_MS);
    },
    over: () => {
      if (isAway) log().warn("the worker reaches the database again");
      isAway = false;
      failures = 0;
    },
  };
}
