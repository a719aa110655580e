import { beforeAll, describe, expect, it } from "vitest";
import { database, type Tx } from "@/lib/db/client";
import { newId } from "@/lib/runtime/ids";
import { claim } from "../actions/claim";
import { readAction } from "../actions/read";
import { withdraw } from "../actions/withdraw";
import { refoldAll } from "../evidence/refold";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { answered, holding, moveClock, type Opened, opened, untilWaiting } from "../testing-requests";
import { acknowledge } from "./acknowledge";
import { changeRequest } from "./change";
import { extend } from "./extend";
import { tickRequests } from "./tick";

const [main] = SMALL_COMPANY.routes ?? [];
let house: House;
/** Two of payments must agree: Ana and Bo; Cy owns the agent. */
let quorum: House;
beforeAll(async () => {
  house = await openTestHouse();
  const approval = { sets: [{ thresholds: [{ from: ["team:payments"], approve: 2, deny: 2 }] }] };
  quorum = await openTestHouse({
    ...SMALL_COMPANY,
    routes: [{ id: "main", ...main, approval }],
  });
});

const rowOf = (request: string) => database().approvalRequest.findUniqueOrThrow({ where: { id: request } });
const decisionsOf = (request: string) =>
  database().requestEvent.count({ where: { requestId: request, type: "decided" } });

/** An answer without the page that is shown after it. */
const vote = ({ action, request }: Opened, person: string, verdict: "approve" | "deny") =>
  changeRequest(quorum.organisation, request.id, {
    type: "respond",
    id: newId("rsp"),
    person,
    verdict,
    digest: action.digest,
    reason: null,
    reasonCode: null,
    constraints: {},
    via: "web",
    assurance: "session",
  });

const lockRow =
  ({ request }: Opened) =>
  (tx: Tx) =>
    tx.$queryRaw`SELECT id FROM approval_request WHERE id = ${request.id} FOR UPDATE`;
const lockHead = (of: House) => (tx: Tx) =>
  tx.$queryRaw`SELECT seq FROM ledger_head WHERE organisation_id = ${of.organisation} FOR UPDATE`;

describe("an answer that had to wait for a lock until the deadline had passed (invariant 2)", () => {
  const lockOf = {
    "its request": (asked: Opened) => lockRow(asked),
    "the ledger": () => lockHead(house),
  };

  it.each(Object.keys(lockOf) as (keyof typeof lockOf)[])("on %s: an approval is a denial", async (what) => {
    const asked = await opened(house, { deadline_seconds: 60 });
    const waiting: Promise<string>[] = [];
    await holding(lockOf[what](asked), async () => {
      waiting.push(answered(house, asked, "bo"));
      await untilWaiting(1);
      await moveClock(60);
    });
    expect(await Promise.all(waiting)).toEqual(["deadline_passed"]);
    const row = await rowOf(asked.request.id);
    expect(row).toMatchObject({ status: "denied", cause: "deadline", grantId: null });
    expect(row.decidedAt && row.decidedAt >= row.deadlineAt).toBe(true);
    expect(await database().requestEvent.count({ where: { requestId: row.id, type: "responded" } })).toBe(0);
    expect(await refusalOf(claim(house.agent, { id: asked.action.id, digest: asked.action.digest }))).toEqual(
      ["not_approved"],
    );
  });

  it("neither moves the deadline nor withdraws nor acknowledges it any more", async () => {
    const asked = await opened(house, { deadline_seconds: 60 });
    const { id } = asked.request;
    const codes: Promise<readonly string[]>[] = [];
    await holding(lockRow(asked), async () => {
      codes.push(refusalOf(extend(house.person("bo"), { id, seconds: 300 })));
      codes.push(refusalOf(withdraw(house.agent, { id: asked.action.id })));
      codes.push(refusalOf(acknowledge(house.person("bo"), { id })));
      await untilWaiting(3);
      await moveClock(60);
    });
    expect(await Promise.all(codes)).toEqual([["deadline_passed"], ["already_decided"], ["deadline_passed"]]);
    expect(await decisionsOf(id)).toBe(1);
  });

  it("and a claim that waited until the grant had lapsed is refused (invariant 3)", async () => {
    const asked = await opened(house);
    await answered(house, asked, "bo");
    const codes: Promise<readonly string[]>[] = [];
    await holding(lockRow(asked), async () => {
      codes.push(refusalOf(claim(house.agent, { id: asked.action.id, digest: asked.action.digest })));
      await untilWaiting(1);
      await moveClock(600);
    });
    expect(await Promise.all(codes)).toEqual([["grant_lapsed"]]);
    expect((await rowOf(asked.request.id)).grantStatus).toBe("lapsed");
  });
});

