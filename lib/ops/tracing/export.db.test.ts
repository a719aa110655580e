import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { claimDue, type Job } from "@/lib/db/outbox";
import { forget } from "@/lib/runtime/remember";
import { claim } from "../actions/claim";
import { report } from "../actions/report";
import { withdraw } from "../actions/withdraw";
import { respond } from "../requests/respond";
import { type House, openTestHouse } from "../testing-fixtures";
import { exportSpans } from "./export";

/** Against a collector that speaks OTLP over HTTP in JSON, as far as it must to be told. */

type Value = { stringValue?: string; intValue?: number; doubleValue?: number; arrayValue?: unknown };
type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number; message?: string };
  attributes: { key: string; value: Value }[];
};
type Export = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };

const received: { readonly path: string; readonly body: string }[] = [];
let status = 200;
let server: Server;
let house: House;

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";
const SECRET = "a word that must not leave";
const trace = (flags = "01") => ({ traceparent: `00-${TRACE}-${CALLER}-${flags}` });

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    received.push({ path: request.url ?? "", body: Buffer.concat(chunks).toString() });
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());
beforeEach(async () => {
  const { port } = server.address() as AddressInfo; // safe because it listens on TCP
  tracingTo(`http://127.0.0.1:${port}/`);
  received.length = 0;
  status = 200;
  house = await openTestHouse();
});

function tracingTo(endpoint: string): void {
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
  forget("config");
  forget("tracing");
}

/** The rows of this house, claimed. */
async function rows(): Promise<readonly Job[]> {
  await database().$executeRaw`UPDATE outbox SET due_at = app_now() WHERE topic = 'span'`;
  const { jobs } = await claimDue("test", [{ topic: "span", most: 1000, leaseSeconds: 1 }]);
  return jobs.filter(({ organisation }) => organisation === house.organisation);
}

