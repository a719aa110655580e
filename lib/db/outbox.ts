import { setTimeout as sleep } from "node:timers/promises";
import { database } from "./client";
import { statements } from "./pipeline";

/**
 * The worker's side of the outbox. A claimed row belongs to its `lease_owner` until `due_at`; then it is due again, for
 * anybody. Whoever writes a row anew (a request's timer, re-dated) gives it a new id and so ends the claim: what is
 * written while somebody is at it is claimed again, also by the same worker, and is not finished with the old one.
 * Everything here asks "still mine?" and passes over rows that somebody else holds, to ask again: nothing waits for a lock.
 */
export type Job = {
  readonly id: string;
  readonly organisation: string;
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
  /** This one included. */
  readonly attempts: number;
  readonly ageSeconds: number;
  /** How long after its instant it was claimed. */
  readonly lateSeconds: number;
};

export type Wanted = { readonly topic: string; readonly most: number; readonly leaseSeconds: number };

export type Claim = {
  readonly jobs: readonly Job[];
  /** The database's clock, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** When the next row of these topics that is not due yet will be; null when there is none. */
  readonly dueInMs: number | null;
};

type ClaimRow = Omit<Claim, "jobs"> & { readonly [K in keyof Job]: Job[K] | null };

/**
 * Take due rows, earliest first, so many of each topic. One statement that stays flat however many timers wait: the
 * clock is read once, because a function called for every row could not use the index on `due_at`; `topic || ''` keeps
 * the planner from the index on topics, which holds every timer there is; and rows are changed by an array of ids,
 * because of a join the planner expects a third of the table and reads all of it.
 */
export async function claimDue(owner: string, wanted: readonly Wanted[]): Promise<Claim> {
  const topics = wanted.map(({ topic }) => topic);
  const rows = await statements().$queryRaw<ClaimRow[]>`/* PREPARED */
    WITH clock AS MATERIALIZED (SELECT app_now() AS now),
    wanted AS (
      SELECT * FROM unnest(${topics}::text[], ${wanted.map(({ most }) => most)}::int[], ${wanted.map(({ leaseSeconds }) => leaseSeconds)}::float8[])
        AS w(topic, most, lease_seconds)
    ), due AS MATERIALIZED (
      SELECT o.id, o.due_at FROM wanted w CROSS JOIN LATERAL (
        SELECT id, due_at FROM outbox
         WHERE topic || '' = w.topic AND NOT dead AND due_at <= (SELECT now FROM clock)
         ORDER BY due_at LIMIT w.most FOR UPDATE SKIP LOCKED) o
    ), claimed AS (
      UPDATE outbox o
         SET due_at = clock.now + make_interval(secs => w.lease_seconds), attempts = o.attempts + 1, lease_owner = ${owner}
        FROM wanted w, clock WHERE o.id = ANY(ARRAY(SELECT id FROM due)) AND w.topic = o.topic
      RETURNING o.id, o.organisation_id AS organisation, o.topic, o.key, o.payload, o.attempts, o.created_at
    ), jobs AS (
      SELECT claimed.id::text AS id, organisation, topic, key, payload, attempts,
             extract(epoch FROM clock.now - created_at)::float8 AS "ageSeconds",
             extract(epoch FROM clock.now - due.due_at)::float8 AS "lateSeconds"
        FROM claimed JOIN due ON due.id = claimed.id CROSS JOIN clock
       ORDER BY due.due_at
    )
    SELECT jobs.*, (extract(epoch FROM clock.now) * 1000)::float8 AS "nowMs",
           (extract(epoch FROM next.due_at - clock.now) * 1000)::float8 AS "dueInMs"
      FROM clock CROSS JOIN (
        SELECT min(due_at) AS due_at FROM outbox
         WHERE NOT dead AND due_at > (SELECT now FROM clock) AND topic || '' = ANY(${topics}::text[])) next
      LEFT JOIN jobs ON true`;
  const [first] = rows;
  if (!first) throw new Error("the database has no clock");
  return {
    jobs: rows.flatMap(({ nowMs: _, dueInMs: __, ...job }) => (isJob(job) ? [job] : [])),
    nowMs: first.nowMs,
    dueInMs: first.dueInMs,
  };
}

const isJob = (row: { readonly [K in keyof Job]: Job[K] | null }): row is Job => row.id !== null;

/** They are done. A row that was written anew meanwhile stays. */
export const finishJobs = (owner: string, ids: readonly string[]): Promise<void> =>
  insisting(owner, ids, async (left) => {
    const rows = await statements().$queryRaw<{ id: string }[]>`/* PREPARED */
      WITH mine AS MATERIALIZED (
        SELECT id FROM outbox WHERE id = ANY(${[...left]}::text[]::bigint[]) AND lease_owner = ${owner} FOR UPDATE SKIP LOCKED
      ) DELETE FROM outbox WHERE id = ANY(ARRAY(SELECT id FROM mine)) RETURNING id::text AS id`;
    return rows.map(({ id }) => id);
  });

