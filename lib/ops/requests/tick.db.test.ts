import { beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { readNow } from "@/lib/db/request-reader";
import { readAction } from "../actions/read";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { respond } from "./respond";
import { tickRequests } from "./tick";

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});

async function opened(of: House = house) {
  const { body } = await of.ask();
  if (!body.request) throw new Error("it was not escalated");
  return { action: body.action, request: body.request };
}

const timerOf = (request: string) =>
  database().outbox.findUnique({
    where: { topic_key: { topic: "request.tick", key: request } },
    select: { dueAt: true, attempts: true, leaseOwner: true },
  });

const eventsOf = async (request: string) =>
  (
    await database().requestEvent.findMany({
      where: { requestId: request },
      orderBy: { seq: "asc" },
      select: { type: true },
    })
  ).map(({ type }) => type);

async function moveTo(seconds: number): Promise<void> {
  await database()
    .$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${Math.round(seconds * 1000)} WHERE id = 1`;
}

describe("a tick", () => {
  it("that comes too early changes nothing and keeps the timer", async () => {
    const { request } = await opened();
    const before = await timerOf(request.id);
    await database().outbox.updateMany({
      where: { key: request.id, topic: "request.tick" },
      data: { dueAt: new Date("2020-01-01T00:00:00Z"), attempts: 1, leaseOwner: "a worker" },
    });
    await tickRequests(house.organisation, [request.id]);
    expect(await timerOf(request.id)).toEqual(before);
    expect(await eventsOf(request.id)).toEqual(["opened", "step_entered"]);
  });

  it("at the deadline denies every request that is due, once, by the database's clock", async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => opened()));
    const ids = all.map(({ request }) => request.id);
    await moveTo(900);
    await Promise.all([
      tickRequests(house.organisation, ids),
      tickRequests(house.organisation, ids.toReversed()),
    ]);
    const now = await readNow();
    const rows = await database().approvalRequest.findMany({ where: { id: { in: ids } } });
    for (const { status, cause, decidedAt, deadlineAt } of rows) {
      expect({ status, cause }).toEqual({ status: "denied", cause: "deadline" });
      expect(decidedAt && decidedAt >= deadlineAt && decidedAt <= now).toBe(true);
    }
    for (const id of ids) {
      expect((await eventsOf(id)).filter((type) => type === "decided")).toHaveLength(1);
      expect(await timerOf(id)).toBeNull();
    }
  });

  it("dates the timer to what comes next, never to what has passed", async () => {
    const { request } = await opened();
    for (const seconds of [300, 150, 330]) {
      await moveTo(seconds);
      await tickRequests(house.organisation, [request.id]);
      const timer = await timerOf(request.id);
      expect(timer && timer.dueAt > (await readNow())).toBe(true);
    }
    expect(await eventsOf(request.id)).toEqual([
      "opened",
      "step_entered",
      "step_entered",
      "reminded",
      "reminded",
    ]);
    await moveTo(120);
    await tickRequests(house.organisation, [request.id]);
    expect(await timerOf(request.id)).toBeNull();
  });

  it("releases a held grant, lapses an unclaimed one, and then has nothing more to do", async () => {
    const routes = SMALL_COMPANY.routes?.map((route) => ({ ...route, hold: "30s" }));
    const held = await openTestHouse({ ...SMALL_COMPANY, routes });
    const { action, request } = await opened(held);
    await respond(held.person("ana"), { id: request.id, verdict: "approve", digest: action.digest });
    const statusOf = async () =>
      (await readAction(held.agent, { id: action.id, wait: 0 })).request?.grant?.status;
    await moveTo(30);
    await tickRequests(held.organisation, [request.id]);
    expect(await statusOf()).toBe("issued");
    await moveTo(600);
    await tickRequests(held.organisation, [request.id]);
    expect(await statusOf()).toBe("lapsed");
    expect(await timerOf(request.id)).toBeNull();
    const entries = await database().ledgerEntry.findMany({
      where: { requestId: request.id },
      select: { kind: true },
    });
    expect(entries.map(({ kind }) => kind)).toContain("lapse");
  });

  it("of another organisation's request does nothing: it is not there", async () => {
    const other = await openTestHouse();
    const { request } = await opened();
    await moveTo(900);
    await tickRequests(other.organisation, [request.id]);
    expect(await eventsOf(request.id)).toEqual(["opened", "step_entered"]);
  });
});
