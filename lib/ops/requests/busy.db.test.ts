import { beforeAll, describe, expect, it } from "vitest";
import type { LedgerPayload } from "@/lib/core/ledger";
import { verifyChain, verifyReceipt } from "@/lib/core/receipt";
import { database } from "@/lib/db/client";
import { signer } from "@/lib/runtime/keyring";
import { createVerifier } from "@/lib/runtime/signing";
import { claim } from "../actions/claim";
import { report } from "../actions/report";
import { withdraw } from "../actions/withdraw";
import { changeConfig } from "../config/apply";
import { refoldAll } from "../evidence/refold";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { answered, moveClock, type Opened, opened } from "../testing-requests";
import { acknowledge } from "./acknowledge";
import { ask } from "./ask";
import { comment } from "./comment";
import { escalate } from "./escalate";
import { extend } from "./extend";
import { tickRequests } from "./tick";

/** Everything at once, as the same random day every time; then the books are checked. */

const [main] = SMALL_COMPANY.routes ?? [];
let house: House;

/** A day's dice, the same every time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const PEOPLE = ["ana", "bo", "cy", "eve"];

/** One act of somebody on one of the requests; whatever is refused must be refused by a rule. */
function act(roll: (sides: number) => number, open: readonly Opened[]): Promise<unknown> {
  const asked = open[roll(open.length)];
  const who = PEOPLE[roll(PEOPLE.length)] ?? "ana";
  if (!asked) throw new Error("there is no request");
  const { id } = asked.request;
  const { id: action, digest } = asked.action;
  const acts: readonly (() => Promise<unknown>)[] = [
    () => answered(house, asked, who, "approve"),
    () => answered(house, asked, who, "approve"),
    () => answered(house, asked, who, "approve"),
    () => answered(house, asked, who, "deny"),
    () => refusalOf(acknowledge(house.person(who), { id })),
    () => refusalOf(escalate(house.person(who), { id, from_step: roll(2) })),
    () => refusalOf(extend(house.person(who), { id, seconds: 30 })),
    () => refusalOf(comment(house.person(who), { id, text: "hello" })),
    () => refusalOf(ask(house.person(who), { id, text: "why?" })),
    () => refusalOf(claim(house.agent, { id: action, digest, claim_key: `k${roll(2)}` })),
    () => refusalOf(claim(house.agent, { id: action, digest, claim_key: `k${roll(2)}` })),
    () => refusalOf(report(house.agent, { id: action, status: "succeeded" })),
    () => refusalOf(withdraw(house.agent, { id: action })),
    () => refusalOf(house.ask({ supersedes: action })),
    () => refusalOf(house.ask({ tool: "notes.read", arguments: {} })),
    () =>
      tickRequests(
        house.organisation,
        open.map(({ request }) => request.id),
      ),
    () => moveClock(roll(60)),
    () =>
      refusalOf(
        changeConfig(house.operator, (document) => ({
          ...document,
          teams: document.teams.map((team) => ({ ...team, name: `Team ${roll(9)}` })),
        })),
      ),
  ];
  return (acts[roll(acts.length)] ?? (() => Promise.resolve()))();
}

beforeAll(async () => {
  const approval = { sets: [{ thresholds: [{ from: ["team:payments"], approve: 2 }] }] };
  house = await openTestHouse({
    ...SMALL_COMPANY,
    routes: [{ id: "main", ...main, deadline: "5m", approval, hold: "20s" }],
  });
  const roll = dice(20_261_120);
  for (let round = 0; round < 12; round++) {
    const open = await Promise.all(Array.from({ length: 6 }, () => opened(house)));
    for (let burst = 0; burst < 3; burst++)
      await Promise.all(Array.from({ length: 12 }, () => act(roll, open)));
    if (round % 3 > 0) continue;
    await moveClock(700);
    const ids = open.map(({ request }) => request.id);
    await tickRequests(house.organisation, ids);
  }
});

const ledger = () =>
  database().ledgerEntry.findMany({ where: { organisationId: house.organisation }, orderBy: { seq: "asc" } });
const payloads = async (): Promise<readonly LedgerPayload[]> => {
  const keys = { keys: [signer().publicJwk] };
  return (await ledger()).flatMap(({ jws }) => {
    const check = verifyReceipt(jws, keys, createVerifier());
    return check.ok ? [check.payload] : [];
  });
};
const requests = () => database().approvalRequest.findMany({ where: { organisationId: house.organisation } });
const events = () =>
  database().requestEvent.findMany({
    where: { organisationId: house.organisation },
    orderBy: { streamSeq: "asc" },
    select: { requestId: true, seq: true, streamSeq: true, type: true, at: true },
  });

