import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, test } from "@playwright/test";
import { at } from "../support/http";
import {
  closeMcpScene,
  decide,
  foundMcpScene,
  isErrorOf,
  type McpScene,
  NOTES,
  pending,
  proxyCommand,
  standingOf,
  wordsOf,
} from "../support/mcp";

/** Protocol 2026-07-28 by its own SDK: no session, and a call that waits is made again with `requestState`. */

let scene: McpScene;
test.beforeEach(async () => {
  scene = await foundMcpScene();
});
test.afterEach(() => closeMcpScene(scene));

async function connect(options: readonly string[] = []) {
  const client = new Client(
    { name: "e2e", version: "1.0.0" },
    {
      capabilities: { elicitation: {} },
      versionNegotiation: { mode: { pin: "2026-07-28" } },
      inputRequired: { maxRounds: 500 },
    },
  );
  client.setRequestHandler("elicitation/create", async () => ({
    action: "accept",
    content: { name: "Maria" },
  }));
  const command = proxyCommand(scene, { server: [process.execPath, NOTES], options });
  await client.connect(new StdioClientTransport({ ...command, cwd: process.cwd(), stderr: "inherit" }));
  return client;
}

test("a call is made again for as long as a person decides, and runs once they approved", async () => {
  const path = join(scene.directory, "note.txt");
  const client = await connect(["--hold", "1"]);
  const rounds: (string | undefined)[] = [];
  const writing = client.callTool(
    { name: "write_note", arguments: { path, content: "hello" } },
    { onprogress: ({ message }) => rounds.push(message) },
  );
  await expect.poll(() => rounds.filter((said) => said?.includes("round")).length).toBeGreaterThan(2);
  expect(existsSync(path)).toBe(false);
  const { action } = await decide(scene, "approve");
  expect(isErrorOf(await writing)).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("hello");
  await expect
    .poll(async () => at(await standingOf(scene, action), "request.grant.status"))
    .toBe("succeeded");
  await client.close();
});

test("a no ends the rounds, in words", async () => {
  const path = join(scene.directory, "note.txt");
  const client = await connect(["--hold", "1"]);
  const writing = client.callTool({ name: "write_note", arguments: { path, content: "hello" } });
  await decide(scene, "deny", { reason: "not this one" });
  const result = await writing;
  expect(isErrorOf(result)).toBe(true);
  expect(wordsOf(result)).toMatch(/^Countersign: denied\. flo via web said no: “not this one”\./);
  expect(existsSync(path)).toBe(false);
  await client.close();
});

test("a server that needs input after the approval gets it without a second approval", async () => {
  const path = join(scene.directory, "signed.txt");
  const client = await connect();
  const signing = client.callTool({ name: "sign_note", arguments: { path, content: "hello" } });
  const { action } = await decide(scene, "approve");
  expect(wordsOf(await signing)).toBe("signed");
  expect(readFileSync(path, "utf8")).toBe("hello, signed Maria");
  expect(await pending(scene, 0)).toEqual([]);
  await expect
    .poll(async () => at(await standingOf(scene, action), "request.grant.status"))
    .toBe("succeeded");
  await client.close();
});
