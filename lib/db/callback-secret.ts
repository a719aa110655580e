import { database } from "./client";

/**
 * What signs the callback of a request: the secret of the key that proposed it, or, when that key is no longer valid,
 * of the agent's newest valid one. Null while the agent has none.
 */
export async function findCallbackSecret(organisation: string, requestId: string): Promise<string | null> {
  const [row] = await database().$queryRaw<{ secret: string }[]>`/* PREPARED */
    SELECT k.callback_secret AS secret
      FROM approval_request r JOIN action a ON a.id = r.action_id
      JOIN api_key k ON k.organisation_id = r.organisation_id AND k.agent_id = r.agent_id
     WHERE r.organisation_id = ${organisation} AND r.id = ${requestId} AND k.callback_secret IS NOT NULL
       AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > (SELECT app_now()))
     ORDER BY k.id = a.key_id DESC, k.created_at DESC, k.id DESC LIMIT 1`;
  return row?.secret ?? null;
}
