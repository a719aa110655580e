import { existsSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import {
  Client as StatelessClient,
  StreamableHTTPClientTransport as StatelessTransport,
} from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { expect, test } from "@playwright/test";
import { at } from "../support/http";
import {
  closeMcpScene,
  decide,
  EVERYTHING,
  foundMcpScene,
  isErrorOf,
  type McpScene,
  NOTES,
  pending,
  standingOf,
  wordsOf,
} from "../support/mcp";
import { type Listening, startHttpProxy, startHttpServer } from "../support/mcp-http";

/** The proxy over HTTP: before a published server with sessions, and before one of protocol 2026-07-28 without. */

let scene: McpScene;
test.beforeEach(async () => {
  scene = await foundMcpScene();
});
test.afterEach(() => closeMcpScene(scene));

test.describe("before a server with sessions", () => {
  let server: Listening;
  let proxy: Listening;
  let client: Client;

  test.beforeEach(async () => {
    server = await startHttpServer([EVERYTHING, "streamableHttp"]);
    proxy = await startHttpProxy(scene, server.url, ["--heartbeat", "1"]);
    client = new Client({ name: "e2e", version: "1.0.0" }, { capabilities: { elicitation: {} } });
    await client.connect(transportTo(proxy));
  });
  test.afterEach(async () => {
    await client.close();
    await proxy.stop();
    await server.stop();
  });

  const transportTo = ({ url }: Listening) => new StreamableHTTPClientTransport(new URL(url));
  const run = (duration: number, options = {}) =>
    client.callTool(
      { name: "trigger-long-running-operation", arguments: { duration, steps: 2 } },
      undefined,
      options,
    );

  test("tools are listed as the server describes them, and an allowed call is answered at once", async () => {
    const direct = new Client({ name: "e2e", version: "1.0.0" }, { capabilities: { elicitation: {} } });
    await direct.connect(transportTo(server));
    expect((await client.listTools()).tools).toEqual((await direct.listTools()).tools);
    await direct.close();
    const sum = await client.callTool({ name: "get-sum", arguments: { a: 2, b: 3 } });
    expect(wordsOf(sum)).toContain("5");
  });

  test("a held call hears who is asked, runs once it is approved, and reports how it went", async () => {
    const heard: { progress: number; message?: string | undefined }[] = [];
    const running = run(1, {
      onprogress: (beat: (typeof heard)[number]) => heard.push(beat),
    });
    await expect.poll(() => heard.length).toBeGreaterThan(2);
    const { action } = await decide(scene, "approve");
    const result = await running;
    expect(isErrorOf(result), wordsOf(result)).toBe(false);
    expect(heard[0]?.message).toMatch(/^Waiting for /);
    await expect
      .poll(async () => at(await standingOf(scene, action), "request.grant.status"))
      .toBe("succeeded");
  });

  test("a denied call is answered in words the model can read", async () => {
    const running = run(1);
    await decide(scene, "deny", { reason: "too slow" });
    expect(wordsOf(await running)).toMatch(
      /^Countersign: denied\. flo via web said no: “too slow”\. The tool did not run\./,
    );
  });

  test("what the server asks its client in the middle of a permitted call is asked and answered", async () => {
    const { ElicitRequestSchema } = await import("@modelcontextprotocol/sdk/types.js");
    const asked: string[] = [];
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      asked.push(params.message);
      return { action: "decline" };
    });
    const running = client.callTool({ name: "trigger-elicitation-request", arguments: {} });
    await decide(scene, "approve");
    expect(isErrorOf(await running)).toBe(false);
    expect(asked).toHaveLength(1);
  });

  test("a call that is cancelled is withdrawn", async () => {
    const stop = new AbortController();
    const refused = expect(run(1, { signal: stop.signal })).rejects.toThrow();
    const [held] = await pending(scene);
    stop.abort("no longer needed");
    await refused;
    await expect
      .poll(async () => at(await standingOf(scene, held?.action ?? ""), "request.decision.cause"))
      .toBe("withdrawn");
  });

  test("a server that is gone answers nothing, and nothing is asked", async () => {
    await server.stop();
    await expect(run(1)).resolves.toMatchObject({ isError: true });
    expect(await pending(scene, 0)).toEqual([]);
  });
});