describe("after a busy day", () => {
  it("it was a day: every end was met", async () => {
    const causes = await database().approvalRequest.groupBy({
      by: ["cause"],
      where: { organisationId: house.organisation },
      _count: true,
    });
    const met = new Set(causes.map(({ cause }) => cause));
    for (const cause of [null, "approver", "deadline", "withdrawn", "superseded"])
      expect(met).toContain(cause);
  });

  it("the ledger verifies as one chain that ends at its head (invariant 13)", async () => {
    const rows = await ledger();
    const check = verifyChain(
      rows.map(({ jws }) => jws),
      { keys: [signer().publicJwk] },
      createVerifier(),
    );
    const head = await database().ledgerHead.findUniqueOrThrow({
      where: { organisationId: house.organisation },
    });
    expect(check).toMatchObject({
      ok: true,
      firstSeq: 1,
      count: rows.length,
      head: { organisation: house.organisation, seq: Number(head.seq), hash: head.hash },
    });
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => index + 1));
  });

  it("every row says what its events say (invariant 7)", async () => {
    expect(await refoldAll(house.organisation)).toEqual([]);
  });

  it("the live stream numbers every event once, without a hole, in the order of its request", async () => {
    const all = await events();
    expect(all.map(({ streamSeq }) => Number(streamSeq))).toEqual(all.map((_, index) => index + 1));
    const next = new Map<string, number>();
    for (const { requestId, seq } of all) {
      expect(seq).toBe((next.get(requestId) ?? 0) + 1);
      next.set(requestId, seq);
    }
  });

  it("instants never go back along the ledger and the stream", async () => {
    for (const rows of [await events(), await ledger()]) {
      const times = rows.map(({ at }) => at.getTime());
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it("nothing was approved late, and nobody decided twice or alone (invariants 1, 2, 5)", async () => {
    const rows = await requests();
    const entries = await payloads();
    for (const { id, status, decidedAt, deadlineAt } of rows) {
      const of = entries.filter(({ request }) => request === id);
      const decisions = of.filter(({ kind }) => kind === "decision");
      expect(decisions).toHaveLength(status === "pending" ? 0 : 1);
      if (status !== "approved") continue;
      expect(decidedAt && decidedAt < deadlineAt).toBe(true);
      const yes = of.filter(({ kind, verdict }) => kind === "response" && verdict === "approve");
      expect(new Set(yes.map(({ person }) => person))).toEqual(new Set(["ana", "bo"]));
    }
  });

  it("the ledger and the timeline tell of the same answers, decisions, claims and outcomes", async () => {
    const kinds = {
      responded: "response",
      decided: "decision",
      grant_claimed: "claim",
      grant_reported: "outcome",
      grant_lapsed: "lapse",
    };
    const entries = await payloads();
    const all = await events();
    for (const [type, kind] of Object.entries(kinds)) {
      const told = all.filter((event) => event.type === type).map(({ requestId }) => requestId);
      const written = entries.filter((entry) => entry.kind === kind).map(({ request }) => request);
      expect([kind, written.toSorted()]).toEqual([kind, told.toSorted()]);
    }
  });

  it("the number of open requests that limits an agent is the number of its open requests", async () => {
    const counted = await database().openCount.findMany({ where: { organisationId: house.organisation } });
    const open = await database().approvalRequest.groupBy({
      by: ["agentId"],
      where: { organisationId: house.organisation, status: "pending" },
      _count: true,
    });
    const found = new Map(open.map(({ agentId, _count }) => [agentId, _count]));
    expect(counted.length).toBeGreaterThan(0);
    for (const { agentId, count } of counted) expect(count).toBe(found.get(agentId) ?? 0);
  });

  it("what waits for the clock has one timer, and what does not has none", async () => {
    const timers = await database().outbox.findMany({
      where: { organisationId: house.organisation, topic: "request.tick" },
    });
    const dueAt = new Map(timers.map((timer) => [timer.key, timer.dueAt]));
    for (const { id, status, grantStatus, deadlineAt } of await database().approvalRequest.findMany({
      where: { organisationId: house.organisation },
    })) {
      const isWaiting = status === "pending" || grantStatus === "held" || grantStatus === "issued";
      expect(dueAt.has(id)).toBe(isWaiting);
      if (status === "pending")
        expect((dueAt.get(id)?.getTime() ?? Number.NaN) <= deadlineAt.getTime()).toBe(true);
    }
    expect(dueAt.size).toBe(timers.length);
  });
});
