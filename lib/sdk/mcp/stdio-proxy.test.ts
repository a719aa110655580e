import { afterEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../json";
import { callOf, closeWorlds, openWorld, WRITE, wordsOf } from "./testing/mcp-world";

/** The proxy against clients and servers that do not mean well. Nothing unapproved ever reaches the server. */

afterEach(closeWorlds);

const allow = () => ({ verdict: "allow" }) as const;
const ask = () => ({ verdict: "escalate" }) as const;
const APPROVED = { outcome: "approved" } as const;
const ping = { jsonrpc: "2.0", id: "ping", method: "ping" };

test("a permitted call reaches the server as it was sent, and its answer comes back", async () => {
  const world = await openWorld({ script: allow });
  world.send(callOf(7, { path: "a" }, { _meta: { progressToken: 3, "acme.com/trace": "t" } }));
  expect(wordsOf(await world.read())).toBe('{"path":"a"}');
  expect(world.reached).toEqual([
    callOf(7, { path: "a" }, { _meta: { progressToken: 3, "acme.com/trace": "t" } }),
  ]);
});

test("a call reaches the server after its claim, and not before", async () => {
  const world = await openWorld({ script: ask });
  const isWaited = world.gate.nextWait();
  world.send(callOf(1));
  const actionId = await isWaited;
  expect(world.reached).toEqual([]);
  world.gate.decide(actionId, APPROVED);
  expect(wordsOf(await world.read())).toBe('{"path":"a"}');
  const operations = () => world.gate.calls.map(({ operation }) => operation);
  await expect.poll(operations).toEqual(["propose", "get", "claim", "outcome"]);
});

describe("a definition that changes while people decide", () => {
  test.each([
    ["in its words", { ...WRITE, description: "Writes a file, and tells everybody" }],
    ["in its schema", { ...WRITE, inputSchema: { type: "object" } }],
    ["in its hints", { ...WRITE, annotations: { readOnlyHint: true } }],
    ["by being gone", { ...WRITE, name: "other" }],
  ])("%s is not run, and the approval stays unclaimed", async (_how, changed) => {
    const world = await openWorld({ script: ask });
    const isWaited = world.gate.nextWait();
    world.send(callOf(1));
    const actionId = await isWaited;
    world.tools.splice(0, 1, changed);
    world.gate.decide(actionId, APPROVED);
    expect(wordsOf(await world.read())).toBe(
      "Countersign: changed. The server describes write_file differently now than when it was approved, so the approval is not for it. The tool did not run. List the tools again and read it before you call it; people are then asked anew.",
    );
    expect(world.reached).toEqual([]);
    expect(world.gate.calls.some(({ operation }) => operation === "claim")).toBe(false);
  });

  test("is another version in the digest of the next call", async () => {
    const world = await openWorld({ script: allow });
    world.send(callOf(1));
    await world.read();
    world.tools.splice(0, 1, { ...WRITE, description: "Other" });
    world.send(callOf(2));
    await world.read();
    const versions = [...world.gate.actions.values()].map(({ input }) => input.tool_version);
    expect(new Set(versions).size).toBe(2);
    expect(versions.every((version) => /^sha256:[0-9a-f]{64}$/.test(version ?? ""))).toBe(true);
  });
});

describe("what could be a tool call to another reader", () => {
  const params = { name: "write_file", arguments: { path: "a" } };
  test.each<[string, string, number]>([
    [
      "a duplicate key",
      '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"write_file"}}',
      -32700,
    ],
    [
      "a key in another case",
      JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping", Method: "tools/call", params }),
      -32600,
    ],
    [
      "a method in another case",
      JSON.stringify({ jsonrpc: "2.0", id: 1, method: "Tools/Call", params }),
      -32600,
    ],
    ["a batch", JSON.stringify([callOf(1)]), -32600],
    ["an answer that is a call as well", JSON.stringify({ ...callOf(1), result: {} }), -32600],
    ["a name in another case", JSON.stringify(callOf(1, {}, { Name: "delete_all" })), -32602],
    ["an unknown member", JSON.stringify(callOf(1, {}, { override: true })), -32602],
    [
      "an integer two readers read differently",
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_file","arguments":{"n":9007199254740993}}}',
      -32700,
    ],
    [
      "half a character",
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_file","arguments":{"n":"\\ud800"}}}',
      -32700,
    ],
    [
      "arguments that are a list",
      JSON.stringify({ ...callOf(1), params: { name: "write_file", arguments: ["a"] } }),
      -32602,
    ],
    ["no JSON", "{tools/call}", -32700],
    ["no version", JSON.stringify({ id: 1, method: "tools/call", params }), -32600],
    ["an id that is no id", JSON.stringify({ ...callOf(1), id: 1.5 }), -32600],
  ])("%s is refused, and the proxy lives on", async (_what, line, code) => {
    const world = await openWorld({ script: allow });
    world.send(line);
    expect(await world.read()).toMatchObject({ error: { code } });
    world.send(callOf("after"));
    expect(await world.read()).toMatchObject({ id: "after", result: {} });
    expect(world.reached).toHaveLength(1);
  });

  test("without an id is dropped, because nobody could be told the ruling", async () => {
    const world = await openWorld({ script: allow });
    const { id: _, ...notification } = callOf(1);
    world.send(notification);
    world.send(ping);
    await expect.poll(() => world.reached).toEqual([ping]);
    expect(world.gate.calls).toEqual([]);
  });
});

test("a tool the server does not list is not asked about and not called", async () => {
  const world = await openWorld({ script: allow });
  world.send(callOf(1, {}, { name: "hidden" }));
  expect(await world.read()).toMatchObject({
    id: 1,
    error: { code: -32602, message: "Unknown tool: hidden" },
  });
  world.tools.push({ ...WRITE, description: "its twin" });
  world.send(callOf(2));
  expect(await world.read()).toMatchObject({ error: { message: "Unknown tool: write_file" } });
  expect([world.reached, world.gate.calls]).toEqual([[], []]);
});

test("everything else passes both ways as it is", async () => {
  const world = await openWorld({ script: allow });
  const sent: JsonObject[] = [
    ping,
    { jsonrpc: "2.0", id: 2, method: "resources/read", params: { uri: "file:///a" } },
    { jsonrpc: "2.0", method: "notifications/roots/list_changed" },
    { jsonrpc: "2.0", id: "s-1", result: { role: "assistant", model: "m" } },
    { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 2 } },
  ];
  for (const message of sent) world.send(message);
  await expect.poll(() => world.reached).toEqual(sent);
  const said = [
    '{"jsonrpc":"2.0","id":"s-1","method":"sampling/createMessage","params":{"n":9007199254740993}}',
    '{ "jsonrpc": "2.0", "id": 2, "result": {"contents": []} }',
    '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}',
  ];
  for (const line of said) world.say(line);
  for (const line of said) expect(await world.read()).toEqual(JSON.parse(line));
});