describe("at the same moment (invariant 1)", () => {
  it("an approval and the deadline make one decision, and never a late approval", async () => {
    for (let round = 0; round < 60; round++) {
      const asked = await opened(house, { deadline_seconds: 1 });
      const { id } = asked.request;
      const [code] = await Promise.all([
        answered(house, asked, "bo"),
        moveClock(1),
        tickRequests(house.organisation, [id]),
        tickRequests(house.organisation, [id]),
      ]);
      await tickRequests(house.organisation, [id]);
      const { status, cause, decidedAt, deadlineAt } = await rowOf(id);
      expect(await decisionsOf(id)).toBe(1);
      expect(code).toBe(status === "approved" ? "ok" : "deadline_passed");
      expect(cause).toBe(status === "approved" ? "approver" : "deadline");
      expect(decidedAt && decidedAt < deadlineAt).toBe(status === "approved");
    }
  });

  it("two last votes of a quorum decide, every time, once", async () => {
    for (let round = 0; round < 25; round++) {
      const all = await Promise.all(Array.from({ length: 8 }, () => opened(quorum)));
      const verdict = round % 2 === 0 ? "approve" : "deny";
      await Promise.all(all.flatMap((asked) => [vote(asked, "ana", verdict), vote(asked, "bo", verdict)]));
      for (const { request } of all) {
        expect((await rowOf(request.id)).status).toBe(verdict === "approve" ? "approved" : "denied");
        expect(await decisionsOf(request.id)).toBe(1);
      }
    }
  });

  it("the same answer many times over is one answer (invariant 8)", async () => {
    const asked = await opened(quorum);
    const codes = await Promise.all(Array.from({ length: 12 }, () => answered(quorum, asked, "bo")));
    expect(new Set(codes)).toEqual(new Set(["ok"]));
    expect((await rowOf(asked.request.id)).status).toBe("pending");
    expect(
      await database().requestEvent.count({ where: { requestId: asked.request.id, type: "responded" } }),
    ).toBe(1);
  });

  it("both answers of one person leave one of them, and the other is refused", async () => {
    for (let round = 0; round < 10; round++) {
      const asked = await opened(quorum);
      const codes = await Promise.all([
        answered(quorum, asked, "bo", "approve"),
        answered(quorum, asked, "bo", "deny"),
      ]);
      expect(codes.sort()).toEqual(["already_responded", "ok"]);
    }
  });

  it("an approval and a withdrawal make one decision, and a claim follows the approval only", async () => {
    for (let round = 0; round < 15; round++) {
      const asked = await opened(house);
      const { id, digest } = asked.action;
      const [approval = "", [withdrawal = ""]] = await Promise.all([
        answered(house, asked, "bo"),
        refusalOf(withdraw(house.agent, { id })),
      ]);
      const { request } = await readAction(house.agent, { id, wait: 0 });
      const isApproved = request?.status === "approved";
      expect([approval, withdrawal]).toEqual(
        isApproved ? ["ok", "already_decided"] : ["already_decided", "ok"],
      );
      expect(await refusalOf(claim(house.agent, { id, digest }))).toEqual([
        isApproved ? "ok" : "not_approved",
      ]);
    }
  });

  it("leaves every row saying what its events say (invariant 7)", async () => {
    expect(await refoldAll(house.organisation)).toEqual([]);
    expect(await refoldAll(quorum.organisation)).toEqual([]);
  });
});
