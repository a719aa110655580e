import type { Tx } from "./client";

/** How many open requests wait for each person who was paged about one. */
export async function readLoad(tx: Tx, organisation: string): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ person: string; count: number }[]>`/* PREPARED */
    SELECT person_id AS person, count(DISTINCT request_id)::int AS count FROM delivery
     WHERE organisation_id = ${organisation} AND open AND person_id IS NOT NULL
     GROUP BY person_id`;
  return new Map(rows.map(({ person, count }) => [person, count]));
}