test("a server cannot answer a call it was never sent", async () => {
  const world = await openWorld({ script: ask });
  const isWaited = world.gate.nextWait();
  world.send(callOf(1));
  const actionId = await isWaited;
  world.say({ jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text: "done!" }] } });
  await expect
    .poll(() => world.logged)
    .toEqual(["the MCP server answered a call it was never sent; the answer was dropped"]);
  world.gate.decide(actionId, { outcome: "denied", reason: "no" });
  expect(wordsOf(await world.read())).toMatch(/^Countersign: denied\. ana via web said no: “no”\./);
});

test("a call taken back while it waits is withdrawn, answered by nobody, and never runs", async () => {
  const world = await openWorld({ script: ask });
  const isWaited = world.gate.nextWait();
  world.send(callOf(1));
  const actionId = await isWaited;
  world.send({
    jsonrpc: "2.0",
    method: "notifications/cancelled",
    params: { requestId: 1, reason: "changed my mind" },
  });
  await expect
    .poll(() => world.gate.actions.get(actionId)?.decided)
    .toMatchObject({ cause: "withdrawn", reason: "changed my mind" });
  world.send(ping);
  await expect.poll(() => world.reached).toEqual([ping]);
});

test("a call taken back before the gate answered is withdrawn as soon as it did", async () => {
  const world = await openWorld({ script: ask });
  world.send(callOf(1));
  world.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } });
  await expect
    .poll(() => [...world.gate.actions.values()].map(({ decided }) => decided?.cause))
    .toEqual(["withdrawn"]);
  expect(world.reached).toEqual([]);
});

