import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, test } from "@playwright/test";
import { at } from "../support/http";
import {
  closeMcpScene,
  connect,
  decide,
  FILESYSTEM,
  foundMcpScene,
  isErrorOf,
  type McpScene,
  pending,
  standingOf,
  wordsOf,
} from "../support/mcp";
import { respond } from "../support/organisation";

/** The proxy before the published filesystem server: what happens on disk is what somebody allowed. */

let scene: McpScene;
let open: Awaited<ReturnType<typeof connect>>;

test.beforeEach(async () => {
  scene = await foundMcpScene();
  open = await connect(scene);
});
test.afterEach(async () => {
  await open.client.close();
  closeMcpScene(scene);
});

const call = (name: string, args: Record<string, unknown>, options = {}) =>
  open.client.callTool({ name, arguments: args }, undefined, options);

const write = (path: string, content = "signed") => call("write_file", { path, content });

test("the server's tools are listed as it describes them", async () => {
  const direct = new Client({ name: "e2e", version: "1.0.0" }, { capabilities: {} });
  await direct.connect(
    new StdioClientTransport({ command: process.execPath, args: [FILESYSTEM, scene.directory] }),
  );
  const { tools } = await open.client.listTools();
  expect(tools.map(({ name }) => name)).toContain("write_file");
  expect(tools).toEqual((await direct.listTools()).tools);
  await direct.close();
});

test("an allowed read is answered at once, and nobody is asked", async () => {
  writeFileSync(join(scene.directory, "note.txt"), "hello");
  const result = await call("read_text_file", { path: join(scene.directory, "note.txt") });
  expect(isErrorOf(result)).toBe(false);
  expect(wordsOf(result)).toBe("hello");
  expect(await pending(scene, 0)).toEqual([]);
});

test("a held write that is approved writes the file, after the approval and not before", async () => {
  const path = join(scene.directory, "signed.txt");
  const writing = write(path);
  await pending(scene);
  expect(existsSync(path)).toBe(false);
  const { action } = await decide(scene, "approve");
  const result = await writing;
  expect(isErrorOf(result), wordsOf(result)).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("signed");
  await expect
    .poll(async () => at(await standingOf(scene, action), "request.grant.status"))
    .toBe("succeeded");
});

test("a denied write leaves no file, and the model reads who said no, why, and not to try again", async () => {
  const path = join(scene.directory, "denied.txt");
  const writing = write(path);
  await decide(scene, "deny", { reason: "not on a Friday" });
  const result = await writing;
  expect(existsSync(path)).toBe(false);
  expect(isErrorOf(result)).toBe(true);
  expect(wordsOf(result)).toBe(
    "Countersign: denied. flo via web said no: “not on a Friday”. The tool did not run. Do not call it again with these arguments, and do not look for another way to the same effect; tell whoever you work for.",
  );
});

test("a write nobody answers in time leaves no file, and silence is not told as a person's no", async () => {
  const path = join(scene.directory, "silent.txt");
  const writing = write(path);
  await pending(scene);
  await scene.organisation.advance(601);
  const result = await writing;
  expect(existsSync(path)).toBe(false);
  expect(isErrorOf(result)).toBe(true);
  expect(wordsOf(result)).toMatch(
    /^Countersign: expired\. Nobody answered in time .* The tool did not run\./,
  );
});

test("a forbidden tool is refused at once, and the model reads that it need not try", async () => {
  const path = join(scene.directory, "stays.txt");
  writeFileSync(path, "here");
  const result = await call("move_file", { source: path, destination: `${path}.moved` });
  expect(isErrorOf(result)).toBe(true);
  expect(wordsOf(result)).toMatch(
    /^Countersign: blocked\. .* The tool did not run\. Do not call it again with these arguments/,
  );
  expect(existsSync(path)).toBe(true);
});

test("what was approved is what is written: the same call with other words asks anew", async () => {
  const path = join(scene.directory, "edited.txt");
  const writing = write(path, "two hundred");
  const first = await decide(scene, "approve");
  await writing;
  const again = write(path, "two thousand");
  const [second] = await pending(scene);
  expect(second?.request).not.toBe(first.request);
  expect(readFileSync(path, "utf8")).toBe("two hundred");
  await decide(scene, "deny");
  await again;
  expect(readFileSync(path, "utf8")).toBe("two hundred");
});

