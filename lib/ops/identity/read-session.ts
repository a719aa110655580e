import { assuranceAt } from "@/lib/core/session";
import { database } from "@/lib/db/client";
import { findLiveSession } from "@/lib/db/sessions";
import { loadSnapshot } from "../config/snapshot";
import type { PersonActor } from "../context";

/**
 * Who a session belongs to at this moment; null when it has ended or its person is gone. Asked on every call of a
 * browser. Nothing about authority is in the session: the role is that of the configuration in force.
 */
export async function readSession(sessionId: string): Promise<PersonActor | null> {
  const session = await findLiveSession(sessionId);
  if (!session) return null;
  const { organisation, person } = session;
  const { directory } = await loadSnapshot(database(), organisation, session.configVersion);
  const role = directory.people.get(person)?.role;
  if (!role) return null;
  return {
    kind: "person",
    organisation,
    person,
    role,
    sessionId,
    assurance: assuranceAt(session.assurance, session.authenticatedAt, session.now),
    via: "web",
  };
}
