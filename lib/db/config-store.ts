import type { ConfigOrigin, ConfigSource, ConfigSummary } from "@/lib/core/config-history";
import { database, type ModelTx, Prisma, type Tx } from "./client";
import { statements } from "./pipeline";

/** Versions of configuration documents, and the people and organisations they describe. */

export type StoredConfig = {
  readonly version: number;
  readonly document: unknown;
  readonly hash: string;
  readonly author: string;
  readonly createdAt: Date;
};

export async function readConfigVersion(
  tx: Tx,
  organisation: string,
  version: number,
): Promise<StoredConfig | null> {
  const [row] = await tx.$queryRaw<StoredConfig[]>`
    SELECT version, document, hash, author, created_at AS "createdAt" FROM config_version
     WHERE organisation_id = ${organisation} AND version = ${version}`;
  return row ?? null;
}

/** The version in force. */
export async function currentVersion(organisation: string): Promise<number | null> {
  const [found] = await statements().$queryRaw<{ configVersion: number }[]>`/* PREPARED */
    SELECT config_version AS "configVersion" FROM organisation WHERE id = ${organisation}`;
  return found?.configVersion ?? null;
}

/** Lock the organisation so that one configuration change follows another. */
export async function lockOrganisation(
  tx: Tx,
  organisation: string,
): Promise<{ readonly configVersion: number; readonly now: Date } | null> {
  const [row] = await tx.$queryRaw<{ configVersion: number }[]>`
    SELECT config_version AS "configVersion" FROM organisation WHERE id = ${organisation} FOR UPDATE`;
  if (!row) return null;
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT app_now() AS now`;
  return clock ? { ...row, ...clock } : null;
}

export type PersonRow = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly slack: string | null;
  readonly role: string;
};

/** Make a document the version in force, and the people table what it says. People it leaves out become inactive. */
export async function storeConfig(
  tx: Tx,
  organisation: string,
  config: {
    readonly version: number;
    readonly document: unknown;
    readonly hash: string;
    readonly author: string;
    readonly name: string;
    readonly now: Date;
    readonly origin: ConfigOrigin;
    readonly summary: ConfigSummary;
  },
  people: readonly PersonRow[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO config_version (organisation_id, version, document, hash, author, created_at, origin, summary)
    VALUES (${organisation}, ${config.version}, ${JSON.stringify(config.document)}::json, ${config.hash}, ${config.author}, ${config.now},
            ${JSON.stringify(config.origin)}::json, ${JSON.stringify(config.summary)}::json)`;
  await tx.$executeRaw`
    UPDATE organisation SET config_version = ${config.version}, name = ${config.name} WHERE id = ${organisation}`;
  await tx.$executeRaw`
    INSERT INTO person (organisation_id, id, name, email, slack, role, active)
    SELECT ${organisation}, id, name, email, slack, role, true
      FROM json_to_recordset(${JSON.stringify(people)}::json) AS p(id text, name text, email text, slack text, role text)
    ON CONFLICT (organisation_id, id) DO UPDATE
       SET name = excluded.name, email = excluded.email, slack = excluded.slack, role = excluded.role, active = true`;
  await tx.$executeRaw`
    UPDATE person SET active = false
     WHERE organisation_id = ${organisation} AND NOT (id = ANY(${people.map((person) => person.id)}::text[]))`;
  await tx.$executeRaw`SELECT pg_notify('countersign', ${JSON.stringify({ organisation, moved: [], due: null, config: config.version })})`;
}

export async function createOrganisationRow(
  tx: Tx,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  await tx.$executeRaw`INSERT INTO organisation (id, name) VALUES (${id}, ${name})`;
  await tx.$executeRaw`INSERT INTO ledger_head (organisation_id, hash) VALUES (${id}, '')`;
}

export async function organisationExists(tx: ModelTx, id: string): Promise<boolean> {
  return (await tx.organisation.count({ where: { id } })) > 0;
}

export async function countOrganisations(): Promise<number> {
  return database().organisation.count();
}

export type VersionRecord = Omit<StoredConfig, "document"> & {
  readonly origin: ConfigOrigin | null;
  readonly summary: ConfigSummary | null;
};

/** Versions without their documents, the latest first, from the one before `before` on. */
export async function listConfigVersions(
  organisation: string,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<readonly VersionRecord[]> {
  return database().$queryRaw<VersionRecord[]>`
    SELECT version, hash, author, created_at AS "createdAt", origin, summary FROM config_version
     WHERE organisation_id = ${organisation} AND ${before === null ? Prisma.sql`TRUE` : Prisma.sql`version < ${before}`}
     ORDER BY version DESC LIMIT ${limit}`;
}

/** The latest version with this hash; several say the same where one was restored. */
export async function findConfigVersion(organisation: string, hash: string): Promise<number | null> {
  const found = await database().configVersion.findFirst({
    where: { organisationId: organisation, hash },
    orderBy: { version: "desc" },
    select: { version: true },
  });
  return found?.version ?? null;
}

/** The file last applied, if ever one was. */
export async function readConfigSource(organisation: string): Promise<ConfigSource | null> {
  const [row] = await database().$queryRaw<{ source: ConfigSource | null }[]>`
    SELECT config_source AS source FROM organisation WHERE id = ${organisation}`;
  return row?.source ?? null;
}

export async function writeConfigSource(tx: Tx, organisation: string, source: ConfigSource): Promise<void> {
  await tx.$executeRaw`
    UPDATE organisation SET config_source = ${JSON.stringify(source)}::json WHERE id = ${organisation}`;
}
