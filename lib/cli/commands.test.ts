import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { FAKE_KEY, type FakeGate, startFakeGate } from "@/lib/sdk/testing/fake-gate";
import type { Script } from "@/lib/sdk/testing/fake-gate-answers";
import { createTestClock } from "@/lib/sdk/testing/test-clock";
import { runCommand } from "./commands";
import { EXIT_CODES } from "./exit-codes";

const gates: FakeGate[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.kill();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

async function setUp(script: Script): Promise<FakeGate> {
  const gate = await startFakeGate(() => script);
  gates.push(gate);
  return gate;
}

async function run(argv: readonly string[], environment: Record<string, string> = {}, signal?: AbortSignal) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const code = await runCommand(argv, {
    out: say,
    err: say,
    isColoured: false,
    environment: (name) => environment[name],
    clock: createTestClock(),
    readInput: async () => new Uint8Array(),
    pipe: { input: new PassThrough(), output: new PassThrough() },
    confirm: null,
    signal: signal ?? new AbortController().signal,
  });
  return { code, text: lines.join("\n") };
}

/** A data directory as the server leaves it in demo mode. */
async function dataDirectory(content: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "countersign-test-"));
  directories.push(directory);
  await writeFile(join(directory, "demo-agent.json"), content, { mode: 0o600 });
  return directory;
}

const asked = (gate: FakeGate): string[] => ["ask", "--url", gate.url, "--key", FAKE_KEY];

test("help lists every command and exit code, and is what one gets without a command", async () => {
  const { code, text } = await run([]);
  expect(code).toBe(0);
  for (const word of ["demo-agent", "ask", "version", "help", "Exit codes", "130"])
    expect(text).toContain(word);
  expect((await run(["help"])).text).toBe(text);
});

test("a command's options are printed by help and by --help, and nothing runs", async () => {
  const { code, text } = await run(["help", "demo-agent"]);
  expect(code).toBe(0);
  expect(text).toContain("--only");
  expect((await run(["demo-agent", "--help"])).text).toBe(text);
});

test("what follows -- belongs to the server, also when it looks like an option of ours", async () => {
  const { code, text } = await run(["mcp", "--key", "csa_x", "--", "no-such-program", "--help"]);
  expect(code).toBe(1);
  expect(text).toContain("the MCP server could not be started: spawn no-such-program");
});

test.each([
  [["unknown"], "no command unknown"],
  [["demo-agent", "--frobnicate"], "--frobnicate"],
  [["demo-agent", "--only", "pull"], "--only knows commit"],
  [["demo-agent", "--deadline", "0"], "--deadline takes a whole number"],
  [["ask", "--amount", "-5"], "amount"],
  [["ask", "--key", "csa_x", "--url", "ftp://gate"], "http(s) address"],
  [["mcp", "--key", "csa_x"], "say which server"],
  [["mcp", "--key", "csa_x", "--http", "http://localhost:1/mcp", "--", "node"], "say which server"],
  [["mcp", "--key", "csa_x", "--http", "file:///etc"], "http(s) address of the server's endpoint"],
  [["mcp", "--key", "csa_x", "--http", "http://localhost:1", "--journal", "x"], "started here"],
  [["mcp", "--key", "csa_x", "--fact", "verified", "--", "node"], "--fact takes name=value"],
  [["mcp", "--hold", "soon", "--", "node"], "--hold takes a whole number"],
  [["mcp", "--", "node"], "No agent key"],
  [["mcp-server"], "No agent key"],
])("%j is refused with a sentence", async (argv, sentence) => {
  const { code, text } = await run(argv);
  expect(text).toContain(sentence);
  expect(code).toBe(EXIT_CODES.usage.code);
});

test("the version is the package's", async () => {
  expect((await run(["--version"])).text).toMatch(/^\d+\.\d+\.\d+/);
});

