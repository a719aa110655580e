import { database } from "./client";

/**
 * One row per process whose worker turns. Real time and not `app_now()`: that somebody is alive is no rule of the
 * product, and moving the test clock must not make every worker look dead.
 */
export async function beat(id: string): Promise<void> {
  await database().$executeRaw`/* PREPARED */
    INSERT INTO worker_heartbeat (id, beat_at) VALUES (${id}, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at`;
}

/** A worker that stops says so, and is not waited for. */
export async function endBeat(id: string): Promise<void> {
  await database().$executeRaw`DELETE FROM worker_heartbeat WHERE id = ${id}`;
}

/** How long ago any worker was alive; null when none ever was. */
export async function youngestBeatSeconds(): Promise<number | null> {
  const [row] = await database().$queryRaw<{ seconds: number | null }[]>`/* PREPARED */
    SELECT extract(epoch FROM clock_timestamp() - max(beat_at))::float8 AS seconds FROM worker_heartbeat`;
  return row?.seconds ?? null;
}
