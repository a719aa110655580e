import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revokeAgentKey } from "@/lib/ops/agents/revoke-key";
import { revokeSession } from "@/lib/ops/identity/revoke-session";
import { beginDrain } from "@/lib/runtime/lifecycle";
import { forget } from "@/lib/runtime/remember";
import { openSession as openSealed, readSessionCookie } from "../auth/session-cookie";
import { apiListener } from "./listener";
import { type HttpHouse, openHttpHouse } from "./test-house";

/** The main job over HTTP, on a real database: ask, wait, answer, claim, report; and who sees what happen. */
let http: HttpHouse;
let server: Server;
let url: string;
beforeAll(async () => {
  http = await openHttpHouse();
  server = createServer(apiListener(http.api));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Pending = { action: { id: string; digest: string }; request: { id: string } };
let count = 0;
const refund = () => {
  count += 1;
  return { tool: "refund.create", arguments: { amount_cents: 25_000, count }, run: { id: "run_1" } };
};
async function ask(body: object = refund(), key?: string) {
  const headers = { ...http.agent, ...(key === undefined ? {} : { "idempotency-key": key }) };
  const answer = await http.post("/api/v1/actions", headers, body);
  return { ...answer, body: answer.body as unknown as Pending }; // safe because a 202 has both
}

describe("the main job", () => {
  it("an action is held, answered by a person, claimed once and reported", async () => {
    const { status, body } = await ask();
    expect(status).toBe(202);
    const { id, digest } = body.action;
    const early = await http.post(`/api/v1/actions/${id}/claim`, http.agent, { digest });
    expect(early).toMatchObject({ status: 409, body: { reason_code: "not_approved" } });

    const bo = await http.person("bo");
    const respond = { verdict: "approve", digest, reason: "seen" };
    const path = `/api/v1/requests/${body.request.id}/responses`;
    const approved = await http.post(path, bo, respond);
    expect(approved).toMatchObject({ status: 200, body: { request: { status: "approved" } } });
    expect((await http.post(path, bo, respond)).body.response).toEqual(approved.body.response);

    const claimed = await http.post(`/api/v1/actions/${id}/claim`, http.agent, { digest, claim_key: "w1" });
    expect(claimed).toMatchObject({ status: 200, body: { grant: { status: "claimed" } } });
    const again = await http.post(`/api/v1/actions/${id}/claim`, http.agent, { digest, claim_key: "w2" });
    expect(again).toMatchObject({ status: 409, body: { reason_code: "already_claimed" } });
    const outcome = await http.post(`/api/v1/actions/${id}/outcome`, http.agent, { status: "succeeded" });
    expect(outcome.status).toBe(200);
  });

  it("a waiting agent is answered when a person decides, not before", async () => {
    const { body } = await ask();
    const waiting = fetch(`${url}/api/v1/actions/${body.action.id}?wait=25`, { headers: http.agent });
    const ana = await http.person("ana");
    const denial = { verdict: "deny", digest: body.action.digest, reason: "no" };
    expect((await http.post(`/api/v1/requests/${body.request.id}/responses`, ana, denial)).status).toBe(200);
    const answer = (await (await waiting).json()) as {
      request: { status: string; decision: { cause: string } };
    };
    expect(answer.request).toMatchObject({ status: "denied", decision: { cause: "approver" } });
  });

  it("repeating a proposal under its key gives the same answer; another body under it is refused", async () => {
    const body = refund();
    const first = await ask(body, "key-1");
    const second = await ask(body, "key-1");
    expect(second.body).toEqual(first.body);
    expect(second.status).toBe(202);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    const other = await ask(refund(), "key-1");
    expect(other).toMatchObject({ status: 422, body: { reason_code: "idempotency_key_reused" } });
  });

  it("twenty at once under one key are one request", async () => {
    const body = refund();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(body, "key-20")));
    expect(new Set(answers.map((answer) => answer.body.request?.id)).size).toBe(1);
  });

  it("a person's answer under a key is replayed with the same bytes", async () => {
    const { body } = await ask();
    const headers = { ...(await http.person("bo")), "idempotency-key": "answer-1" };
    const respond = { verdict: "deny", digest: body.action.digest, reason: "no" };
    const path = `/api/v1/requests/${body.request.id}/responses`;
    const first = await http.post(path, headers, respond);
    const second = await http.post(path, headers, respond);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });
});

