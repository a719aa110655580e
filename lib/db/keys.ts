import { database, type Tx } from "./client";

/** Keys of agents and tokens of operators. Only hashes are here; whoever asks with a secret asks by its hash. */

export type NewKey = {
  readonly id: string;
  readonly kind: "agent" | "operator";
  readonly agent: string | null;
  readonly name: string | null;
  readonly prefix: string;
  readonly hash: string;
  readonly callbackSecret: string | null;
};

export type KeyRecord = {
  readonly id: string;
  readonly kind: "agent" | "operator";
  readonly agent: string | null;
  readonly name: string | null;
  readonly prefix: string;
  readonly bootstrap: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
};

/** A key that is good now, with what is needed to know whose it is. */
export type LiveKey = {
  readonly id: string;
  readonly organisation: string;
  readonly kind: "agent" | "operator";
  readonly agent: string | null;
  readonly bootstrap: boolean;
  /** The organisation's configuration in force. */
  readonly configVersion: number;
  /** It will end by itself. */
  readonly isEnding: boolean;
  /** Its use was last noted more than a minute ago. */
  readonly isUnnoted: boolean;
};

/** The key with this hash, unless it was revoked or has expired by the database's clock. */
export async function findLiveKey(hash: string): Promise<LiveKey | null> {
  const [row] = await database().$queryRaw<LiveKey[]>`/* PREPARED */
    SELECT k.id, k.organisation_id AS organisation, k.kind, k.agent_id AS agent, k.bootstrap,
           o.config_version AS "configVersion", k.expires_at IS NOT NULL AS "isEnding",
           k.last_used_at IS NULL OR k.last_used_at < app_now() - interval '1 minute' AS "isUnnoted"
      FROM api_key k JOIN organisation o ON o.id = k.organisation_id
     WHERE k.hash = ${hash} AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > app_now())`;
  return row ?? null;
}

/** Note that a key was used, at most once a minute, however many processes see it. */
export async function noteUse(organisation: string, id: string): Promise<void> {
  await database().$executeRaw`
    UPDATE api_key SET last_used_at = app_now()
     WHERE organisation_id = ${organisation} AND id = ${id}
       AND (last_used_at IS NULL OR last_used_at < app_now() - interval '1 minute')`;
}

export async function insertKey(tx: Tx, organisation: string, key: NewKey, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO api_key (id, organisation_id, kind, agent_id, name, prefix, hash, callback_secret, created_at)
    VALUES (${key.id}, ${organisation}, ${key.kind}, ${key.agent}, ${key.name}, ${key.prefix}, ${key.hash},
            ${key.callbackSecret}, ${now})`;
}

const COLUMNS = {
  id: true,
  kind: true,
  agentId: true,
  name: true,
  prefix: true,
  bootstrap: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  lastUsedAt: true,
} as const;

type KeyRow = Omit<KeyRecord, "kind" | "agent"> & { readonly kind: string; readonly agentId: string | null };

const recordOf = ({ kind, agentId, ...row }: KeyRow): KeyRecord => ({
  ...row,
  kind: kind === "operator" ? "operator" : "agent",
  agent: agentId,
});

/** One key of the organisation, locked. */
export async function lockKey(tx: Tx, organisation: string, id: string): Promise<KeyRecord | null> {
  const [row] = await tx.$queryRaw<KeyRow[]>`
    SELECT id, kind, agent_id AS "agentId", name, prefix, bootstrap, created_at AS "createdAt", expires_at AS "expiresAt",
           revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
      FROM api_key WHERE organisation_id = ${organisation} AND id = ${id} FOR UPDATE`;
  return row ? recordOf(row) : null;
}

/** Operator tokens, also those that have ended; oldest first. Agents' keys are read with their agents. */
export async function listOperatorKeys(organisation: string): Promise<readonly KeyRecord[]> {
  const rows = await database().apiKey.findMany({
    where: { organisationId: organisation, kind: "operator" },
    select: COLUMNS,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(recordOf);
}

/** End a key, now or later. Every process that remembers it is told to forget. */
export async function endKey(
  tx: Tx,
  organisation: string,
  id: string,
  end: { readonly expiresAt: Date } | { readonly revokedAt: Date },
): Promise<void> {
  const { expiresAt, revokedAt } = { expiresAt: null, revokedAt: null, ...end };
  await tx.$executeRaw`
    UPDATE api_key SET expires_at = coalesce(${expiresAt}::timestamptz, expires_at),
                       revoked_at = coalesce(${revokedAt}::timestamptz, revoked_at)
     WHERE organisation_id = ${organisation} AND id = ${id}`;
  await announceKeys(tx, organisation);
}

async function announceKeys(tx: Tx, organisation: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('countersign', ${JSON.stringify({ organisation, moved: [], due: null, keys: true })})`;
}

/**
 * Make this the one bootstrap token of the organisation: an earlier one is revoked. False when the hash belongs to a
 * key of another kind or organisation, which must not be promoted.
 */
export async function putBootstrapKey(tx: Tx, organisation: string, key: NewKey): Promise<boolean> {
  const written = await tx.$executeRaw`
    INSERT INTO api_key (id, organisation_id, kind, name, prefix, hash, bootstrap, created_at)
    VALUES (${key.id}, ${organisation}, 'operator', ${key.name}, ${key.prefix}, ${key.hash}, true, app_now())
    ON CONFLICT (hash) DO UPDATE SET revoked_at = NULL
          WHERE api_key.bootstrap AND api_key.organisation_id = ${organisation}`;
  if (written === 0) return false;
  const revoked = await tx.$executeRaw`
    UPDATE api_key SET revoked_at = app_now()
     WHERE organisation_id = ${organisation} AND bootstrap AND revoked_at IS NULL AND hash <> ${key.hash}`;
  if (revoked > 0) await announceKeys(tx, organisation);
  return true;
}
