import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { ProposeInput } from "@/lib/contract/actions";
import { Countersign } from "../countersign";
import { platformClock } from "../environment";
import type { JsonObject } from "../json";
import { FAKE_KEY, startFakeGate } from "../testing/fake-gate";
import type { Script } from "../testing/fake-gate-answers";
import { HttpProxy } from "./http-proxy";
import { readText } from "./http-upstream";
import { createRequestStates } from "./request-state";
import { callOf, WRITE, wordsOf } from "./testing/mcp-world";

/** The proxy before an HTTP server that answers in HTTP alone, breaks off, or is slow. */

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Called = (request: IncomingMessage, response: ServerResponse, message: JsonObject) => void;

/** Lists one tool, and answers a call as the test says. */
async function startUpstream(called: Called, listStatus = 200): Promise<string> {
  const server = createServer(async (request, response) => {
    const message = JSON.parse((await readText(request)) ?? "");
    if (message.method !== "tools/list") return called(request, response, message);
    const headers = { "content-type": "application/json", "www-authenticate": "Bearer realm=up" };
    response.writeHead(listStatus, headers);
    const body = { jsonrpc: "2.0", id: message.id, result: { tools: [WRITE] } };
    response.end(listStatus === 200 ? JSON.stringify(body) : "sign in");
  });
  return listen(server, "/mcp");
}

async function listen(server: Server, path: string, host = "127.0.0.1"): Promise<string> {
  server.listen(0, host);
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // safe because it listens on TCP
  return `http://${host}:${port}${path}`;
}

async function open(script: (input: ProposeInput) => Script, upstream: string, host = "127.0.0.1") {
  const fake = await startFakeGate(script);
  const client = new Countersign({ url: fake.url, key: FAKE_KEY, clock: platformClock, patienceSeconds: 1 });
  const proxy = new HttpProxy(
    {
      ...{
        client,
        url: fake.url,
        prefix: "",
        context: {},
        task: undefined,
        honours: [],
        log: () => undefined,
      },
      states: createRequestStates(FAKE_KEY),
    },
    {
      heartbeatSeconds: 60,
      holdSeconds: undefined,
      upstream: new URL(upstream),
      origins: ["https://let.in"],
    },
  );
  const url = await listen(proxy.server, "/mcp", host);
  closing.push(
    () => fake.kill(),
    () => proxy.close(),
  );
  const post = (message: JsonObject, headers: Readonly<Record<string, string>> = {}, signal?: AbortSignal) =>
    fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify(message),
      ...(signal ? { signal } : {}),
    });
  return { fake, post, outcomes: () => [...fake.actions.values()].map(({ outcome }) => outcome?.status) };
}

const allow = () => ({ verdict: "allow" }) as const;
const ask = () => ({ verdict: "escalate" }) as const;
const echo: Called = (_request, response, { id }) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: "ran" }] } }));
};

test("a server that wants a sign-in is heard by the client, and nothing is proposed", async () => {
  const { post, fake } = await open(allow, await startUpstream(echo, 401));
  const answer = await post(callOf(1));
  expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer realm=up"]);
  expect(fake.calls).toEqual([]);
});

test.each([
  [403, "failed"],
  [503, "unknown"],
])(
  "a permitted call that is answered HTTP %i is passed on, and its outcome is %s",
  async (status, outcome) => {
    const upstream = await startUpstream((_request, response) => void response.writeHead(status).end("no"));
    const { post, outcomes } = await open(allow, upstream);
    const answer = await post(callOf(1));
    expect([answer.status, await answer.text()]).toEqual([status, "no"]);
    await expect.poll(outcomes).toEqual([outcome]);
  },
);

test("a server that breaks off in the middle of a permitted call leaves an outcome that is unknown", async () => {
  const { post, outcomes } = await open(
    allow,
    await startUpstream((request) => void request.socket.destroy()),
  );
  const answer = await post(callOf(1));
  expect(wordsOf(JSON.parse(await answer.text()))).toMatch(/^Countersign: lost\./);
  await expect.poll(outcomes).toEqual(["unknown"]);
});

test("the client's own headers reach the server, and its connection's do not", async () => {
  const seen: IncomingMessage["headers"][] = [];
  const upstream = await startUpstream((request, ...rest) => {
    seen.push(request.headers);
    echo(request, ...rest);
  });
  const { post } = await open(allow, upstream);
  await post(callOf(1), { authorization: "Bearer t", "mcp-session-id": "s", origin: "https://let.in" });
  expect(seen).toMatchObject([
    { authorization: "Bearer t", "mcp-session-id": "s", host: new URL(upstream).host },
  ]);
  expect(seen[0]).not.toHaveProperty("origin");
});

test("before 2026-07-28 a broken connection takes nothing back: the same call goes on with the request", async () => {
  const { post, fake } = await open(ask, await startUpstream(echo));
  const gone = new AbortController();
  const isWaited = fake.nextWait();
  const lost = post(callOf(1), { "mcp-session-id": "s" }, gone.signal).catch(() => null);
  const actionId = await isWaited;
  gone.abort();
  await lost;
  // The proxy hears of it a moment later; until then the call is still under way.
  await expect
    .poll(async () => {
      const again = post(callOf(2), { "mcp-session-id": "s" });
      fake.decide(actionId, { outcome: "approved" });
      return (await again).text();
    })
    .toContain('"ran"');
  expect(fake.actions.size).toBe(1);
  expect(fake.actions.get(actionId)?.decided).toEqual({ outcome: "approved" });
});

test("ids are a session's own: two sessions use the same at once", async () => {
  const { post, fake } = await open(ask, await startUpstream(echo));
  const waits = [fake.nextWait(), fake.nextWait()];
  const first = post(callOf(1, { path: "a" }), { "mcp-session-id": "s" });
  const second = post(callOf(1, { path: "b" }), { "mcp-session-id": "t" });
  await expect.poll(() => fake.actions.size).toBe(2);
  await Promise.race(waits);
  const again = await post(callOf(1, { path: "c" }), { "mcp-session-id": "s" });
  expect([again.status, await again.text()]).toEqual([400, expect.stringContaining("under way")]);
  for (const id of fake.actions.keys()) fake.decide(id, { outcome: "approved" });
  expect(await (await first).text()).toContain('"ran"');
  expect(await (await second).text()).toContain('"ran"');
  const runs = [...fake.actions.values()].map(({ input }) => input.run?.id);
  expect(new Set(runs).size).toBe(2);
});

test("on a network only the origins that were named may call: the name in Host proves nothing there", async () => {
  const { post } = await open(allow, await startUpstream(echo), "127.0.0.2");
  const { origin } = new URL((await post(callOf(1))).url);
  expect((await post(callOf(2), { origin })).status).toBe(403);
  expect((await post(callOf(3), { origin: "https://let.in" })).status).toBe(200);
});
