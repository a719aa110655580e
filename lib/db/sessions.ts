import type { Assurance } from "@/lib/core/authority";
import { database } from "./client";

/** Signed-in browsers, one row each. */

export type SessionRecord = {
  readonly organisation: string;
  readonly person: string;
  readonly assurance: Assurance;
  readonly authenticatedAt: Date;
  /** The database's clock at this look. */
  readonly now: Date;
  readonly configVersion: number;
};

/** Open a session for an active person. False when there is no such person. */
export async function insertSession(session: {
  readonly id: string;
  readonly organisation: string;
  readonly person: string;
  readonly assurance: Assurance;
  readonly lifetimeSeconds: number;
}): Promise<boolean> {
  const written = await database().$executeRaw`
    INSERT INTO session (id, organisation_id, person_id, assurance, authenticated_at, expires_at, created_at)
    SELECT ${session.id}, p.organisation_id, p.id, ${session.assurance}, t.now,
           t.now + make_interval(secs => ${session.lifetimeSeconds}), t.now
      FROM person p CROSS JOIN (SELECT app_now() AS now) t
     WHERE p.organisation_id = ${session.organisation} AND p.id = ${session.person} AND p.active`;
  return written > 0;
}

/** A session that still holds, of a person who is still active. Asked on every call of a browser: one statement. */
export async function findLiveSession(id: string): Promise<SessionRecord | null> {
  const [row] = await database().$queryRaw<SessionRecord[]>`/* PREPARED */
    SELECT s.organisation_id AS organisation, s.person_id AS person, s.assurance,
           s.authenticated_at AS "authenticatedAt", t.now, o.config_version AS "configVersion"
      FROM session s
      JOIN person p ON p.organisation_id = s.organisation_id AND p.id = s.person_id AND p.active
      JOIN organisation o ON o.id = s.organisation_id
     CROSS JOIN (SELECT app_now() AS now) t
     WHERE s.id = ${id} AND s.revoked_at IS NULL AND s.expires_at > t.now`;
  return row ?? null;
}

export async function endSession(id: string): Promise<void> {
  await database()
    .$executeRaw`UPDATE session SET revoked_at = app_now() WHERE id = ${id} AND revoked_at IS NULL`;
}