/** Together some seconds: who locks a row that is ours lets it go at once. */
const PAUSES_MS = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];

/**
 * A worker that claims locks rows that were due when it began to look, and leaves alone those that meanwhile are ours.
 * Passed over in that moment, a row that is done would stay in our name and be done again; so it is asked for again.
 */
async function insisting(
  owner: string,
  ids: readonly string[],
  settle: (left: readonly string[]) => Promise<readonly string[]>,
): Promise<void> {
  let left = ids;
  for (const pauseMs of PAUSES_MS) {
    if (left.length === 0) return;
    const settled = new Set(await settle(left));
    left = await stillOf(
      owner,
      left.filter((id) => !settled.has(id)),
    );
    if (left.length > 0) await sleep(pauseMs);
  }
}

/** Those that somebody else's lock kept from us; the others are nobody's, or were written anew. */
async function stillOf(owner: string, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return ids;
  const rows = await statements().$queryRaw<{ id: string }[]>`/* PREPARED */
    SELECT id::text AS id FROM outbox WHERE id = ANY(${[...ids]}::text[]::bigint[]) AND lease_owner = ${owner}`;
  return rows.map(({ id }) => id);
}

export type PutBack = {
  readonly id: string;
  readonly delaySeconds: number;
  readonly attempts: number;
  readonly isDead: boolean;
  readonly error: string | null;
};

const LONGEST_ERROR = 500;

/** They are not done: due again later, or never. */
export function putBackJobs(owner: string, rows: readonly PutBack[]): Promise<void> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return insisting(owner, [...byId.keys()], (left) =>
    putBack(
      owner,
      left.flatMap((id) => byId.get(id) ?? []),
    ),
  );
}

async function putBack(owner: string, rows: readonly PutBack[]): Promise<readonly string[]> {
  const back = rows.map(({ id, delaySeconds, attempts, isDead, error }) => ({
    id,
    delay: delaySeconds,
    attempts,
    dead: isDead,
    error: error?.slice(0, LONGEST_ERROR) ?? null,
  }));
  const settled = await statements().$queryRaw<{ id: string }[]>`/* PREPARED */
    WITH clock AS MATERIALIZED (SELECT app_now() AS now),
    back AS (
      SELECT * FROM json_to_recordset(${JSON.stringify(back)}::json) AS b(id bigint, delay float8, attempts int, dead boolean, error text)
    ), mine AS MATERIALIZED (
      SELECT id FROM outbox WHERE id = ANY(ARRAY(SELECT id FROM back)) AND lease_owner = ${owner} FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox o
       SET due_at = clock.now + make_interval(secs => back.delay), attempts = back.attempts, dead = back.dead,
           lease_owner = NULL, last_error = back.error
      FROM back, clock
     WHERE o.id = ANY(ARRAY(SELECT id FROM mine)) AND back.id = o.id
    RETURNING o.id::text AS id`;
  return settled.map(({ id }) => id);
}

/** Keep what the first attempt made, so that every later one sends the same. False when the claim is over. */
export async function keepPayload(owner: string, id: string, payload: unknown): Promise<boolean> {
  const count = await statements().$executeRaw`/* PREPARED */
    UPDATE outbox SET payload = ${JSON.stringify(payload)}::jsonb
     WHERE id = ${id}::text::bigint AND lease_owner = ${owner} AND due_at > (SELECT app_now())`;
  return count === 1;
}

/** A timer that belongs to the house and not to a request, unless it is already there. */
export async function ensureTimer(topic: string, key: string): Promise<void> {
  await database().$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, due_at, created_at)
    SELECT '', ${topic}, ${key}, clock.now, clock.now FROM (SELECT app_now() AS now) clock
    ON CONFLICT (topic, key) DO NOTHING`;
}

/** Tell every worker of every process to look now. */
export async function wakeWorkers(): Promise<void> {
  await database().$executeRaw`
    SELECT pg_notify('countersign', ${JSON.stringify({ organisation: "", moved: [], due: 0 })})`;
}

/** Longer than any lease: what is leased is dated within it. */
const LEASE_HORIZON_SECONDS = 300;

/** What is due or in somebody's hands now, by topic. */
export async function unsettledWork(): Promise<
  readonly { readonly topic: string; readonly count: number }[]
> {
  return statements().$queryRaw<{ topic: string; count: number }[]>`/* PREPARED */
    WITH clock AS MATERIALIZED (SELECT app_now() AS now)
    SELECT topic, count(*)::int AS count FROM outbox
     WHERE NOT dead AND due_at <= (SELECT now FROM clock) + make_interval(secs => ${LEASE_HORIZON_SECONDS}::int)
       AND (lease_owner IS NOT NULL OR due_at <= (SELECT now FROM clock))
     GROUP BY topic ORDER BY topic`;
}
