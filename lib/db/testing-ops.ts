import { PrismaPg } from "@prisma/adapter-pg";
import { config } from "@/lib/runtime/config";
import { databaseUrl, type ModelTx, Prisma, type Tx, transaction } from "./client";
import { PrismaClient } from "./generated/client";

/** What test mode does to the database and nothing else may: move the clock, and take an organisation's rows away. */

/**
 * Move the one clock, if nothing is due or leased at that instant; else false, and nothing has happened. The table is
 * locked while the clock moves, because a lease taken under the old clock would end at once under the new one.
 */
export async function moveClock(milliseconds: number): Promise<boolean> {
  return transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE outbox IN SHARE ROW EXCLUSIVE MODE`;
    const [busy] = await tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM outbox
       WHERE NOT dead AND (lease_owner IS NOT NULL OR due_at <= (SELECT app_now()))`;
    if (busy?.count !== 0) return false;
    await tx.$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${milliseconds} WHERE id = 1`;
    return true;
  });
}

/** In the order in which a change of configuration writes them. */
const APPEND_ONLY = ["config_version", "schedule_version", "request_event", "ledger_entry"] as const;

/**
 * Empty the organisation as the owner of the tables, with the triggers of the append-only ones off for exactly this
 * transaction; then let `refill` put in what an organisation cannot be without. Operator tokens, the position of the
 * live stream and the numbering of configurations go on, so that nobody elsewhere takes old for new.
 */
export async function emptyOrganisation(
  organisation: string,
  refill: (tx: Tx, configVersion: number) => Promise<void>,
): Promise<void> {
  const owner = new PrismaClient({
    adapter: new PrismaPg({ connectionString: config().migrationUrl ?? databaseUrl(), max: 1 }),
    transactionOptions: { maxWait: 15_000, timeout: 60_000 },
  });
  try {
    await owner.$transaction(async (tx) => {
      const configVersion = await lockAll(tx, organisation);
      await setTriggers(tx, "DISABLE TRIGGER");
      await removeAll(tx, organisation);
      await setTriggers(tx, "ENABLE ALWAYS TRIGGER");
      await refill(tx, configVersion);
    });
  } finally {
    await owner.$disconnect();
  }
}

/** In the order of the writer of requests: requests by id, the ledger's head, the organisation. */
async function lockAll(tx: Tx, organisation: string): Promise<number> {
  await tx.$executeRaw`SELECT id FROM approval_request WHERE organisation_id = ${organisation} ORDER BY id FOR UPDATE`;
  await tx.$executeRaw`SELECT seq FROM ledger_head WHERE organisation_id = ${organisation} FOR UPDATE`;
  const [row] = await tx.$queryRaw<{ version: number }[]>`
    SELECT config_version AS version FROM organisation WHERE id = ${organisation} FOR UPDATE`;
  if (!row) throw new Error(`organisation ${organisation} is gone`);
  return row.version;
}

async function setTriggers(tx: ModelTx, how: "DISABLE TRIGGER" | "ENABLE ALWAYS TRIGGER"): Promise<void> {
  for (const table of APPEND_ONLY) {
    // safe because every word of it is written here
    await tx.$executeRaw(Prisma.raw(`ALTER TABLE ${table} ${how} ${table}_append_only`));
  }
}

/** Children before parents. */
const REMOVED = [
  "slack_copy",
  "slack_install",
  "slack_workspace",
  "delivery",
  "request_event",
  "approval_request",
  "action",
  "ledger_entry",
  "outbox",
  "idempotency_key",
  "rate_bucket",
  "open_count",
  "freeze_in_force",
  "throttle_hit",
  "cost_bucket",
  "cost_run",
  "session",
  "calendar_feed",
  "calendar_source",
  "person_identity",
  "person_password",
  "person",
  "schedule_version",
  "config_version",
] as const;

async function removeAll(tx: ModelTx, organisation: string): Promise<void> {
  for (const table of REMOVED) {
    // safe because the table's name is one of those above
    await tx.$executeRaw`DELETE FROM ${Prisma.raw(table)} WHERE organisation_id = ${organisation}`;
  }
  await tx.$executeRaw`DELETE FROM api_key WHERE organisation_id = ${organisation} AND kind = 'agent'`;
  await tx.$executeRaw`UPDATE organisation SET config_source = NULL WHERE id = ${organisation}`;
  await tx.$executeRaw`UPDATE ledger_head SET seq = 0, hash = '' WHERE organisation_id = ${organisation}`;
}