test("an id under way cannot be used for a second call", async () => {
  const world = await openWorld({ script: ask });
  const isWaited = world.gate.nextWait();
  world.send(callOf(1));
  await isWaited;
  world.send(callOf(1, { path: "b" }));
  expect(await world.read()).toMatchObject({ id: 1, error: { message: "this id is of a call under way" } });
  expect(world.gate.actions.size).toBe(1);
});

describe("a server that dies", () => {
  test("before it answered leaves an outcome that is unknown, and words that say so", async () => {
    const world = await openWorld({ script: allow, answer: () => null });
    world.send(callOf(1));
    await expect.poll(() => world.reached.length).toBe(1);
    world.die();
    expect(wordsOf(await world.read())).toMatch(/^Countersign: lost\. .* Whether it acted is unknown/);
    expect(await world.ended).toBe("ended (exit code 1)");
    expect([...world.gate.actions.values()].map(({ outcome }) => outcome?.status)).toEqual(["unknown"]);
  });

  test("while people decide withdraws the request and answers the call", async () => {
    const world = await openWorld({ script: ask });
    const isWaited = world.gate.nextWait();
    world.send(callOf(1));
    const actionId = await isWaited;
    world.die();
    expect(wordsOf(await world.read())).toBe(
      "Countersign: failed. The MCP server ended. The tool did not run. You may try again later.",
    );
    expect(world.gate.actions.get(actionId)?.decided?.cause).toBe("withdrawn");
  });
});

test("a gate that cannot be reached permits nothing, and says to try later", async () => {
  const world = await openWorld({ script: allow });
  await world.gate.kill();
  world.send(callOf(1));
  expect(wordsOf(await world.read())).toMatch(
    /^Countersign: no answer\. The gate at .* cannot be reached, so nothing is approved\. The tool did not run\. You may try again later\.$/,
  );
  expect(world.reached).toEqual([]);
});

test("a throttled call says when to try again", async () => {
  const world = await openWorld({ script: () => ({ verdict: "throttle", retryAfterSeconds: 30 }) });
  world.send(callOf(1));
  const message = await world.read();
  expect(wordsOf(message)).toMatch(/^Countersign: throttled\. .* try again in 30 s\. The tool did not run\./);
  expect(message).toMatchObject({
    result: { isError: true, _meta: { "countersign/ruling": { retry_after_seconds: 30, retry: "later" } } },
  });
});

describe("constraints", () => {
  const sandboxed = () => ({ verdict: "sandbox", constraints: { read_only: true } }) as const;

  test("that this server is not known to apply are a refusal", async () => {
    const world = await openWorld({ script: sandboxed, gate: { honours: ["row_cap"] } });
    world.send(callOf(1));
    expect(wordsOf(await world.read())).toMatch(
      /^Countersign: refused\. .*permitted only under constraints nobody applies/,
    );
    expect(world.reached).toEqual([]);
  });

  test("that it applies reach it in _meta, where the client cannot write", async () => {
    const world = await openWorld({ script: sandboxed, gate: { honours: ["read_only"] } });
    world.send(callOf(1, {}, { _meta: { "countersign/constraints": {}, "Countersign/x": 1, kept: true } }));
    await world.read();
    expect(world.reached).toMatchObject([
      { params: { _meta: { kept: true, "countersign/constraints": { sandbox: true, read_only: true } } } },
    ]);
    expect(JSON.stringify(world.reached)).not.toContain("Countersign/x");
  });
});

test("a call held too long says to make it again, and made again it is the same request", async () => {
  const script = () => ({ verdict: "escalate", isImpatient: true }) as const;
  const world = await openWorld({ script, options: { holdSeconds: 1 } });
  world.send(callOf(1));
  expect(wordsOf(await world.read())).toMatch(
    /Nobody has answered yet: the request \(amber-fox-17\) is with ana, bo\. .* Make the very same call again/,
  );
  const [actionId = ""] = world.gate.actions.keys();
  world.gate.decide(actionId, APPROVED);
  world.send(callOf(2));
  expect(wordsOf(await world.read())).toBe('{"path":"a"}');
  expect(world.gate.actions.size).toBe(1);
});