test("without any key, one sentence says how to get one", async () => {
  const { code, text } = await run(["ask"], { COUNTERSIGN_DATA_DIR: "/nowhere" });
  expect(text).toContain("No agent key: run `npm start` here first");
  expect(code).toBe(EXIT_CODES.usage.code);
});

test("the demo's own key file is found in the data directory", async () => {
  const gate = await setUp({ verdict: "allow" });
  const file = JSON.stringify({ url: gate.url, agents: { "support-bot": FAKE_KEY } });
  const { code, text } = await run(["ask"], { COUNTERSIGN_DATA_DIR: await dataDirectory(file) });
  expect(text).toContain("support-bot asks the gate");
  expect(code).toBe(0);
});

test("a key file that is not one is said to be so", async () => {
  const { code, text } = await run(["ask"], { COUNTERSIGN_DATA_DIR: await dataDirectory("not json") });
  expect(text).toContain("is not the demo's key file");
  expect(code).toBe(EXIT_CODES.usage.code);
});

test("the environment's key and address come before the demo's file", async () => {
  const gate = await setUp({ verdict: "allow" });
  const file = JSON.stringify({ url: "http://127.0.0.1:1", agents: { "support-bot": "csa_other" } });
  const { code } = await run(["ask"], {
    COUNTERSIGN_DATA_DIR: await dataDirectory(file),
    COUNTERSIGN_URL: gate.url,
    COUNTERSIGN_AGENT_KEY: FAKE_KEY,
  });
  expect(code).toBe(0);
});

test("an approved ask is claimed and says that no money moves", async () => {
  const gate = await setUp({ verdict: "escalate", answer: { outcome: "approved" } });
  const { code, text } = await run([...asked(gate), "--amount", "19.99"]);
  expect(code).toBe(0);
  expect(text).toContain("amber-fox-17");
  expect(text).toContain("$19.99 may be refunded");
  expect(text).toContain("no money moves");
  expect([...gate.actions.values()][0]?.input.arguments).toEqual({
    order: "8812",
    amount_cents: 1999,
    currency: "USD",
  });
});

test.each([
  [
    { verdict: "escalate", answer: { outcome: "denied", reason: "ask again" } },
    "ana via web said no: “ask again”",
  ],
  [{ verdict: "escalate", answer: { outcome: "denied", cause: "deadline" } }, "silence is a no"],
  [{ verdict: "block", reasonCode: "recently_denied" }, "The gate blocks it (recently_denied)"],
] as const)("a denied ask says why and ends as denied: %j", async (script, sentence) => {
  const { code, text } = await run(asked(await setUp(script)));
  expect(text).toContain(sentence);
  expect(code).toBe(EXIT_CODES.denied.code);
});

test("an ask that nobody can hear is not approved", async () => {
  const gate = await setUp({ verdict: "allow" });
  await gate.kill();
  const { code, text } = await run(asked(gate));
  expect(text).toContain("cannot be reached, so nothing is approved");
  expect(code).toBe(EXIT_CODES.unreachable.code);
});

test("Ctrl-C withdraws the ask", async () => {
  const gate = await setUp({ verdict: "escalate" });
  const interruption = new AbortController();
  const isWaited = gate.nextWait();
  const running = run(asked(gate), {}, interruption.signal);
  const actionId = await isWaited;
  interruption.abort(new Error("stopped"));
  expect((await running).code).toBe(EXIT_CODES.interrupted.code);
  expect(gate.actions.get(actionId)?.decided).toMatchObject({ cause: "withdrawn" });
});

test("an approver's words cannot steer the terminal", async () => {
  const reason = "no\u001b[2J\u202e\nApproved";
  const gate = await setUp({ verdict: "escalate", answer: { outcome: "denied", reason } });
  const { text } = await run(asked(gate));
  expect(text).not.toContain("\u001b");
  expect(text).not.toContain("\u202e");
  expect(text).toContain("[U+001B]");
  expect(text.split("\n").some((line) => line.startsWith("Approved"))).toBe(false);
});