test.describe("before a server without sessions", () => {
  let server: Listening;
  let proxy: Listening;
  test.beforeEach(async () => {
    server = await startHttpServer([NOTES]);
    proxy = await startHttpProxy(scene, server.url, ["--hold", "1"]);
  });
  test.afterEach(async () => {
    await proxy.stop();
    await server.stop();
  });

  test("a call is made again while a person decides, and runs with its headers as approved", async () => {
    const client = new StatelessClient(
      { name: "e2e", version: "1.0.0" },
      {
        capabilities: {},
        versionNegotiation: { mode: { pin: "2026-07-28" } },
        inputRequired: { maxRounds: 500 },
      },
    );
    await client.connect(new StatelessTransport(new URL(proxy.url)));
    await client.listTools();
    const path = join(scene.directory, "ünote.txt");
    const writing = client.callTool({ name: "write_note", arguments: { path, content: "hello" } });
    await pending(scene);
    expect(existsSync(path)).toBe(false);
    await decide(scene, "approve");
    const result = await writing;
    expect(isErrorOf(result), JSON.stringify(result)).toBe(false);
    expect(readFileSync(path, "utf8")).toBe("hello");
    await client.close();
  });

  const META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(proxy.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const call = (path: string) => ({
    ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
    params: { name: "write_note", arguments: { path, content: "x" }, _meta: META },
  });

  test("headers that name another tool than the body are refused, and nothing is asked", async () => {
    const path = join(scene.directory, "x.txt");
    const named = await post(call(path), { "mcp-method": "tools/call", "mcp-name": "sign_note" });
    expect(named.status).toBe(400);
    expect(await named.json()).toMatchObject({ id: 1, error: { code: -32020 } });
    const other = await post(call(path), { "mcp-method": "tools/list" });
    expect([other.status, existsSync(path)]).toEqual([400, false]);
    expect(await pending(scene, 0)).toEqual([]);
  });

  test("an argument's header says what was approved, whatever the client's header said", async () => {
    const path = join(scene.directory, "true.txt");
    const headers = { "mcp-method": "tools/call", "mcp-name": "write_note", "mcp-param-path": "/etc/passwd" };
    await post(call(path), headers);
    await decide(scene, "approve");
    const answer = await post(call(path), headers);
    expect(await answer.json()).toMatchObject({ result: { content: [{ text: "written" }] } });
    expect(readFileSync(path, "utf8")).toBe("x");
  });

  test("pages of other sites, and names that only pretend to be this machine, are turned away", async () => {
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: META } };
    const headers = { "mcp-method": "tools/list" };
    expect((await post(list, headers)).status).toBe(200);
    expect((await post(list, { ...headers, origin: "https://evil.example" })).status).toBe(403);
    expect((await post(list, { ...headers, origin: "null" })).status).toBe(403);
    expect((await post(list, { ...headers, origin: new URL(proxy.url).origin })).status).toBe(200);
    // As a page would reach it after its own name was pointed at 127.0.0.1.
    const { port } = new URL(proxy.url);
    expect(await statusFor(Number(port), `rebound.example:${port}`)).toBe(403);
  });

  test("what is no message is answered as such, and never passed on", async () => {
    expect((await post("{nonsense")).status).toBe(400);
    expect((await post([call("/tmp/x")])).status).toBe(400);
    expect((await post('{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}')).status).toBe(
      400,
    );
    const { id: _, ...notification } = call("/tmp/x");
    expect((await post(notification, { "mcp-method": "tools/call", "mcp-name": "write_note" })).status).toBe(
      400,
    );
    const form = { "content-type": "text/plain" };
    expect((await post(call("/tmp/x"), form)).status).toBe(415);
    expect((await fetch(proxy.url, { method: "PUT" })).status).toBe(405);
    expect((await fetch(`${proxy.url}/other`)).status).toBe(404);
    expect(await pending(scene, 0)).toEqual([]);
  });

  test("a client that hangs up has taken its call back", async () => {
    const gone = new AbortController();
    const options = ["--hold", "60"];
    const patient = await startHttpProxy(scene, server.url, options);
    const body = JSON.stringify(call(join(scene.directory, "gone.txt")));
    const headers = {
      ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
      ...{ "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "write_note" },
    };
    const lost = fetch(patient.url, { method: "POST", headers, body, signal: gone.signal }).catch(() => null);
    const [held] = await pending(scene);
    gone.abort();
    await lost;
    await expect
      .poll(async () => at(await standingOf(scene, held?.action ?? ""), "request.decision.cause"))
      .toBe("withdrawn");
    await patient.stop();
  });
});

/** `fetch` writes the Host itself. */
function statusFor(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", path: "/mcp", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject).end();
  });
}
