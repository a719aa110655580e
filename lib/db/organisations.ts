import { database } from "./client";

/** Organisations as such: which was first, and who sets them up at the start. */

/** The one that was made first; the deployment's own operator token belongs to it. */
export async function firstOrganisation(): Promise<string | null> {
  const [row] = await database().$queryRaw<{ id: string }[]>`
    SELECT id FROM organisation ORDER BY created_at, id LIMIT 1`;
  return row?.id ?? null;
}

const START_LOCK = 0x53_54_52_54;
/** A slow disk may take this long to seed the demo; whoever waits for it waits as well. */
const PATIENCE_MS = 15 * 60_000;

/** Several processes may start on one empty database at once: one sets it up, the others wait and find it done. */
export async function aloneAtStart<T>(work: () => Promise<T>): Promise<T> {
  return database().$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${START_LOCK})`;
      return work();
    },
    { timeout: PATIENCE_MS, maxWait: 15_000 },
  );
}

/** Whether the ledger of the organisation has a configuration entry with this reason. */
export async function hasConfigurationNote(organisation: string, reasonCode: string): Promise<boolean> {
  const [row] = await database().$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM ledger_entry
                    WHERE organisation_id = ${organisation} AND agent_id IS NULL
                      AND kind = 'configuration' AND reason_code = ${reasonCode}) AS found`;
  return row?.found ?? false;
}
