import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { claimDue, type Job, putBackJobs } from "@/lib/db/outbox";
import { newId } from "@/lib/runtime/ids";
import { verifyWebhook } from "@/lib/runtime/webhook-signature";
import { respond } from "../requests/respond";
import { type House, openTestHouse } from "../testing-fixtures";
import { sendCallback } from "./send";

type Received = {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Whether the row already held the body when it arrived here. */
  readonly wasKept: boolean;
};
const received: Received[] = [];
let answers: number[] = [];
let server: Server;
let house: House;

const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString("base64url")}`;
const OWNER = "the worker of this test";

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString();
    const rows = await database().outbox.findMany({
      where: { topic: "callback" },
      select: { payload: true },
    });
    const wasKept = rows.some(({ payload }) => JSON.stringify(payload).includes(JSON.stringify(body)));
    received.push({ headers: request.headers as Received["headers"], body, wasKept }); // safe because none of ours repeat
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.COUNTERSIGN_OUTBOUND_ALLOW = `127.0.0.1:${port()}`;
});
afterAll(() => void server.close());
beforeEach(async () => {
  received.length = 0;
  answers = [];
  house = await openTestHouse();
  await setKey({ callbackSecret: secretOf(1) });
});

const port = () => (server.address() as AddressInfo).port; // safe because it listens on TCP
const setKey = (data: { callbackSecret?: string; revokedAt?: Date; expiresAt?: Date }) =>
  database().apiKey.update({ where: { id: house.agent.actor.keyId }, data });

const addKey = (callbackSecret: string, createdAt: Date) =>
  database().apiKey.create({
    data: {
      id: newId("key"),
      organisationId: house.organisation,
      kind: "agent",
      agentId: "bot",
      prefix: "csa_more",
      hash: newId("key"),
      callbackSecret,
      createdAt,
    },
  });

/** A decided request whose callback is due, and its row, claimed. */
async function decided(): Promise<{ request: string; digest: string; action: string; job: Job }> {
  const { body } = await house.ask({
    arguments: { amount_cents: 25_000, secret_word: "do not send" },
    callback: { url: `http://127.0.0.1:${port()}/hook?of=agent`, state: "opaque \u2603" },
  });
  const request = body.request?.id ?? "";
  const { digest, id: action } = body.action;
  await respond(house.person("ana"), { id: request, verdict: "approve", digest, reason: "fine" });
  return { request, digest, action, job: await claimed(request) };
}

async function claimed(request: string): Promise<Job> {
  const { jobs } = await claimDue(OWNER, [{ topic: "callback", most: 100, leaseSeconds: 60 }]);
  const job = jobs.find(({ key }) => key === request);
  if (!job) throw new Error("no callback is due");
  return job;
}

async function retried(job: Job): Promise<Job> {
  await putBackJobs(OWNER, [
    { id: job.id, delaySeconds: 0, attempts: job.attempts, isDead: false, error: null },
  ]);
  return claimed(job.key);
}

const verdictOf = (secret: string, { headers, body }: Received) =>
  verifyWebhook(secret, { headers, body }, Number(headers["webhook-timestamp"]));

describe("calling an agent's gate back", () => {
  it("is one CloudEvent with the decision, the grant, the receipt and the agent's own state, without the arguments", async () => {
    const { request, digest, action, job } = await decided();
    expect(await sendCallback(job, OWNER)).toEqual({ kind: "done" });
    const [message] = received;
    expect(message?.headers["content-type"]).toContain("application/cloudevents+json");
    const event = JSON.parse(message?.body ?? "");
    expect(event).toMatchObject({
      specversion: "1.0",
      type: "dev.countersign.request.decided",
      source: "http://localhost:3000",
      id: message?.headers["webhook-id"],
      subject: request,
      datacontenttype: "application/json",
      data: {
        action: { id: action, digest, run: "run_1" },
        request: {
          id: request,
          status: "approved",
          decision: { cause: "approver", reason: "fine", decided_by: [{ person: "ana", via: "web" }] },
          grant: { status: "issued" },
        },
        state: "opaque \u2603",
      },
    });
    expect(event.time).toBe(event.data.request.decision.decided_at);
    expect(event.data.receipt.split(".")).toHaveLength(3);
    expect(message?.body).not.toContain("do not send");
  });

  it("is signed for whoever holds the secret of the key that proposed, and for nobody else", async () => {
    const { job } = await decided();
    await sendCallback(job, OWNER);
    const [message] = received;
    if (!message) throw new Error("nothing arrived");
    expect(verdictOf(secretOf(1), message)).toBe("valid");
    expect(verdictOf(secretOf(2), message)).toBe("invalid_signature");
    expect(verdictOf(secretOf(1), { ...message, body: message.body.replace("approved", "denied") })).toBe(
      "invalid_signature",
    );
  });

  it("repeats the same bytes under the same id, whatever has changed since, and had them stored before the first", async () => {
    answers = [500, 302, 200];
    const { job } = await decided();
    expect(await sendCallback(job, OWNER)).toEqual({ kind: "retry", error: "answered 500" });
    await database().apiKey.update({ where: { id: house.agent.actor.keyId }, data: { name: "renamed" } });
    const second = await retried(job);
    expect(await sendCallback(second, OWNER)).toEqual({ kind: "retry", error: "answered 302" });
    expect(await sendCallback(await retried(second), OWNER)).toEqual({ kind: "done" });
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(received.every(({ wasKept }) => wasKept)).toBe(true);
    for (const message of received) expect(verdictOf(secretOf(1), message)).toBe("valid");
  });

  it("is signed by the newest valid key once the one that proposed is revoked or has expired", async () => {
    const past = new Date("2026-01-01T00:00:00Z");
    await addKey(secretOf(2), new Date("2026-01-02T00:00:00Z"));
    await addKey(secretOf(3), new Date("2026-01-03T00:00:00Z"));
    for (const change of [{ revokedAt: past }, { expiresAt: past }]) {
      const { job } = await decided();
      await setKey(change);
      await sendCallback(job, OWNER);
      const message = received.at(-1);
      if (!message) throw new Error("nothing arrived");
      expect(verdictOf(secretOf(3), message)).toBe("valid");
      house = await openTestHouse();
      await addKey(secretOf(3), new Date("2026-01-03T00:00:00Z"));
      await setKey({ callbackSecret: secretOf(1) });
    }
  });

  it("waits while the agent has no valid key: nothing leaves unsigned", async () => {
    const { job } = await decided();
    await setKey({ revokedAt: new Date("2026-01-01T00:00:00Z") });
    expect(await sendCallback(job, OWNER)).toMatchObject({ kind: "retry" });
    expect(received).toEqual([]);
  });

  it("ends with 410: the receiver wants no more", async () => {
    answers = [410];
    const { job } = await decided();
    expect(await sendCallback(job, OWNER)).toEqual({ kind: "done" });
  });

  it("reaches no private address that is not allowed, also when the URL was stored earlier", async () => {
    const { job } = await decided();
    const forged = { id: "evt_1", url: "http://127.0.0.1:1/", body: "{}" };
    expect(await sendCallback({ ...job, payload: forged }, OWNER)).toEqual({
      kind: "retry",
      error: "refused_target",
    });
  });

  it("is left to the worker that took over, when the claim ended before the body was stored", async () => {
    const { job } = await decided();
    await database().outbox.update({ where: { id: BigInt(job.id) }, data: { leaseOwner: "another" } });
    expect(await sendCallback(job, OWNER)).toEqual({ kind: "done" });
    expect(received).toEqual([]);
    expect(await database().outbox.count({ where: { id: BigInt(job.id) } })).toBe(1);
  });
});