describe("credentials that end", () => {
  it("a revoked key is refused from then on", async () => {
    const made = await http.post("/api/v1/agents/bot/keys", http.operator);
    const { id, key } = made.body as { id: string; key: string };
    const headers = { authorization: `Bearer ${key}` };
    expect((await http.post("/api/v1/actions", headers, refund())).status).toBe(202);
    await revokeAgentKey(http.house.operator, { agent: "bot", key: id });
    expect((await http.post("/api/v1/actions", headers, refund())).status).toBe(401);
  });

  it("a revoked session is refused from then on", async () => {
    const bo = await http.person("bo");
    expect((await http.get("/api/v1/me", bo)).status).toBe(200);
    const session = await openSealed(readSessionCookie(bo.cookie ?? "") ?? "");
    await revokeSession(session?.sessionId ?? "");
    expect((await http.get("/api/v1/me", bo)).status).toBe(401);
  });
});

describe("the stream", () => {
  async function follow(headers: Record<string, string>) {
    const leaving = new AbortController();
    const response = await fetch(`${url}/api/v1/stream`, { headers, signal: leaving.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) throw new Error(`the stream ended before ${wanted}: ${text}`);
        text += value;
      }
      return text;
    };
    const ended = async () => {
      while (!(await reader?.read())?.done);
    };
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      until,
      ended,
      leave: () => leaving.abort(),
    };
  }

  it("tells people about requests they may see, with a number to resume from", async () => {
    const stream = await follow(await http.person("bo"));
    expect(stream.type).toContain("text/event-stream");
    await stream.until("retry:");
    const { body } = await ask();
    const text = await stream.until(body.request.id);
    expect(text).toMatch(/id: \d+\nevent: request\ndata: \{/);
    stream.leave();
    const last = /id: (\d+)\n/.exec(text)?.[1] ?? "";
    const resumed = await follow({ ...(await http.person("bo")), "last-event-id": String(Number(last) - 1) });
    await resumed.until(body.request.id);
    resumed.leave();
  });

  it("ends for everybody when the process drains, and a waiting agent gets what is known", async () => {
    const stream = await follow(await http.person("bo"));
    await stream.until("retry:");
    const { body } = await ask();
    const waiting = fetch(`${url}/api/v1/actions/${body.action.id}?wait=25`, { headers: http.agent });
    await stream.until(body.request.id);
    // The wait has begun once its answer is the only thing outstanding; draining also answers one that begins later.
    beginDrain();
    await stream.ended();
    const answer = (await (await waiting).json()) as { request: { status: string } };
    expect(answer.request.status).toBe("pending");
    expect((await fetch(`${url}/api/health/ready`)).status).toBe(503);
    forget("lifecycle");
  });
});

describe("the configuration", () => {
  const put = (body: string, type: string, query = "") =>
    http.api.request(`/api/v1/config${query}`, {
      method: "PUT",
      headers: { ...http.operator, "content-type": type },
      body,
    });

  it("comes and goes as JSON and as YAML, and what was got can be put", async () => {
    const json = await http.get("/api/v1/config", http.operator);
    expect(json.body).toMatchObject({ organisation: { id: http.house.organisation } });
    const yaml = await http.api.request("/api/v1/config", {
      headers: { ...http.operator, accept: "application/yaml" },
    });
    expect(yaml.headers.get("content-type")).toBe("application/yaml");
    const planned = await put(await yaml.text(), "application/yaml", "?dry_run=1");
    expect(await planned.json()).toMatchObject({ version: null, created: [], changed: [], removed: [] });
    expect((await put(JSON.stringify(json.body), "application/json")).status).toBe(200);
  });

  it("YAML that is wrong is refused like JSON that is wrong", async () => {
    expect((await put("version: 1\nversion: 1", "application/yaml")).status).toBe(400);
    expect((await put("nonsense: true", "application/yaml")).status).toBe(422);
  });
});

it("OpenAPI has every path there is", async () => {
  const { body } = await http.get("/api/v1/openapi.json", {});
  expect(Object.keys(body.paths ?? {})).toEqual(
    expect.arrayContaining([
      "/api/v1/actions",
      "/api/v1/actions/{id}/claim",
      "/api/v1/stream",
      "/api/health/ready",
    ]),
  );
});

it("metrics count by route, and need the operator token", async () => {
  const response = await http.api.request("/api/metrics", { headers: http.operator });
  expect(await response.text()).toContain('route="/api/v1/actions",status="202"');
  expect((await http.get("/api/metrics", http.agent)).status).toBe(403);
});
