import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { EXIT_CODES } from "./exit-codes";
import {
  closeWorlds,
  type Ended,
  escalating,
  git,
  openWorld,
  runAgent,
  stateOf,
  type World,
} from "./testing/demo-world";

afterEach(closeWorlds);

const APPROVED = { outcome: "approved" } as const;

const argumentsOf = (world: World, actionId: string): Record<string, unknown> =>
  world.gate.actions.get(actionId)?.input.arguments ?? {};

const eventsOf = ({ lines }: Ended) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
const lineAbout = ({ lines }: Ended, action: string, word: string) =>
  lines.find((line) => line.startsWith(action) && line.includes(word)) ?? lines.join("\n");

test("harmless actions happen at once, approved ones after their claim, and each outcome is reported", async () => {
  const world = await openWorld(escalating({ answer: APPROVED }));
  const ended = await runAgent(world);
  expect(ended.lines.join("\n")).toContain("What git says");
  expect(ended.code).toBe(0);

  expect(git(world, "origin.git", "rev-list", "--count", "main")).toBe("1");
  expect(git(world, "origin.git", "branch", "--list", "release/*")).toBe("");
  expect(git(world, "work", "ls-files", "exports")).toBe("");
  expect(git(world, "work", "show", "HEAD~1:CHANGELOG.md")).toContain("gateway key");
  for (const held of world.gate.actions.values()) {
    expect(held.outcome).toMatchObject({ status: "succeeded" });
    expect(held.outcome?.output_digest).toMatch(/^sha256:/);
  }
  const claims = world.gate.calls.filter((call) => call.operation === "claim");
  expect(claims).toHaveLength(3);
});

test("the claim names the very arguments the tool then runs with", async () => {
  const world = await openWorld(escalating({ answer: APPROVED }));
  await runAgent(world, "--only", "force-push");
  const claim = world.gate.calls.find((call) => call.operation === "claim");
  const proposed = argumentsOf(world, "act_1");
  expect(claim?.body).toMatchObject({ arguments: proposed });
  expect(git(world, "origin.git", "rev-parse", "main")).toBe(proposed.to);
});

test("nothing happens on disk while people decide", async () => {
  const world = await openWorld(escalating({}));
  const isWaited = world.gate.nextWait();
  const running = runAgent(world, "--only", "force-push");
  const actionId = await isWaited;
  const { from } = argumentsOf(world, actionId);
  expect(git(world, "origin.git", "rev-parse", "main")).toBe(from);
  world.gate.decide(actionId, APPROVED);
  await running;
  expect(git(world, "origin.git", "rev-parse", "main")).not.toBe(from);
});

test.each([
  [
    { outcome: "denied", cause: "approver", reason: "not on a Friday" },
    "ana via web said no: “not on a Friday”",
  ],
  [{ outcome: "denied", cause: "deadline" }, "Nobody answered in time (2 pages were sent, nobody looked)"],
  [{ outcome: "denied", cause: "unroutable" }, "nobody who could have answered"],
] as const)("a no leaves the repository untouched and the agent goes on: %j", async (answer, sentence) => {
  const world = await openWorld(escalating({ answer }));
  await runAgent(world, "--only", "commit", "--only", "push");
  const before = stateOf(world);
  const ended = await runAgent(
    world,
    "--only",
    "force-push",
    "--only",
    "branch-delete",
    "--only",
    "mass-delete",
  );
  expect(stateOf(world)).toEqual(before);
  expect(ended.code).toBe(0);
  expect(lineAbout(ended, "force-push", "untouched")).toContain(sentence);
  expect(lineAbout(ended, "mass-delete", "untouched")).toContain("The repository is untouched.");
  expect(world.gate.calls.some((call) => call.operation === "claim")).toBe(false);
});

test.each(["digest_mismatch", "grant_lapsed", "grant_revoked", "already_claimed"])(
  "a claim refused as %s leaves the repository untouched",
  async (refuseClaim) => {
    const world = await openWorld(escalating({ answer: APPROVED, refuseClaim }));
    await runAgent(world, "--only", "commit");
    const before = stateOf(world);
    const ended = await runAgent(world, "--only", "force-push", "--json");
    expect(stateOf(world)).toEqual(before);
    expect(eventsOf(ended)).toContainEqual(
      expect.objectContaining({ event: "refused", action: "force-push", is_untouched: true }),
    );
  },
);

test("a blocked and a throttled action leave the repository untouched and say why", async () => {
  const world = await openWorld(({ tool }) =>
    tool === "files.delete" ? { verdict: "throttle", retryAfterSeconds: 30 } : { verdict: "block" },
  );
  const ended = await runAgent(world, "--only", "commit", "--only", "mass-delete");
  expect(lineAbout(ended, "commit", "blocked")).toContain("The gate blocks it (test_block)");
  expect(lineAbout(ended, "mass-delete", "throttled")).toContain("try again in 30 s");
  expect(git(world, "work", "status", "--porcelain")).toBe("");
  expect(git(world, "work", "ls-files", "exports")).not.toBe("");
});

