import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, test } from "@playwright/test";
import { at, listAt, textAt } from "../support/http";
import {
  closeMcpScene,
  foundMcpScene,
  isErrorOf,
  type McpScene,
  pending,
  proxyCommand,
  standingOf,
  wordsOf,
} from "../support/mcp";
import { ROOT } from "../support/settings";

/** The gate's own MCP server: a model may ask with it, and nothing on it answers. */

let scene: McpScene;
let client: Client;

test.beforeEach(async () => {
  scene = await foundMcpScene();
  client = await connect(scene.key);
});
test.afterEach(async () => {
  await client.close();
  closeMcpScene(scene);
});

async function connect(key: string): Promise<Client> {
  const { command, env } = proxyCommand(scene);
  const args = [join(ROOT, "scripts/countersign.mjs"), "mcp-server", "--fact", "account_verified=true"];
  const opened = new Client({ name: "e2e", version: "1.0.0" }, { capabilities: {} });
  await opened.connect(
    new StdioClientTransport({
      command,
      args,
      env: { ...env, COUNTERSIGN_AGENT_KEY: key },
      stderr: "inherit",
    }),
  );
  return opened;
}

const REFUND = { order: "8812", amount_cents: 25_000, currency: "USD" };

const ask = (more: Record<string, unknown> = {}) =>
  client.callTool({
    name: "request_approval",
    arguments: {
      tool: "refund.create",
      arguments: REFUND,
      title: "Refund $250.00",
      why: "duplicate",
      ...more,
    },
  });
const call = (name: string, args: Record<string, unknown> = {}) => client.callTool({ name, arguments: args });
const actionOf = (result: unknown): string => textAt(result, "structuredContent.actions.0.action_id");

test("it offers to ask, to wait, to withdraw and to look, and nothing else", async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    "my_requests",
    "request_approval",
    "wait_for_answer",
    "withdraw_request",
  ]);
  expect(client.getServerCapabilities()).toEqual({ tools: expect.anything() });
});

test("a model asks, waits, and reads the answer of a person", async () => {
  const asked = await ask();
  expect(wordsOf(asked)).toMatch(/^act_\w+: pending, asked .*di/);
  const waiting = call("wait_for_answer", { action_id: actionOf(asked), seconds: 20 });
  const di = await scene.organisation.person("di");
  const [held] = await pending(scene);
  const responses = `/api/v1/requests/${held?.request}/responses`;
  expect((await di.post(responses, { verdict: "approve", digest: held?.digest })).status).toBe(200);
  expect(wordsOf(await waiting)).toMatch(/^act_\w+: approved \(approver\)$/);
  const request = await scene.organisation.operator.get(`/api/v1/requests/${held?.request}`);
  expect(at(request.body, "request.context.facts")).toEqual({ account_verified: true });
  expect(at(request.body, "request.context.explanation.why")).toBe("duplicate");
  // Nothing ran and nothing was claimed: that is the harness's to do.
  expect(at(await standingOf(scene, actionOf(asked)), "request.grant.status")).toBe("issued");
});

test("a wait that ends without an answer says so", async () => {
  const asked = await ask();
  const waited = await call("wait_for_answer", { action_id: actionOf(asked), seconds: 1 });
  expect(wordsOf(waited)).toContain("pending");
});

test("a request is taken back, and shows among the session's own", async () => {
  expect(wordsOf(await call("my_requests"))).toBe("Nothing was asked in this session.");
  const asked = await ask();
  await ask({ arguments: { ...REFUND, order: "8813" } });
  const withdrawn = await call("withdraw_request", {
    action_id: actionOf(asked),
    reason: "refunded already",
  });
  expect(wordsOf(withdrawn)).toContain("denied (withdrawn): “refunded already”");
  const mine = await call("my_requests");
  expect(listAt(mine, "structuredContent.actions").map((one) => at(one, "status"))).toEqual([
    "denied",
    "pending",
  ]);
});

test("no tool of it can decide: whatever is called with whatever arguments, the request stays open", async () => {
  const asked = await ask();
  const [held] = await pending(scene);
  const { tools } = await client.listTools();
  const deciding = {
    verdict: "approve",
    digest: held?.digest,
    action_id: actionOf(asked),
    request: held?.request,
  };
  const forms = [deciding, { ...deciding, reason: "ok" }, { action_id: held?.request, reason: "approve" }];
  for (const { name } of tools) {
    for (const args of forms)
      expect(isErrorOf(await call(name, args)), `${name} ${JSON.stringify(args)}`).toBe(true);
  }
  for (const name of [
    "approve",
    "deny",
    "respond",
    "claim",
    "report",
    "answer",
    "decide",
    "approve_request",
  ]) {
    const answer = await call(name, deciding).catch((error: unknown) => ({ isError: true, error }));
    expect(isErrorOf(answer), name).toBe(true);
  }
  expect((await pending(scene)).map(({ request }) => request)).toEqual([held?.request]);
  expect(at(await standingOf(scene, actionOf(asked)), "request.status")).toBe("pending");
});

test("what is not this agent's is not there", async () => {
  const other = await foundMcpScene();
  const theirs = await other.agent.post("/api/v1/actions", { tool: "write_file", arguments: { path: "x" } });
  const action = textAt(theirs.body, "action.id");
  const looked = await call("wait_for_answer", { action_id: action, seconds: 0 });
  expect([isErrorOf(looked), wordsOf(looked)]).toEqual([true, expect.stringContaining("not_found")]);
  const withdrawn = await call("withdraw_request", { action_id: action, reason: "mine" });
  expect(isErrorOf(withdrawn)).toBe(true);
  expect(at(await standingOf(other, action), "request.status")).toBe("pending");
  closeMcpScene(other);
});

test("an operator's token asks for nothing", async () => {
  const token = (scene.organisation.operator.headers.Authorization ?? "").replace("Bearer ", "");
  await client.close();
  client = await connect(token);
  const asked = await ask();
  expect(isErrorOf(asked)).toBe(true);
  expect(wordsOf(asked)).toMatch(/^Countersign: refused\. .*403/);
  expect(await pending(scene, 0)).toEqual([]);
});
