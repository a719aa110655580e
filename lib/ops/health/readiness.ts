import { join } from "node:path";
import { databaseUrl } from "@/lib/db/client";
import { readDatabaseClock } from "@/lib/db/health";
import { youngestBeatSeconds } from "@/lib/db/heartbeat";
import { migrationStatus } from "@/lib/db/migrate";
import { processClock } from "@/lib/runtime/clock";
import { config } from "@/lib/runtime/config";
import { log } from "@/lib/runtime/log";
import { remember } from "@/lib/runtime/remember";

/**
 * Whether this process can do its work now. A check that is not `ok` takes the process out of rotation; `warnings` are
 * for the operator: the work goes on, because the database's clock is the one that rules.
 */
export type Readiness = {
  readonly ok: boolean;
  readonly checks: {
    readonly database: { readonly ok: boolean };
    readonly migrations: {
      readonly ok: boolean;
      readonly pending: readonly string[];
      readonly ahead: readonly string[];
    };
    readonly worker: { readonly ok: boolean; readonly heartbeat_age_seconds: number | null };
    readonly clock: { readonly ok: boolean; readonly skew_seconds: number | null };
    readonly roles: { readonly ok: boolean; readonly state: "embedded" | "split" | "unsplit" };
    readonly warnings: readonly Warning[];
  };
};
type Warning = "clock_skew" | "unsplit" | "database_ahead";

/** Who asks is often a machine that gives up after a few seconds; "not now" must reach it before. */
const PATIENCE_MS = 3_000;
/** Workers beat every few seconds; after this long nobody is turning the wheel. */
const LONGEST_SILENCE_SECONDS = 30;
const SKEW_SECONDS = 5;

export async function readiness(): Promise<Readiness> {
  const looked = await inTime(look());
  const { migrations, heartbeat, skew } = looked ?? UNKNOWN;
  const isMigrated = migrations !== null && migrations.pending.length === 0;
  const isWorked = heartbeat !== null && heartbeat <= LONGEST_SILENCE_SECONDS;
  const state = rolesOf();
  const isInTime = skew !== null && Math.abs(skew) <= SKEW_SECONDS;
  const warnings: Warning[] = [];
  if (skew !== null && !isInTime) warnings.push("clock_skew");
  if (state === "unsplit") warnings.push("unsplit");
  if (migrations !== null && migrations.ahead.length > 0) warnings.push("database_ahead");
  return {
    ok: looked !== null && isMigrated && isWorked,
    checks: {
      database: { ok: looked !== null },
      migrations: { ok: isMigrated, pending: migrations?.pending ?? [], ahead: migrations?.ahead ?? [] },
      worker: { ok: isWorked, heartbeat_age_seconds: rounded(heartbeat) },
      clock: { ok: isInTime, skew_seconds: rounded(skew) },
      roles: { ok: state !== "unsplit", state },
      warnings,
    },
  };
}

type Migrations = Awaited<ReturnType<typeof migrationStatus>>;
type Looked = {
  readonly migrations: Migrations | null;
  readonly heartbeat: number | null;
  readonly skew: number | null;
};
const UNKNOWN: Looked = { migrations: null, heartbeat: null, skew: null };

async function look(): Promise<Looked> {
  const [skew, heartbeat, migrations] = await Promise.all([
    clockSkewSeconds(),
    youngestBeatSeconds(),
    readMigrations(),
  ]);
  return { skew, heartbeat, migrations };
}

/** Null when the database cannot be asked, or does not answer in time. */
async function inTime(looking: Promise<Looked>): Promise<Looked | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, null);
  });
  const asked = looking.catch((error: unknown) => {
    log().warn({ error }, "not ready");
    return null;
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How far this process's clock is ahead of the database's, measured from the middle of the question. */
async function clockSkewSeconds(): Promise<number> {
  const before = processClock().getTime();
  const theirs = await readDatabaseClock();
  const after = processClock().getTime();
  return ((before + after) / 2 - theirs.getTime()) / 1000;
}

/** A migration is never undone: once all are applied the question needs no connection of its own any more. */
async function readMigrations(): Promise<Migrations> {
  const known = remember<{ applied: Migrations | null }>("migration-status", () => ({ applied: null }));
  if (known.applied) return known.applied;
  const status = await migrationStatus(databaseUrl(), join(process.cwd(), "prisma", "migrations"));
  if (status.pending.length === 0) known.applied = status;
  return status;
}

function rolesOf(): Readiness["checks"]["roles"]["state"] {
  const { databaseUrl: ownDatabase, migrationUrl } = config();
  if (ownDatabase === null) return "embedded";
  return migrationUrl === null ? "unsplit" : "split";
}

const rounded = (seconds: number | null): number | null =>
  seconds === null ? null : Math.round(seconds * 1000) / 1000;
