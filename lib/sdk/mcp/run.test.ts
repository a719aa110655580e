import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { journalIn } from "./journal";
import { Run } from "./run";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "countersign-run-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (run: Run, call: string) => run.open(call, (steps) => ({ run: steps }));

test("the path has what was let through before its answer, and what was not with what came of it", () => {
  const run = new Run();
  const read = open(run, "a");
  run.send(read, "read");
  const meanwhile = open(run, "b");
  expect(meanwhile.context.run).toMatchObject({
    id: run.id,
    step: 2,
    path: [{ tool: "read", summary: "let through" }],
  });
  run.finish(read, "read", "forwarded");
  run.finish(meanwhile, "write", "denied");
  expect(open(run, "c").context.run?.path).toMatchObject([
    { tool: "read" },
    { tool: "write", summary: "denied" },
  ]);
});

test("a call that people were asked about is opened as it was, until it has its answer", () => {
  const run = new Run();
  const first = open(run, "a");
  run.keep(first);
  run.leave(first);
  expect(open(run, "a")).toBe(first);
  run.finish(first, "write", "denied");
  expect(open(run, "a").key).not.toBe(first.key);
});

test("the same call at the same time is another opening", () => {
  const run = new Run();
  const first = open(run, "a");
  run.keep(first);
  expect(open(run, "a").key).not.toBe(first.key);
});

test("another process goes on with the run, its path and what is open, from a file only its owner reads", () => {
  const path = join(directory, "run.json");
  const killed = new Run(journalIn(path));
  const done = open(killed, "a");
  killed.finish(done, "read", "forwarded");
  const left = open(killed, "b");
  killed.keep(left);
  const next = new Run(journalIn(path));
  expect(next.id).toBe(killed.id);
  expect(open(next, "b")).toEqual(JSON.parse(JSON.stringify(left)));
  expect(open(next, "c").context.run).toMatchObject({ step: 2, path: [{ tool: "read" }] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a file that is no run is not overwritten", () => {
  const path = join(directory, "run.json");
  writeFileSync(path, '{"something":"else"}');
  expect(() => new Run(journalIn(path))).toThrow();
  expect(readFileSync(path, "utf8")).toBe('{"something":"else"}');
});

test("a path never grows beyond what the gate takes", () => {
  const run = new Run();
  for (let step = 0; step < 600; step += 1) run.finish(open(run, `call ${step}`), "read", "forwarded");
  const { run: now } = open(run, "last").context;
  expect([now?.path?.length, now?.step]).toEqual([200, 601]);
});