test("a gate that dies while people decide leaves the repository untouched and ends the agent", async () => {
  const world = await openWorld(escalating({}));
  await runAgent(world, "--only", "commit");
  const before = stateOf(world);
  const isWaited = world.gate.nextWait();
  const running = runAgent(world, "--only", "force-push", "--only", "mass-delete");
  await isWaited;
  await world.gate.kill();
  const ended = await running;
  expect(ended.code).toBe(EXIT_CODES.unreachable.code);
  expect(stateOf(world)).toEqual(before);
  expect(lineAbout(ended, "force-push", "no answer")).toContain("cannot be reached, so nothing is approved");
  expect(ended.lines.some((line) => line.startsWith("mass-delete"))).toBe(false);
});

test("a gate that was never there gets nothing approved", async () => {
  const world = await openWorld(escalating({}));
  await world.gate.kill();
  const ended = await runAgent(world);
  expect(ended.code).toBe(EXIT_CODES.unreachable.code);
  expect(git(world, "work", "log", "-1", "--format=%s")).toBe("Read the gateway key from the environment");
});

test("a key the gate does not take ends the agent with nothing done", async () => {
  const world = await openWorld(escalating({}));
  const ended = await runAgent(world, "--key", "csa_wrong");
  expect(ended.code).toBe(EXIT_CODES.failed.code);
  expect(ended.lines.filter((line) => line.includes("unauthenticated"))).toHaveLength(1);
});

test("an approval for a branch that has moved since is not used", async () => {
  const world = await openWorld(escalating({}));
  const isWaited = world.gate.nextWait();
  const running = runAgent(world, "--only", "force-push");
  const actionId = await isWaited;
  git(world, "work", "push", "-q", "origin", "HEAD:main");
  const moved = git(world, "origin.git", "rev-parse", "main");
  world.gate.decide(actionId, APPROVED);
  const ended = await running;
  expect(ended.code).toBe(EXIT_CODES.failed.code);
  expect(git(world, "origin.git", "rev-parse", "main")).toBe(moved);
  expect(world.gate.actions.get(actionId)?.outcome?.status).toBe("failed");
});

test("Ctrl-C withdraws what is pending and leaves the repository untouched", async () => {
  const world = await openWorld(escalating({}));
  const isWaited = world.gate.nextWait();
  const running = runAgent(world, "--only", "force-push");
  const actionId = await isWaited;
  const before = stateOf(world);
  world.interruption.abort(new Error("stopped"));
  const ended = await running;
  expect(ended.code).toBe(EXIT_CODES.interrupted.code);
  expect(world.gate.actions.get(actionId)?.decided).toMatchObject({ cause: "withdrawn" });
  expect(stateOf(world)).toEqual(before);
});

test("the waiting line names the request, who is asked, the deadline and the console", async () => {
  const world = await openWorld(escalating({ answer: { outcome: "denied" } }));
  const ended = await runAgent(world, "--only", "force-push", "--deadline", "60");
  const line = lineAbout(ended, "force-push", "waiting");
  expect(line).toContain("amber-fox-17");
  expect(line).toContain("asks ana, bo (route engineering)");
  expect(line).toMatch(/until \d\d:\d\d:\d\d \(15 min\)/);
  expect(line).toContain(`${world.gate.url}/requests/req_act_1`);
  expect([...world.gate.actions.values()][0]?.input.deadline_seconds).toBe(60);
});

test("with --json every line is one event in the wire's own words", async () => {
  const world = await openWorld(escalating({ answer: APPROVED }));
  const events = eventsOf(await runAgent(world, "--only", "branch-delete", "--json"));
  expect(events.map(({ event }) => event)).toEqual(["started", "escalated", "done", "finished"]);
  expect(events[1]).toMatchObject({ action_id: "act_1", request: { binding_message: "amber-fox-17" } });
  expect(events[2]).toMatchObject({ word: "approved", approved_by: [{ person: "ana", via: "web" }] });
  expect(events[3]).toMatchObject({ ending: "done", before: { file_count: 27 }, after: { file_count: 27 } });
});

test("later actions carry the path the run took so far", async () => {
  const world = await openWorld(escalating({ answer: { outcome: "denied" } }));
  await runAgent(world);
  const last = [...world.gate.actions.values()].at(-1)?.input.run;
  expect(last?.path.map(({ tool, summary }) => `${tool} ${summary}`)).toEqual([
    "git.commit done",
    "git.push done",
    "git.push_force denied",
    "git.branch_delete denied",
  ]);
});

test("a directory with somebody's files in it is not worked in", async () => {
  const world = await openWorld(escalating({}));
  await writeFile(join(world.directory, "thesis.txt"), "precious");
  const ended = await runAgent(world);
  expect(ended.code).toBe(EXIT_CODES.usage.code);
  expect(ended.lines.join("\n")).toContain("is not empty");
});
