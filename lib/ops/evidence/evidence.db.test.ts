import { beforeAll, describe, expect, it } from "vitest";
import { AuditQuery } from "@/lib/contract/people";
import { jwsHash, verifyChain } from "@/lib/core/receipt";
import { database } from "@/lib/db/client";
import { signer } from "@/lib/runtime/keyring";
import { createVerifier } from "@/lib/runtime/signing";
import { claim } from "../actions/claim";
import { respond } from "../requests/respond";
import { type House, openTestHouse } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { listAudit } from "./audit";
import { auditHead } from "./head";
import { listReceipts } from "./receipts";
import { refoldAll } from "./refold";
import { requestReceipts } from "./request-receipts";

let house: House;
let requestId = "";
beforeAll(async () => {
  house = await openTestHouse();
  const { body } = await house.ask();
  requestId = body.request?.id ?? "";
  const { digest } = body.action;
  await respond(house.person("bo"), { id: requestId, verdict: "approve", digest });
  await claim(house.agent, { id: body.action.id, digest });
  await house.ask({ tool: "notes.read", arguments: {} });
});

const auditor = () => house.person("eve", { role: "auditor" });
const audit = (query: Record<string, unknown>) => listAudit(auditor(), AuditQuery.parse(query));
const kinds = async (query: Record<string, unknown>) => (await audit(query)).entries.map(({ kind }) => kind);

describe("the audit", () => {
  it("is the ledger, the newest entry first", async () => {
    expect(await kinds({})).toEqual(["ruling", "claim", "decision", "response", "ruling"]);
    const { entries } = await audit({});
    expect(entries[2]).toMatchObject({
      seq: 3,
      people: ["bo"],
      seed: "PERMIT",
      request: requestId,
      agent: "bot",
    });
  });

  it("is filtered by agent, person, surface and time", async () => {
    expect(await kinds({ person: "bo" })).toEqual(["decision", "response"]);
    expect(await kinds({ surface: "notes.read" })).toEqual(["ruling"]);
    expect(await kinds({ agent: "other" })).toEqual([]);
    const { entries } = await audit({});
    const last = entries[0]?.at ?? "";
    expect(await kinds({ from: last })).toContain("ruling");
    expect(await kinds({ from: new Date(Date.parse(last) + 1).toISOString() })).toEqual([]);
    expect(await kinds({ to: entries[4]?.at })).toEqual(["ruling"]);
  });

  it("comes in pages", async () => {
    const first = await audit({ limit: 2 });
    const second = await audit({ limit: 2, cursor: first.next_cursor });
    const third = await audit({ limit: 2, cursor: second.next_cursor });
    const seqs = [first, second, third].flatMap(({ entries }) => entries.map(({ seq }) => seq));
    expect(seqs).toEqual([5, 4, 3, 2, 1]);
    expect(third.next_cursor).toBeNull();
    expect(await refusalOf(audit({ cursor: "eA" }))).toEqual(["invalid", "/cursor"]);
  });

  it("is not for members", async () => {
    for (const work of [
      listAudit(house.person("bo"), AuditQuery.parse({})),
      listReceipts(house.person("bo"), {}),
      auditHead(house.person("bo")),
    ])
      expect(await refusalOf(work)).toEqual(["forbidden"]);
  });
});

describe("receipts", () => {
  it("verify as one chain that ends at the signed head", async () => {
    const first = await listReceipts(auditor(), { after_seq: 0, limit: 2 });
    const rest = await listReceipts(auditor(), { after_seq: first.next_seq });
    const receipts = [...first.receipts, ...rest.receipts];
    const jwks = { keys: [signer().publicJwk] };
    const check = verifyChain(receipts, jwks, createVerifier());
    expect(check).toMatchObject({ ok: true, count: 5, firstSeq: 1 });
    const head = await auditHead(auditor());
    expect(head).toMatchObject({
      seq: 5,
      hash: jwsHash(receipts[4] ?? ""),
      organisation: house.organisation,
    });
    const [header = "", payload = "", signature = ""] = head.jws.split(".");
    expect(
      createVerifier()(`${header}.${payload}`, Buffer.from(signature, "base64url"), signer().publicJwk),
    ).toBe(true);
    const { jws: _, ...claimed } = head;
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toEqual(claimed);
    expect(await listReceipts(auditor(), { after_seq: 5 })).toEqual({ receipts: [], next_seq: 5 });
  });

  it("of one request are for those who may see it", async () => {
    expect((await requestReceipts(house.person("bo"), { id: requestId })).receipts).toHaveLength(4);
    expect(await refusalOf(requestReceipts(house.person("eve"), { id: requestId }))).toEqual(["not_found"]);
  });
});

describe("refolding", () => {
  it("finds no difference where rows say what their events say", async () => {
    expect(await refoldAll(house.organisation)).toEqual([]);
  });

  it("finds a row that says something else", async () => {
    const other = await openTestHouse();
    const { body } = await other.ask();
    const id = body.request?.id ?? "";
    await database().approvalRequest.update({ where: { id }, data: { deadlineAt: new Date(0) } });
    expect(await refoldAll(other.organisation)).toEqual([{ request: id, field: "deadline_at" }]);
  });
});
