/**
 * The process's own clock: for logs, ids and back-off only. Every rule about deadlines, schedules and leases reads the
 * database's clock (`app_now()`), because processes disagree about the time and the database does not.
 */
export const processClock = (): Date => new Date();

/** Timers above 2^31 ms fire at once; and a timer is only a hint, so nobody sleeps longer than this. */
export const LONGEST_SLEEP_MS = 60_000;
