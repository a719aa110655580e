/**
 * The process's own clock: for logs, ids and back-off only. Every rule about deadlines, schedules and leases reads the
 * database's clock (`app_now()`), because processes disagree about the time and the database does not.
 */
export const processClock = (): Date => new Date();
