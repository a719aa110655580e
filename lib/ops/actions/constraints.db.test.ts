import { beforeEach, describe, expect, it } from "vitest";
import { verifyReceipt } from "@/lib/core/receipt";
import { listAudit } from "../evidence/audit";
import { readRequest } from "../requests/read";
import { respond } from "../requests/respond";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { opened } from "../testing-requests";
import { claim } from "./claim";
import { readAction } from "./read";
import { report } from "./report";

const TERMS = { read_only: true, row_cap: 100 } as const;

let house: House;
beforeEach(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    policies: [
      {
        id: "only-reading",
        surface: "notes.read",
        verdict: "sandbox",
        constraints: TERMS,
        reason_code: "only_reading",
      },
    ],
  });
});

const outcomes = async () =>
  (await listAudit(house.operator, { limit: 50 })).entries
    .filter(({ kind }) => kind === "outcome")
    .map(({ reason_code, receipt }) => [reason_code, payloadOf(receipt).unconfirmed]);

function payloadOf(jws: string): Readonly<Record<string, unknown>> {
  const read = verifyReceipt(jws, { keys: [{ kid: kidOf(jws) }] }, () => true);
  if (!read.ok) throw new Error(read.code);
  return read.payload;
}
const kidOf = (jws: string): string =>
  JSON.parse(Buffer.from(jws.split(".")[0] ?? "", "base64url").toString()).kid;

describe("a sandbox", () => {
  const sandboxed = async () => {
    const { body } = await house.ask({ tool: "notes.read" });
    expect(body.ruling).toMatchObject({
      verdict: "sandbox",
      reason_code: "only_reading",
      constraints: TERMS,
    });
    return body.action.id;
  };

  it("that the outcome confirms is on the ledger as that", async () => {
    const id = await sandboxed();
    const applied = { read_only: true, row_cap: 20 };
    const answer = await report(house.agent, { id, status: "succeeded", applied_constraints: applied });
    expect(answer.unconfirmed).toEqual([]);
    expect(await outcomes()).toEqual([["constraints_applied", []]]);
  });

  it("that it does not confirm is on the ledger by name, and is so for every later reader", async () => {
    const id = await sandboxed();
    const bare = { id, status: "succeeded" as const };
    expect(
      (await report(house.agent, { ...bare, applied_constraints: { row_cap: 100 } })).unconfirmed,
    ).toEqual(["read_only"]);
    // The first outcome stands.
    expect((await report(house.agent, { ...bare, applied_constraints: TERMS })).unconfirmed).toEqual([
      "read_only",
    ]);
    expect(await outcomes()).toEqual([["constraints_unconfirmed", ["read_only"]]]);
    expect((await readAction(house.agent, { id, wait: 0 })).outcome?.unconfirmed).toEqual(["read_only"]);
  });
});

describe("an approval on terms", () => {
  it("is confirmed or not by its outcome, which the request shows", async () => {
    for (const [applied, left] of [
      [{ no_egress: true }, []],
      [undefined, ["no_egress"]],
    ] as const) {
      const { action, request } = await opened(house);
      await respond(house.person("bo"), {
        id: request.id,
        verdict: "approve",
        digest: action.digest,
        constraints: { no_egress: true },
      });
      const claimed = await claim(house.agent, { id: action.id, digest: action.digest });
      expect(claimed.grant.constraints).toEqual({ no_egress: true });
      const input = {
        id: action.id,
        status: "succeeded" as const,
        applied_constraints: applied,
        cost_cents: 3,
      };
      expect((await report(house.agent, input)).unconfirmed).toEqual(left);
      expect((await report(house.agent, input)).unconfirmed).toEqual(left);
      const { outcome } = await readRequest(house.person("bo"), { id: request.id });
      expect(outcome).toMatchObject({ applied_constraints: applied ?? null, unconfirmed: left });
    }
    expect(await outcomes()).toEqual([
      ["constraints_unconfirmed", ["no_egress"]],
      ["constraints_applied", []],
    ]);
  });

  it("without terms has nothing to confirm", async () => {
    const { action, request } = await opened(house);
    await respond(house.person("bo"), { id: request.id, verdict: "approve", digest: action.digest });
    await claim(house.agent, { id: action.id, digest: action.digest });
    const input = { id: action.id, status: "succeeded" as const };
    expect((await report(house.agent, input)).unconfirmed).toBeNull();
    expect(await outcomes()).toEqual([[null, undefined]]);
  });
});
