import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { claim } from "@/lib/ops/actions/claim";
import { readAction } from "@/lib/ops/actions/read";
import { acknowledge } from "@/lib/ops/requests/acknowledge";
import { respond } from "@/lib/ops/requests/respond";
import { advanceClock } from "@/lib/ops/testing/advance-clock";
import { listDeliveries } from "@/lib/ops/testing/list-deliveries";
import { type House, openTestHouse, SMALL_COMPANY } from "@/lib/ops/testing-fixtures";
import { startWorker, type Worker } from "./worker";

/** The whole wheel under the test clock: two workers of one database, and nobody but them to move a request. */

type Received = { readonly headers: Readonly<Record<string, unknown>>; readonly body: string };
const received: Received[] = [];
let answer = 200;
let server: Server;
let workers: readonly Worker[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.COUNTERSIGN_TEST_MODE = "1";
  process.env.COUNTERSIGN_OUTBOUND_ALLOW = `127.0.0.1:${port()}`;
  await openTestHouse();
  workers = [startWorker(), startWorker()];
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  server.close();
});

const port = () => (server.address() as AddressInfo).port; // safe because it listens on TCP

async function opened(house: House, input: Parameters<House["ask"]>[0] = {}) {
  const { body } = await house.ask(input);
  if (!body.request) throw new Error("it was not escalated");
  return { action: body.action, request: body.request };
}

const later = (house: House, seconds: number) => advanceClock(house.operator, { advance_seconds: seconds });

async function pagesOf(house: House, request: string) {
  const { deliveries } = await listDeliveries(house.operator);
  return deliveries
    .filter(({ requests }) => requests.includes(request))
    .map(({ person, kind, step, status }) => `${kind} ${step ?? "-"} ${person} ${status}`);
}

describe("the ladder under the clock", () => {
  it("pages each step once at its time, reminds, and denies at the deadline", async () => {
    const house = await openTestHouse();
    const { action, request } = await opened(house);
    await later(house, 0);
    expect(await pagesOf(house, request.id)).toEqual(["page 0 bo delivered"]);
    await later(house, 301);
    expect(await pagesOf(house, request.id)).toEqual(["page 0 bo delivered", "page 1 ana delivered"]);
    await later(house, 150);
    const reminded = await pagesOf(house, request.id);
    expect(reminded.slice(2).toSorted()).toEqual(["reminder - ana delivered", "reminder - bo delivered"]);
    const { now } = await later(house, 450);
    const told = await readAction(house.agent, { id: action.id, wait: 0 });
    expect(told.request?.decision).toMatchObject({ cause: "deadline", pages: { sent: 2, delivered: 2 } });
    const decidedAt = told.request?.decision?.decided_at ?? "";
    expect(decidedAt > request.deadline_at).toBe(true);
    expect(decidedAt <= now).toBe(true);
  });

  it("pages each person once when several steps fell due together", async () => {
    const twice = SMALL_COMPANY.routes?.map((route) => ({
      ...route,
      steps: ["0m", "1m", "2m"].map((after) => ({ after, notify: ["person:bo"] })),
    }));
    const house = await openTestHouse({ ...SMALL_COMPANY, routes: twice });
    const { request } = await opened(house);
    await later(house, 180);
    const pages = await pagesOf(house, request.id);
    expect(pages).toEqual(["page 0 bo delivered", "page 1 bo delivered"]);
  });

  it("is quiet while somebody looks, and resumes when the acknowledgement has run out", async () => {
    const house = await openTestHouse();
    const { request } = await opened(house);
    await later(house, 200);
    await acknowledge(house.person("bo"), { id: request.id });
    await later(house, 200);
    expect(await pagesOf(house, request.id)).toEqual(["page 0 bo delivered"]);
    await later(house, 110);
    const pages = await pagesOf(house, request.id);
    expect(pages).toContain("page 1 ana delivered");
    expect(pages.filter((page) => page.startsWith("page 0 bo"))).toHaveLength(2);
  });

  it("denies many requests with one deadline in one look, each exactly once", async () => {
    const house = await openTestHouse();
    const requests = await Promise.all(Array.from({ length: 300 }, () => opened(house)));
    await later(house, 900);
    const decided = await database().requestEvent.findMany({
      where: { organisationId: house.organisation, type: "decided" },
      select: { requestId: true, data: true },
    });
    expect(new Set(decided.map(({ requestId }) => requestId)).size).toBe(requests.length);
    expect(decided).toHaveLength(requests.length);
    expect(decided[0]?.data).toMatchObject({ cause: "deadline", outcome: "denied" });
  });

  it("lapses a grant that nobody claims, and lets a claimed one be", async () => {
    const house = await openTestHouse();
    const [lost, kept] = [await opened(house), await opened(house)];
    for (const { action, request } of [lost, kept]) {
      await respond(house.person("ana"), { id: request.id, verdict: "approve", digest: action.digest });
    }
    await claim(house.agent, { id: kept.action.id, digest: kept.action.digest });
    await later(house, 600);
    const statusOf = async (id: string) =>
      (await readAction(house.agent, { id, wait: 0 })).request?.grant?.status;
    expect(await statusOf(lost.action.id)).toBe("lapsed");
    expect(await statusOf(kept.action.id)).toBe("claimed");
  });

  it("releases a held grant when the undo window ends", async () => {
    const routes = SMALL_COMPANY.routes?.map((route) => ({ ...route, hold: "60s" }));
    const house = await openTestHouse({ ...SMALL_COMPANY, routes });
    const { action, request } = await opened(house);
    await respond(house.person("ana"), { id: request.id, verdict: "approve", digest: action.digest });
    const statusOf = async () =>
      (await readAction(house.agent, { id: action.id, wait: 0 })).request?.grant?.status;
    expect(await statusOf()).toBe("held");
    await later(house, 60);
    expect(await statusOf()).toBe("issued");
  });
});

describe("callbacks under the clock", () => {
  it("are sent again with the same bytes until they are taken, and then no more", async () => {
    const house = await openTestHouse();
    await database().apiKey.update({
      where: { id: house.agent.actor.keyId },
      data: { callbackSecret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` },
    });
    received.length = 0;
    answer = 503;
    const { request } = await opened(house, {
      callback: { url: `http://127.0.0.1:${port()}/hook`, state: "s" },
    });
    await later(house, 900);
    expect(received).toHaveLength(1);
    await later(house, 40);
    expect(received).toHaveLength(2);
    answer = 204;
    await later(house, 80);
    expect(received).toHaveLength(3);
    await later(house, 86_400);
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ subject: request.id });
  });

  it("are a dead letter after three days of trying", async () => {
    const house = await openTestHouse();
    await database().apiKey.update({
      where: { id: house.agent.actor.keyId },
      data: { callbackSecret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` },
    });
    answer = 500;
    const { request } = await opened(house, { callback: { url: `http://127.0.0.1:${port()}/hook` } });
    await later(house, 900);
    for (let day = 0; day < 4; day++) await later(house, 86_400);
    const row = await database().outbox.findUnique({
      where: { topic_key: { topic: "callback", key: request.id } },
    });
    expect(row).toMatchObject({ dead: true, lastError: "answered 500" });
  });
});
