import { beforeAll, describe, expect, it } from "vitest";
import { Prisma, sqlState, type Tx, transaction } from "@/lib/db/client";
import { claim } from "../actions/claim";
import { type House, openTestHouse } from "../testing-fixtures";
import { answered, type Opened, opened } from "../testing-requests";

/** Whatever the code does: what the database itself refuses (invariants 1, 2, 3, 5 and 13). */

let house: House;
let decided: Opened;
beforeAll(async () => {
  house = await openTestHouse();
  decided = await opened(house);
  await answered(house, decided, "bo");
  await claim(house.agent, { id: decided.action.id, digest: decided.action.digest });
});

const REFUSED = "23001"; // restrict_violation
const TAKEN = "23505"; // unique_violation
const KEPT = ["23001", "23503"]; // what a foreign key says, from PostgreSQL 18 on and before
const CHECK = "23514"; // check_violation

/** The SQLSTATE with which the database refuses, in a transaction that never commits. */
async function refused(statement: (tx: Tx) => Promise<unknown>, asReplica = false): Promise<string | null> {
  try {
    await transaction(async (tx) => {
      if (asReplica) await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
      await statement(tx);
      throw new Error("it was let through");
    });
  } catch (error) {
    return sqlState(error);
  }
  return null;
}

const appended = (request: string, type: string, data: object) => (tx: Tx) =>
  tx.$executeRaw`
  INSERT INTO request_event (request_id, seq, organisation_id, stream_seq, type, data, at)
  SELECT request_id, max(seq) + 1, organisation_id, max(stream_seq) + 1000, ${type}, ${JSON.stringify(data)}::json, app_now()
    FROM request_event WHERE request_id = ${request} GROUP BY request_id, organisation_id`;

describe("the database refuses", () => {
  it.each([
    ["a second decision", "decided", { type: "decided" }],
    ["a second answer of the same person", "responded", { type: "responded", person: "bo" }],
    ["a second grant", "grant_minted", { type: "grant_minted" }],
    ["a second claim", "grant_claimed", { type: "grant_claimed" }],
  ])("%s", async (_, type, data) => {
    expect(await refused(appended(decided.request.id, type, data))).toBe(TAKEN);
  });

  it("an event in the place of another", async () => {
    const again = (tx: Tx) => tx.$executeRaw`
      INSERT INTO request_event (request_id, seq, organisation_id, stream_seq, type, data, at)
      SELECT request_id, seq, organisation_id, stream_seq + 1000, type, data, at FROM request_event WHERE request_id = ${decided.request.id} AND seq = 1`;
    expect(await refused(again)).toBe(TAKEN);
  });

  it.each([false, true])(
    "to change, remove or empty what is append-only (as a replica: %s)",
    async (asReplica) => {
      for (const table of ["request_event", "ledger_entry", "config_version"]) {
        const name = Prisma.raw(table);
        const mine = Prisma.sql`WHERE organisation_id = ${house.organisation}`;
        expect(
          await refused(
            (tx) => tx.$executeRaw`UPDATE ${name} SET organisation_id = organisation_id ${mine}`,
            asReplica,
          ),
        ).toBe(REFUSED);
        expect(await refused((tx) => tx.$executeRaw`DELETE FROM ${name} ${mine}`, asReplica)).toBe(REFUSED);
        expect(await refused((tx) => tx.$executeRaw`TRUNCATE ${name} CASCADE`, asReplica)).toBe(REFUSED);
      }
    },
  );

  it.each([false, true])("to change a decision, or to take it back (as a replica: %s)", async (asReplica) => {
    const { id } = decided.request;
    for (const change of [
      Prisma.sql`status = 'denied', grant_id = NULL`,
      Prisma.sql`cause = 'deadline'`,
      Prisma.sql`decided_at = decided_at - interval '1 second'`,
      Prisma.sql`status = 'pending', cause = NULL, decided_at = NULL, grant_id = NULL`,
    ]) {
      const statement = (tx: Tx) => tx.$executeRaw`UPDATE approval_request SET ${change} WHERE id = ${id}`;
      expect(await refused(statement, asReplica)).toBe(REFUSED);
    }
  });

  it("an approval at or after the deadline, a decision without an instant, and a grant without an approval", async () => {
    const { request } = await opened(house);
    for (const change of [
      Prisma.sql`status = 'approved', cause = 'approver', decided_at = deadline_at`,
      Prisma.sql`status = 'denied', cause = 'deadline'`,
      Prisma.sql`status = 'denied', decided_at = app_now()`,
      Prisma.sql`grant_id = 'grt_1', grant_status = 'issued'`,
      Prisma.sql`status = 'expired', cause = 'deadline', decided_at = app_now()`,
    ]) {
      const statement = (tx: Tx) =>
        tx.$executeRaw`UPDATE approval_request SET ${change} WHERE id = ${request.id}`;
      expect(await refused(statement)).toBe(CHECK);
    }
  });

  it("a second pending request for the same action in the same run", async () => {
    const first = await opened(house);
    const second = await opened(house);
    const copied = (tx: Tx) => tx.$executeRaw`
      UPDATE approval_request SET digest = ${first.action.digest} WHERE id = ${second.request.id}`;
    expect(await refused(copied)).toBe(TAKEN);
  });

  it("to remove a request that has a history", async () => {
    const gone = (tx: Tx) => tx.$executeRaw`DELETE FROM approval_request WHERE id = ${decided.request.id}`;
    expect(KEPT).toContain(await refused(gone));
  });
});
