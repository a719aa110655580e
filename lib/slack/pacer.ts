/**
 * The pace of calls to one workspace. Slack allows so many calls per method, and of messages so many per channel; who
 * asks for more is told to wait, and then everything waits. So calls stand in line here: what was decided before what
 * is new, and of two paintings of one copy only the later one is made. A call is made once or not at all: repeating
 * it is the outbox's business. Nothing here knows Slack; time comes from outside.
 */

export const PRIORITIES = ["decided", "new", "reminder", "home"] as const;
export type Priority = (typeof PRIORITIES)[number];

export type PacedCall<T> = {
  readonly method: string;
  /** Where it goes; null for what has no channel. */
  readonly channel: string | null;
  readonly priority: Priority;
  /** What it paints. A later call of the same key takes the place of one that still waits, and both get its outcome. */
  readonly key?: string;
  readonly call: () => Promise<T>;
};

export type PacerClock = {
  readonly nowMs: () => number;
  /** Calls back once, after so long, unless taken back. */
  readonly after: (ms: number, run: () => void) => () => void;
};

export type PacerOptions = {
  readonly clock?: PacerClock;
  /** How long Slack asked us to stay away, if that is what went wrong; null otherwise. */
  readonly retryAfterSeconds: (error: unknown) => number | null;
};

export type Pacer = {
  readonly run: <T>(task: PacedCall<T>) => Promise<T>;
  readonly waitingCount: () => number;
};

type Rate = { readonly perSecond: number; readonly burst: number };
type Rule = { readonly method: Rate; readonly channel?: Rate };

const GENEROUS: Rate = { perSecond: 20, burst: 50 };
/** Slack's documented rates, or a little less where they are given per minute with bursts. */
const RULES: ReadonlyMap<string, Rule> = new Map([
  ["chat.postMessage", { method: GENEROUS, channel: { perSecond: 1, burst: 3 } }],
  ["chat.update", { method: { perSecond: 5, burst: 20 } }],
]);
const OTHERS: Rule = { method: GENEROUS };

/** A Slack that hangs must not collect calls of ours. */
const MOST_RUNNING = 20;

type Waiting = {
  readonly order: number;
  task: PacedCall<unknown>;
  rank: number;
  readonly waiters: { resolve: (value: unknown) => void; reject: (error: unknown) => void }[];
};

type Line = {
  readonly options: PacerOptions;
  readonly clock: PacerClock;
  readonly buckets: Map<string, Bucket>;
  readonly paused: Map<string, number>;
  readonly runningKeys: Set<string>;
  /** Sorted: the most urgent first, then the oldest. */
  waiting: Waiting[];
  runningCount: number;
  count: number;
  cancelTimer: () => void;
};

export function makePacer(options: PacerOptions): Pacer {
  const line: Line = {
    options,
    clock: options.clock ?? systemClock,
    buckets: new Map(),
    paused: new Map(),
    runningKeys: new Set(),
    waiting: [],
    runningCount: 0,
    count: 0,
    cancelTimer: () => {},
  };
  return {
    run: <T>(task: PacedCall<T>) =>
      new Promise<T>((resolve, reject) => {
        // safe because the outcome that resolves it is that of this call, or of one that paints the same
        enter(line, task, { resolve: resolve as (value: unknown) => void, reject });
        turn(line);
      }),
    waitingCount: () => line.waiting.length,
  };
}

const systemClock: PacerClock = {
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.ceil(ms));
    return () => clearTimeout(timer);
  },
};

function enter(line: Line, task: PacedCall<unknown>, waiter: Waiting["waiters"][number]): void {
  const rank = PRIORITIES.indexOf(task.priority);
  const same = task.key === undefined ? undefined : line.waiting.find((other) => other.task.key === task.key);
  if (same) {
    same.task = task;
    same.rank = Math.min(same.rank, rank);
    same.waiters.push(waiter);
  } else {
    line.waiting.push({ order: line.count++, task, rank, waiters: [waiter] });
  }
  line.waiting.sort((a, b) => a.rank - b.rank || a.order - b.order);
}

