import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { EXIT_CODES } from "../exit-codes";
import {
  closeWorlds,
  escalating,
  git,
  openWorld,
  runAgent,
  stateOf,
  type World,
} from "../testing/demo-world";

afterEach(closeWorlds);

const APPROVED = { outcome: "approved" } as const;

test("a step stopped before its answer resumes the same request, and its approval runs once", async () => {
  const world = await openWorld(escalating({}));
  const isWaited = world.gate.nextWait();
  const first = runAgent(world, "--only", "mass-delete");
  const actionId = await isWaited;
  for (let attempt = 0; attempt < 100; attempt += 1) world.gate.faults.push({ at: "get", kind: "hang_up" });
  world.gate.sever();
  expect((await first).code).toBe(EXIT_CODES.unreachable.code);
  expect(git(world, "work", "ls-files", "exports")).not.toBe("");
  world.gate.faults.splice(0);
  world.gate.decide(actionId, APPROVED);

  const ended = await runAgent(world, "--only", "mass-delete");
  expect(ended.lines[0]).toContain("resumes");
  expect(world.gate.actions.size).toBe(1);
  expect(git(world, "work", "ls-files", "exports")).toBe("");
  expect(world.gate.actions.get(actionId)?.outcome?.status).toBe("succeeded");
});

test("an effect whose outcome was never reported is not repeated, but reported, by the next process", async () => {
  const world = await openWorld(escalating({ answer: APPROVED }));
  await runAgent(world, "--only", "mass-delete");
  const after = stateOf(world);
  await editJournal(world, (step) => ({ ...step, ended: null }));
  for (const held of world.gate.actions.values()) held.outcome = null;

  const ended = await runAgent(world, "--only", "mass-delete");
  expect(ended.code).toBe(EXIT_CODES.done.code);
  expect(stateOf(world)).toEqual(after);
  expect(world.gate.actions.size).toBe(1);
  expect(world.gate.actions.get("act_1")?.outcome?.status).toBe("succeeded");
});

test("an effect that was reported before the crash is not asked for again", async () => {
  const world = await openWorld(escalating({ answer: APPROVED }));
  await runAgent(world, "--only", "mass-delete");
  const after = stateOf(world);
  await editJournal(world, (step) => ({ ...step, ended: null }));
  const ended = await runAgent(world, "--only", "mass-delete");
  expect(ended.code).toBe(EXIT_CODES.done.code);
  expect(ended.lines.some((line) => line.startsWith("mass-delete") && line.includes("approved"))).toBe(true);
  expect(stateOf(world)).toEqual(after);
});

test("arguments changed after they were proposed are refused", async () => {
  const world = await openWorld(escalating({ answer: APPROVED, refuseClaim: "grant_lapsed" }));
  await runAgent(world, "--only", "mass-delete");
  const before = stateOf(world);
  await editJournal(world, (step) => ({
    ...step,
    ended: null,
    arguments: { ...step.arguments, paths: ["README.md"] },
  }));
  const ended = await runAgent(world, "--only", "mass-delete");
  expect(ended.lines.join("\n")).toContain("idempotency_key_reused");
  expect(stateOf(world)).toEqual(before);
});

type EditableStep = { ended: unknown; arguments: Record<string, unknown> };

async function editJournal({ directory }: World, edit: (step: EditableStep) => EditableStep): Promise<void> {
  const path = join(directory, "journal.json");
  const journal = JSON.parse(await readFile(path, "utf8")) as { steps: Record<string, EditableStep> };
  const steps = Object.fromEntries(Object.entries(journal.steps).map(([name, step]) => [name, edit(step)]));
  await writeFile(path, JSON.stringify({ ...journal, steps }));
}