const told = (): Span[] =>
  received.flatMap(({ body }) =>
    // safe because the exporter writes OTLP
    (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );

async function exported(): Promise<Span[]> {
  const jobs = await rows();
  expect(await exportSpans(jobs)).toEqual(jobs.map(() => ({ kind: "done" })));
  return told();
}

const attributes = (span: Span | undefined): Record<string, unknown> =>
  Object.fromEntries(
    (span?.attributes ?? []).map(({ key, value }) => [
      key,
      value.stringValue ?? value.intValue ?? value.doubleValue ?? value.arrayValue,
    ]),
  );

const named = (spans: readonly Span[], name: string): Span | undefined =>
  spans.find((span) => span.name === name);

const ask = (more: Parameters<House["ask"]>[0] = {}) =>
  house.ask({
    arguments: { amount_cents: 25_000, word: SECRET, n: Math.floor(performance.now() * 1000) },
    facts: { word: SECRET },
    explanation: { title: SECRET, why: SECRET },
    trace: trace(),
    ...more,
  });

describe("the spans of an action", () => {
  it("are its approval and its execution, within the caller's trace and without its arguments", async () => {
    const { body } = await ask();
    const { id, digest } = body.action;
    await respond(house.person("ana"), { id: body.request?.id ?? "", verdict: "approve", digest });
    await claim(house.agent, { id, digest });
    await report(house.agent, { id, status: "failed", error: SECRET });
    const spans = await exported();
    expect(spans).toHaveLength(2);
    expect(received).toMatchObject([{ path: "/v1/traces" }]);
    for (const span of spans) expect(span).toMatchObject({ traceId: TRACE, parentSpanId: CALLER });
    const approval = named(spans, "approval refund.create");
    expect(approval?.status).toEqual({ code: 0 });
    expect(attributes(approval)).toMatchObject({
      "gen_ai.tool.name": "refund.create",
      "gen_ai.tool.call.id": id,
      "gen_ai.agent.id": "bot",
      "gen_ai.conversation.id": "run_1",
      "approval.digest": digest,
      "approval.verdict": "escalate",
      "approval.outcome": "approved",
      "approval.cause": "approver",
      "approval.request.id": body.request?.id,
      "approval.route": "main",
      "approval.wait_seconds": expect.any(Number),
    });
    const execution = named(spans, "execute_tool refund.create");
    expect(execution?.status).toEqual({ code: 2, message: "failed" });
    expect(attributes(execution)).toMatchObject({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.type": "function",
      "error.type": "failed",
      "approval.digest": digest,
    });
    expect(Number(execution?.startTimeUnixNano)).toBeGreaterThanOrEqual(Number(approval?.endTimeUnixNano));
    expect(JSON.stringify(received)).not.toContain(SECRET);
  });

  it("tell of a denial, a withdrawal and a ruling that asks nobody", async () => {
    const denied = await ask();
    const { digest } = denied.body.action;
    await respond(house.person("ana"), { id: denied.body.request?.id ?? "", verdict: "deny", digest });
    const taken = await ask();
    await withdraw(house.agent, { id: taken.body.action.id });
    const again = await ask({ arguments: denied.body.action.arguments });
    expect(again.body.ruling.reason_code).toBe("recently_denied");
    const free = await ask({ tool: "notes.read" });
    const spans = await exported();
    const of = (id: string) => spans.find((span) => attributes(span)["gen_ai.tool.call.id"] === id);
    expect(of(denied.body.action.id)?.status).toEqual({ code: 2, message: "approver" });
    expect(attributes(of(denied.body.action.id))).toMatchObject({ "approval.outcome": "denied" });
    expect(of(taken.body.action.id)?.status).toEqual({ code: 2, message: "withdrawn" });
    expect(of(again.body.action.id)?.status).toEqual({ code: 2, message: "block" });
    expect(of(free.body.action.id)?.status).toEqual({ code: 0 });
    expect(attributes(of(free.body.action.id))).toMatchObject({ "approval.outcome": "allowed" });
    for (const span of spans) expect(span.parentSpanId).toBe(CALLER);
  });

  it("have a trace of their own where the caller names none that can be read", async () => {
    for (const traceparent of [null, "not a trace", `00-${TRACE.toUpperCase()}-${CALLER}-01`]) {
      received.length = 0;
      const { body } = await ask({ tool: "notes.read", trace: { traceparent } });
      await report(house.agent, { id: body.action.id, status: "succeeded" });
      const spans = await exported();
      const approval = named(spans, "approval notes.read");
      expect(approval?.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(approval?.parentSpanId ?? "").toBe("");
      expect(named(spans, "execute_tool notes.read")).toMatchObject({
        traceId: approval?.traceId,
        parentSpanId: approval?.spanId,
      });
    }
  });

  it("are not told of a trace that the caller does not record", async () => {
    await ask({ tool: "notes.read", trace: trace("00") });
    expect(await exported()).toEqual([]);
    expect(received).toEqual([]);
  });

  it("are the same spans when they are sent twice", async () => {
    await ask({ tool: "notes.read" });
    const jobs = await rows();
    await exportSpans(jobs);
    await exportSpans(jobs);
    const [first, second] = told();
    expect(second).toEqual(first);
  });
});

describe("a collector that is not there", () => {
  it("delays nobody: the rows wait, and after ten minutes they are dropped", async () => {
    status = 400;
    const { body } = await ask({ tool: "notes.read" });
    expect(body.ruling.verdict).toBe("allow");
    const jobs = await rows();
    expect(await exportSpans(jobs)).toMatchObject([{ kind: "retry", error: expect.any(String) }]);
    const old = jobs.map((job) => ({ ...job, ageSeconds: 600 }));
    expect(await exportSpans(old)).toEqual([{ kind: "done" }]);
    tracingTo("http://127.0.0.1:9");
    expect(await exportSpans(jobs)).toMatchObject([{ kind: "retry" }]);
  }, 20_000);

  it("is not missed where none is set: nothing is written, and rows of others are left to them", async () => {
    await ask({ tool: "notes.read" });
    const jobs = await rows();
    tracingTo("");
    expect(await exportSpans(jobs)).toEqual([{ kind: "retry", error: "no collector is set here" }]);
    const before = await database().outbox.count({ where: { topic: "span" } });
    await ask({ tool: "notes.read" });
    expect(await database().outbox.count({ where: { topic: "span" } })).toBe(before);
  });
});
