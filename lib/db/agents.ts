import { database, type Tx } from "./client";

/** What agents have been doing, and with which keys. Who exists is the configuration's to say. */

export type AgentActivity = {
  readonly agentId: string;
  readonly openRequests: number;
  readonly lastActionAt: Date | null;
};

export type KeyRecord = {
  readonly id: string;
  readonly agentId: string;
  readonly name: string | null;
  readonly prefix: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
};

/** Counting stops here: more open requests than this is said as this. */
const COUNT_BOUND = 10_000;

export async function readAgentActivity(
  organisation: string,
  agents: readonly string[],
): Promise<readonly AgentActivity[]> {
  return database().$queryRaw<AgentActivity[]>`
    SELECT a.id AS "agentId", open.count AS "openRequests", last.created_at AS "lastActionAt"
      FROM unnest(${[...agents]}::text[]) AS a(id)
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS count FROM (
         SELECT 1 FROM approval_request r
          WHERE r.organisation_id = ${organisation} AND r.agent_id = a.id AND r.status = 'pending' LIMIT ${COUNT_BOUND}) few) open
      LEFT JOIN LATERAL (
       SELECT created_at FROM action t WHERE t.organisation_id = ${organisation} AND t.agent_id = a.id
        ORDER BY created_at DESC LIMIT 1) last ON TRUE`;
}

/** Every key these agents ever had, the oldest first. The keys themselves are known to nobody. */
export async function readAgentKeys(
  organisation: string,
  agents: readonly string[],
): Promise<readonly KeyRecord[]> {
  return database().$queryRaw<KeyRecord[]>`
    SELECT id, agent_id AS "agentId", name, prefix, created_at AS "createdAt", expires_at AS "expiresAt",
           revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
      FROM api_key WHERE organisation_id = ${organisation} AND kind = 'agent' AND agent_id = ANY(${[...agents]}::text[])
     ORDER BY created_at, id`;
}

/** How many requests of this one's run were denied, by people or by silence. Without a run it is alone. */
export async function countDenialsInRun(organisation: string, requestId: string): Promise<number> {
  const [row] = await database().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM approval_request asked
      JOIN approval_request r ON r.organisation_id = asked.organisation_id AND r.agent_id = asked.agent_id AND r.run_id = asked.run_id
     WHERE asked.organisation_id = ${organisation} AND asked.id = ${requestId}
       AND r.status = 'denied' AND r.cause IN ('approver', 'deadline', 'unroutable')`;
  return row?.count ?? 0;
}

/** Say of every key of the organisation when it was last used, from what was proposed with it. */
export async function noteKeyUses(tx: Tx, organisation: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE api_key k SET last_used_at = used.at
      FROM (SELECT key_id, max(created_at) AS at FROM action WHERE organisation_id = ${organisation} GROUP BY key_id) used
     WHERE k.organisation_id = ${organisation} AND k.id = used.key_id`;
}
