import type {
  ConfigDiff,
  ConfigDrift,
  ConfigVersionDetail,
  ConfigVersionList,
  ConfigVersionView,
} from "@/lib/contract/config-history";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { DomainError } from "@/lib/contract/errors";
import { fieldChanges } from "@/lib/core/field-changes";
import {
  currentVersion,
  listConfigVersions,
  readConfigSource,
  type VersionRecord,
} from "@/lib/db/config-store";
import type { Context } from "../context";
import { notFound, unknownCursor } from "../refuse";
import { snapshotAt, snapshotInForce } from "../requests/world";
import { applyConfig, type Change } from "./apply";
import { differences, labelled } from "./plan";
import type { Snapshot } from "./snapshot";

/** The history of the configuration. A version is never edited or removed; restoring one makes a new one like it. */

const DEFAULT_LIMIT = 50;
/** Of a column that holds versions. */
const LARGEST_VERSION = 2_147_483_647;

/** The latest first. Errors: invalid (a cursor that is not ours). */
export async function listVersions(
  ctx: Context,
  {
    cursor,
    limit = DEFAULT_LIMIT,
  }: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): Promise<ConfigVersionList> {
  const { organisation } = ctx.actor;
  const before = cursor === undefined ? null : versionIn(cursor);
  const [current, found] = await Promise.all([
    currentVersion(organisation),
    listConfigVersions(organisation, { before, limit: limit + 1 }),
  ]);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    versions: shown.map((record) => viewOf(record, current)),
    next_cursor: last && found.length > limit ? cursorAfter(last.version) : null,
  };
}

/** One version with its document. Errors: not_found. */
export async function readVersion(ctx: Context, { n }: { readonly n: string }): Promise<ConfigVersionDetail> {
  const { organisation } = ctx.actor;
  const { record, snapshot } = await versionNamed(organisation, n);
  return { ...viewOf(record, await currentVersion(organisation)), document: snapshot.document };
}

/** What version `n` says that `against` (by default the one before it) does not. Errors: not_found, invalid. */
export async function diffVersions(
  ctx: Context,
  { n, against }: { readonly n: string; readonly against?: number | undefined },
): Promise<ConfigDiff> {
  const { organisation } = ctx.actor;
  const { snapshot: after } = await versionNamed(organisation, n);
  const earlier = against ?? (await versionBefore(organisation, after.version))?.version;
  if (earlier === undefined)
    throw new DomainError("invalid", "There is no version before the first.", {
      errors: [{ path: "?against", message: "name the version to compare with" }],
    });
  const { snapshot: before } = await versionNamed(organisation, String(earlier));
  return {
    version: after.version,
    against: before.version,
    ...labelled(differences(before.document, after.document)),
    changes: [...fieldChanges(before.document, after.document)],
  };
}

/**
 * Make a new version that says what version `n` said, through the same checks as any other change, or plan it.
 * Errors: not_found, invalid (what was right then is not now), forbidden, precondition_failed.
 */
export async function restoreVersion(
  ctx: Context,
  { n, ...change }: { readonly n: string } & Pick<Change, "dryRun" | "expects">,
): Promise<ConfigPlan> {
  const { snapshot } = await versionNamed(ctx.actor.organisation, n);
  const { version, document } = snapshot;
  return applyConfig(ctx, { document, ...change, origin: { kind: "restore", version } });
}

/** What the configuration has become since a file was last applied. Without a file nothing has drifted from one. */
export async function readDrift(ctx: Context): Promise<ConfigDrift> {
  const { organisation } = ctx.actor;
  const [current, source] = await Promise.all([
    snapshotInForce(organisation),
    readConfigSource(organisation),
  ]);
  const { version } = current;
  if (!source)
    return { drifted: false, version, since_version: null, source: null, changed: [], authors: [] };
  const applied = await snapshotAt(organisation, source.version);
  const changes = differences(applied.document, current.document);
  const { created, changed, removed } = labelled(changes);
  const since =
    changes.length === 0
      ? []
      : await listConfigVersions(organisation, { before: null, limit: version - source.version });
  const { name, hash, at } = source;
  return {
    drifted: current.hash !== applied.hash,
    version,
    since_version: source.version,
    source: { name, hash, at },
    changed: [...created, ...changed, ...removed],
    authors: [...new Set(since.map(({ author }) => author))],
  };
}

type Named = { readonly record: VersionRecord; readonly snapshot: Snapshot };

async function versionNamed(organisation: string, n: string): Promise<Named> {
  const version = /^[1-9]\d{0,9}$/.test(n) ? Number(n) : LARGEST_VERSION;
  const record = version < LARGEST_VERSION ? await versionBefore(organisation, version + 1) : null;
  if (record?.version !== version) throw notFound("version");
  return { record, snapshot: await snapshotAt(organisation, version) };
}

async function versionBefore(organisation: string, before: number): Promise<VersionRecord | null> {
  const [record] = await listConfigVersions(organisation, { before, limit: 1 });
  return record ?? null;
}

const viewOf = (record: VersionRecord, current: number | null): ConfigVersionView => {
  const { version, author, createdAt, hash, summary } = record;
  const origin = record.origin ?? { kind: "edit" };
  return {
    ...{ version, author, hash, summary },
    at: createdAt.toISOString(),
    in_force: version === current,
    origin: origin.kind,
    source: origin.kind === "file" ? origin.name : null,
    restored_version: origin.kind === "restore" ? origin.version : null,
  };
};

const cursorAfter = (version: number): string => Buffer.from(String(version)).toString("base64url");

function versionIn(cursor: string): number {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  if (/^[1-9]\d{0,9}$/.test(text) && Number(text) <= LARGEST_VERSION) return Number(text);
  throw unknownCursor("?cursor");
}