/** Begins whatever may begin now, and comes back when the next of the others may. */
function turn(line: Line): void {
  line.cancelTimer();
  line.cancelTimer = () => {};
  const now = line.clock.nowMs();
  let soonest = Number.POSITIVE_INFINITY;
  const staying: Waiting[] = [];
  const leaving: Waiting[] = [];
  for (const waiting of line.waiting) {
    const isFull = line.runningCount + leaving.length >= MOST_RUNNING;
    const at =
      isFull || isPainting(line, waiting.task, leaving)
        ? Number.POSITIVE_INFINITY
        : mayAt(line, waiting.task, now);
    if (at <= now) {
      take(line, waiting.task, now);
      leaving.push(waiting);
    } else {
      soonest = Math.min(soonest, at);
      staying.push(waiting);
    }
  }
  line.waiting = staying;
  if (soonest < Number.POSITIVE_INFINITY)
    line.cancelTimer = line.clock.after(soonest - now, () => turn(line));
  for (const waiting of leaving) void begin(line, waiting);
}

/** Two paintings of one copy on their way at once could arrive the wrong way round. */
const isPainting = (line: Line, { key }: PacedCall<unknown>, leaving: readonly Waiting[]): boolean =>
  key !== undefined && (line.runningKeys.has(key) || leaving.some(({ task }) => task.key === key));

async function begin(line: Line, { task, waiters }: Waiting): Promise<void> {
  line.runningCount += 1;
  if (task.key !== undefined) line.runningKeys.add(task.key);
  try {
    const value = await task.call();
    for (const { resolve } of waiters) resolve(value);
  } catch (error) {
    const seconds = line.options.retryAfterSeconds(error);
    if (seconds !== null) pause(line, task, seconds * 1_000);
    for (const { reject } of waiters) reject(error);
  } finally {
    line.runningCount -= 1;
    if (task.key !== undefined) line.runningKeys.delete(task.key);
    turn(line);
  }
}

/** Where a method is limited per channel, only that channel rests. */
function pause(line: Line, task: PacedCall<unknown>, ms: number): void {
  const scope = scopesOf(task).at(-1);
  if (scope === undefined) return;
  const until = line.clock.nowMs() + ms;
  line.paused.set(scope.name, Math.max(until, line.paused.get(scope.name) ?? 0));
}

type Scope = { readonly name: string; readonly rate: Rate };

/** The narrowest last. */
function scopesOf({ method, channel }: PacedCall<unknown>): readonly Scope[] {
  const rule = RULES.get(method) ?? OTHERS;
  const all: Scope = { name: method, rate: rule.method };
  if (rule.channel === undefined || channel === null) return [all];
  return [all, { name: `${method} ${channel}`, rate: rule.channel }];
}

/**
 * A bucket of tokens, kept as the instant at which it will be full again: whole milliseconds instead of fractions of
 * tokens, so that waiting until the instant it names is always enough.
 */
type Bucket = { fullAt: number };

function mayAt(line: Line, task: PacedCall<unknown>, now: number): number {
  const instants = scopesOf(task).map(({ name, rate }) => {
    const spacing = 1_000 / rate.perSecond;
    const fullAt = line.buckets.get(name)?.fullAt ?? now;
    return Math.max(fullAt - spacing * (rate.burst - 1), line.paused.get(name) ?? now);
  });
  return Math.max(now, ...instants);
}

function take(line: Line, task: PacedCall<unknown>, now: number): void {
  for (const { name, rate } of scopesOf(task)) {
    const fullAt = Math.max(now, line.buckets.get(name)?.fullAt ?? now);
    line.buckets.set(name, { fullAt: fullAt + 1_000 / rate.perSecond });
  }
  if (line.buckets.size > MOST_BUCKETS) forgetFull(line, now);
}

/** A full bucket is as good as none. */
const MOST_BUCKETS = 1_000;

function forgetFull(line: Line, now: number): void {
  for (const [name, { fullAt }] of line.buckets) if (fullAt <= now) line.buckets.delete(name);
  for (const [name, until] of line.paused) if (until <= now) line.paused.delete(name);
}
