import type { Freeze, FreezeKind } from "@/lib/core/freeze";
import type { Tx } from "./client";

/** What is frozen now. Written under the organisation's ledger lock only, so whoever holds it reads what is true. */

/** All of an organisation, the latest first. There are as many as agents and surfaces at most, and mostly none. */
export async function readFreezes(tx: Tx, organisation: string): Promise<readonly Freeze[]> {
  return tx.$queryRaw<Freeze[]>`/* PREPARED */
    SELECT kind, subject_id AS id, reason, author AS by, at FROM freeze_in_force
     WHERE organisation_id = ${organisation} ORDER BY at DESC, kind, subject_id`;
}

export async function insertFreeze(tx: Tx, organisation: string, freeze: Freeze): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO freeze_in_force (organisation_id, kind, subject_id, reason, author, at)
    VALUES (${organisation}, ${freeze.kind}, ${freeze.id}, ${freeze.reason}, ${freeze.by}, ${freeze.at})`;
}

export async function deleteFreeze(
  tx: Tx,
  organisation: string,
  { kind, id }: Pick<Freeze, "kind" | "id">,
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM freeze_in_force WHERE organisation_id = ${organisation} AND kind = ${kind} AND subject_id = ${id}`;
}

/** Requests of an agent or on a surface that are pending or have a grant nobody claimed, some of them at a time. */
export async function readUnderWay(
  tx: Tx,
  organisation: string,
  { kind, id }: { readonly kind: FreezeKind; readonly id: string },
  limit: number,
): Promise<readonly string[]> {
  const [agent, surface] = kind === "agent" ? [id, null] : [null, id];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM (
      SELECT r.id FROM approval_request r WHERE r.organisation_id = ${organisation} AND r.status = 'pending'
         AND (r.agent_id = ${agent}::text OR r.surface = ${surface}::text)
      UNION ALL
      SELECT r.id FROM approval_request r WHERE r.organisation_id = ${organisation} AND r.grant_status IN ('held', 'issued')
         AND (r.agent_id = ${agent}::text OR r.surface = ${surface}::text)) u ORDER BY id LIMIT ${limit}`;
  return rows.map((row) => row.id);
}
