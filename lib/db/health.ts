import { database } from "./client";

/** The database's own clock, without the test clock's offset: for comparing machines, never for a rule. */
export async function readDatabaseClock(): Promise<Date> {
  const [row] = await database().$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (!row) throw new Error("the database has no clock");
  return row.now;
}