test("a no is remembered for the same call, which is refused without asking again", async () => {
  const path = join(scene.directory, "stubborn.txt");
  const writing = write(path);
  await decide(scene, "deny", { reason: "no" });
  await writing;
  const again = await write(path);
  expect(wordsOf(again)).toContain("recently_denied");
  expect(await pending(scene, 0)).toEqual([]);
  expect(existsSync(path)).toBe(false);
});

test("two different calls at once are two requests, answered one by one", async () => {
  const [left, right] = ["left.txt", "right.txt"].map((name) => join(scene.directory, name));
  const both = Promise.all([write(left ?? ""), write(right ?? "")]);
  const held = await pending(scene, 2);
  for (const one of held) {
    const { body } = await scene.organisation.operator.get(`/api/v1/requests/${one.request}`);
    const verdict = at(body, "request.action.arguments.path") === left ? "approve" : "deny";
    expect((await respond(scene.flo, one, verdict)).status).toBe(200);
  }
  const [one, other] = await both;
  expect([isErrorOf(one), isErrorOf(other)]).toEqual([false, true]);
  expect([existsSync(left ?? ""), existsSync(right ?? "")]).toEqual([true, false]);
});

test("the same call twice at once runs once on one approval", async () => {
  const path = join(scene.directory, "once.txt");
  writeFileSync(path, "a");
  const edit = () =>
    call("edit_file", { path, edits: [{ oldText: "a", newText: "aa" }] }).then((result) => isErrorOf(result));
  const both = Promise.all([edit(), edit()]);
  await decide(scene, "approve");
  expect((await both).sort()).toEqual([false, true]);
  expect(readFileSync(path, "utf8")).toBe("aa");
});

test("a client that wants progress hears who is asked, and its call outlives its timeout", async () => {
  const path = join(scene.directory, "slow.txt");
  await open.client.close();
  open = await connect(scene, { options: ["--heartbeat", "1"] });
  const heard: { progress: number; message?: string | undefined }[] = [];
  const writing = call(
    "write_file",
    { path, content: "late" },
    {
      onprogress: (beat: (typeof heard)[number]) => heard.push(beat),
      timeout: 6000,
      resetTimeoutOnProgress: true,
    },
  );
  await expect.poll(() => heard.length, { timeout: 40_000 }).toBeGreaterThan(8);
  await decide(scene, "approve");
  expect(isErrorOf(await writing)).toBe(false);
  expect(heard[0]?.message).toMatch(/^Waiting for (ana|flo).* to answer · \w+-\w+-\d+ · until .*Z · http/);
  const numbers = heard.map(({ progress }) => progress);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test("a call the client takes back is withdrawn, and nothing runs", async () => {
  const path = join(scene.directory, "withdrawn.txt");
  const changed = new AbortController();
  const writing = call("write_file", { path, content: "x" }, { signal: changed.signal });
  const refused = expect(writing).rejects.toThrow();
  const [held] = await pending(scene);
  changed.abort("the user changed their mind");
  await refused;
  await expect
    .poll(async () => at(await standingOf(scene, held?.action ?? ""), "request.decision.cause"))
    .toBe("withdrawn");
  expect(existsSync(path)).toBe(false);
});

test("a client that ends withdraws what it waits for", async () => {
  const writing = write(join(scene.directory, "left.txt"));
  const refused = expect(writing).rejects.toThrow();
  const [held] = await pending(scene);
  await open.client.close();
  await refused;
  expect(at(await standingOf(scene, held?.action ?? ""), "request.decision.cause")).toBe("withdrawn");
});

test("every action carries the run, its path so far, and the version of the tool", async () => {
  writeFileSync(join(scene.directory, "note.txt"), "hello");
  await call("read_text_file", { path: join(scene.directory, "note.txt") });
  const writing = write(join(scene.directory, "after.txt"));
  const held = await decide(scene, "approve");
  await writing;
  const { body } = await scene.organisation.operator.get(`/api/v1/requests/${held.request}`);
  expect(at(body, "request.action.run")).toMatch(/^run_/);
  expect(at(body, "request.action.tool_version")).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(at(body, "request.context.run.path.0.tool")).toBe("read_text_file");
  expect(at(body, "request.context.run.step")).toBe(2);
});
