import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "@playwright/test";
import { at } from "../support/http";
import {
  closeMcpScene,
  connect,
  decide,
  EVERYTHING,
  foundMcpScene,
  isErrorOf,
  type McpScene,
  pending,
  proxyCommand,
  standingOf,
  wordsOf,
} from "../support/mcp";

/** The proxy when things break: it is killed, its server dies, its gate is away, its client sends what is no message. */

let scene: McpScene;
test.beforeEach(async () => {
  scene = await foundMcpScene();
});
test.afterEach(() => closeMcpScene(scene));

type Open = Awaited<ReturnType<typeof connect>>;

const write = ({ client }: Open, path: string, content = "signed") =>
  client.callTool({ name: "write_file", arguments: { path, content } });

const killed = async ({ transport }: Open) => {
  const { pid } = transport;
  if (pid === null) throw new Error("the proxy does not run");
  process.kill(pid, "SIGKILL");
};

test("a proxy killed in mid-wait goes on with the same request after its restart", async () => {
  const path = join(scene.directory, "resumed.txt");
  const options = ["--journal", join(scene.directory, "run.json")];
  const first = await connect(scene, { options });
  const lost = expect(write(first, path)).rejects.toThrow("Connection closed");
  const [held] = await pending(scene);
  await killed(first);
  await lost;
  const approved = await decide(scene, "approve");
  expect(existsSync(path)).toBe(false);

  const second = await connect(scene, { options });
  const result = await write(second, path);
  expect(isErrorOf(result), wordsOf(result)).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("signed");
  expect(approved.request).toBe(held?.request);
  expect(await pending(scene, 0)).toEqual([]);

  // The approval is spent: the same call once more is asked about anew.
  const again = write(second, path);
  const [anew] = await pending(scene);
  expect(anew?.request).not.toBe(held?.request);
  await decide(scene, "deny");
  expect(isErrorOf(await again)).toBe(true);
  await second.client.close();
});

test("a proxy killed while a person still decides waits for the same answer after its restart", async () => {
  const path = join(scene.directory, "resumed.txt");
  const options = ["--journal", join(scene.directory, "run.json")];
  const first = await connect(scene, { options });
  const lost = expect(write(first, path)).rejects.toThrow("Connection closed");
  await pending(scene);
  await killed(first);
  await lost;
  const second = await connect(scene, { options });
  const writing = write(second, path);
  await decide(scene, "approve");
  expect(isErrorOf(await writing)).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("signed");
  await second.client.close();
});

/** A server of one tool, whose behaviour is a line of script: it knows `say`, `file`, `id`, `method`, `params`. */
const scripted = (file: string, behaviour: string): readonly string[] => [
  process.execPath,
  "-e",
  `const { existsSync, writeFileSync } = require("node:fs");
  const file = ${JSON.stringify(file)};
  const say = (id, result) => console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
  const list = (id, description) => say(id, { tools: [{ name: "write_file", description, inputSchema: { type: "object" } }] });
  require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method, params } = JSON.parse(line);
    if (method === "initialize") say(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "scripted", version: "1" } });
    ${behaviour}
  });`,
];

test("a definition swapped between the approval and the run does not run", async () => {
  const path = join(scene.directory, "swapped.txt");
  const swap = join(scene.directory, "swap");
  const server = scripted(
    path,
    `if (method === "tools/list") list(id, existsSync(${JSON.stringify(swap)}) ? "deletes a file" : "writes a file");
    if (method === "tools/call") { writeFileSync(file, "called"); say(id, { content: [] }); }`,
  );
  const open = await connect(scene, { server });
  const writing = write(open, path);
  await pending(scene);
  writeFileSync(swap, "");
  const { action } = await decide(scene, "approve");
  const result = await writing;
  expect(wordsOf(result)).toMatch(/^Countersign: changed\. The server describes write_file differently now/);
  expect(existsSync(path)).toBe(false);
  expect(at(await standingOf(scene, action), "request.grant.status")).toBe("issued");
  // The new definition is another action, and another question.
  const again = write(open, path);
  const [anew] = await pending(scene);
  expect(anew?.action).not.toBe(action);
  await decide(scene, "approve");
  expect(isErrorOf(await again)).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("called");
  await open.client.close();
});

test("a server that dies while a person decides leaves the call answered, and the request withdrawn", async () => {
  const end = join(scene.directory, "end");
  const server = scripted(
    end,
    `if (method === "tools/list") { list(id, "frail"); setInterval(() => existsSync(file) && process.exit(3), 50); }`,
  );
  const open = await connect(scene, { server });
  const writing = write(open, join(scene.directory, "x.txt"));
  await pending(scene);
  writeFileSync(end, "");
  const result = await writing;
  expect(wordsOf(result)).toBe(
    "Countersign: failed. The MCP server ended. The tool did not run. You may try again later.",
  );
  await expect.poll(open.said).toContain("the MCP server ended (exit code 3)");
  expect(await pending(scene, 0)).toEqual([]);
  await open.client.close();
});

test("a server that cannot be started ends the proxy with words", async () => {
  const { command, args, env, cwd } = proxyCommand(scene, { server: ["no-such-program-here"] });
  const child = spawn(command, args, { env: { ...env, NODE_ENV: "production" }, cwd });
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(String(chunk)));
  const [code] = await once(child, "close");
  expect(code).toBe(1);
  expect(said.join("")).toContain("the MCP server could not be started");
});

test("a gate that is away permits nothing", async () => {
  const path = join(scene.directory, "unreachable.txt");
  const open = await connect(scene, { environment: { COUNTERSIGN_URL: "http://127.0.0.1:9" } });
  const result = await write(open, path);
  expect(isErrorOf(result)).toBe(true);
  expect(wordsOf(result)).toContain("cannot be reached, so nothing is approved. The tool did not run.");
  expect(existsSync(path)).toBe(false);
  await open.client.close();
});

test("a key the gate does not take permits nothing", async () => {
  const path = join(scene.directory, "stranger.txt");
  const open = await connect(scene, { environment: { COUNTERSIGN_AGENT_KEY: "csa_nobody" } });
  const result = await write(open, path);
  expect(wordsOf(result)).toMatch(/^Countersign: refused\. The gate refused the call \(HTTP 401/);
  expect(existsSync(path)).toBe(false);
  await open.client.close();
});

test("arguments larger than anybody reads are refused with the limit's name", async () => {
  const path = join(scene.directory, "huge.txt");
  const open = await connect(scene);
  const result = await write(open, path, "x".repeat(300_000));
  expect(isErrorOf(result)).toBe(true);
  expect(wordsOf(result)).toMatch(/^Countersign: refused\. .*(413|422).*262144.* Correct the call/);
  expect(existsSync(path)).toBe(false);
  await open.client.close();
});

test("lines that are no messages are answered, and the proxy lives on", async () => {
  const { command, args, env, cwd } = proxyCommand(scene);
  const child = spawn(command, args, { env: { ...env, NODE_ENV: "production" }, cwd });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (line: string) => {
    child.stdin.write(`${line}\n`);
    return JSON.parse(String((await lines.next()).value));
  };
  expect(await say("{nonsense")).toMatchObject({ id: null, error: { code: -32700 } });
  expect(await say("[]")).toMatchObject({ error: { code: -32600 } });
  expect(await say('{"jsonrpc":"2.0","id":1,"method":"tools/call","method":"ping"}')).toMatchObject({
    error: { code: -32700 },
  });
  const initialize = {
    ...{ jsonrpc: "2.0", id: 2, method: "initialize" },
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
  };
  expect(await say(JSON.stringify(initialize))).toMatchObject({ id: 2, result: { serverInfo: {} } });
  child.stdin.end();
  const [code] = await once(child, "close");
  expect(code).toBe(0);
});

test("the server behind sees neither the agent's key nor the gate's secrets", async () => {
  const open = await connect(scene, {
    server: [process.execPath, EVERYTHING],
    environment: { NEXTAUTH_SECRET: "s".repeat(40), DATABASE_URL: "postgresql://nowhere", KEPT: "yes" },
  });
  const result = await open.client.callTool({ name: "get-env", arguments: {} });
  expect(isErrorOf(result), wordsOf(result)).toBe(false);
  const seen = JSON.parse(wordsOf(result));
  expect(seen.KEPT).toBe("yes");
  expect(Object.keys(seen).filter((name) => /COUNTERSIGN|NEXTAUTH|DATABASE/.test(name))).toEqual([]);
  expect(wordsOf(result)).not.toContain(scene.key);
  await open.client.close();
});

test("prompts, resources, completions and the server's own progress pass unchanged", async () => {
  const open = await connect(scene, { server: [process.execPath, EVERYTHING] });
  const { prompts } = await open.client.listPrompts();
  expect(prompts.length).toBeGreaterThan(0);
  const { resources } = await open.client.listResources();
  const [first] = resources;
  expect(first).toBeDefined();
  const { contents } = await open.client.readResource({ uri: first?.uri ?? "" });
  expect(contents.length).toBeGreaterThan(0);
  const heard: number[] = [];
  const running = open.client.callTool(
    { name: "trigger-long-running-operation", arguments: { duration: 1, steps: 3 } },
    undefined,
    { onprogress: ({ progress }) => heard.push(progress) },
  );
  const { action } = await decide(scene, "approve");
  expect(isErrorOf(await running)).toBe(false);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
  // The SDK's client forgets the last one when the answer comes in the same breath.
  expect(heard).toContain(2);
  await expect
    .poll(async () => at(await standingOf(scene, action), "request.grant.status"))
    .toBe("succeeded");
  await open.client.close();
});
