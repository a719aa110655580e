import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { ProposeInput } from "@/lib/contract/actions";
import { FAKE_KEY, type FakeGate, startFakeGate } from "@/lib/sdk/testing/fake-gate";
import type { Script } from "@/lib/sdk/testing/fake-gate-answers";
import { createTestClock } from "@/lib/sdk/testing/test-clock";
import { runCommand } from "../commands";

/** The demo agent's world for tests: a fake gate, a directory with real git, and what the agent printed. */
export type World = {
  readonly gate: FakeGate;
  readonly directory: string;
  readonly interruption: AbortController;
};

export type Ended = { readonly code: number; readonly lines: readonly string[] };

const worlds: World[] = [];

export async function closeWorlds(): Promise<void> {
  for (const { gate, directory } of worlds.splice(0)) {
    await gate.kill();
    await rm(directory, { recursive: true, force: true });
  }
}

export async function openWorld(scriptFor: (input: ProposeInput) => Script): Promise<World> {
  const gate = await startFakeGate(scriptFor);
  const directory = await mkdtemp(join(tmpdir(), "countersign-test-"));
  const world = { gate, directory, interruption: new AbortController() };
  worlds.push(world);
  return world;
}

const HARMLESS = new Set(["git.commit", "git.push"]);

/** The demo company's registry: what is harmless is allowed, the rest is escalated and answered like this. */
export const escalating =
  (script: Partial<Script>) =>
  ({ tool }: ProposeInput): Script =>
    HARMLESS.has(tool ?? "") ? { verdict: "allow" } : { verdict: "escalate", ...script };

export async function runAgent(world: World, ...more: readonly string[]): Promise<Ended> {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const shell = {
    out: say,
    err: say,
    isColoured: false,
    environment: () => undefined,
    clock: createTestClock(),
    readInput: async () => new Uint8Array(),
    pipe: { input: new PassThrough(), output: new PassThrough() },
    confirm: null,
    signal: world.interruption.signal,
  };
  const access = ["--url", world.gate.url, "--key", FAKE_KEY, "--dir", world.directory];
  return { code: await runCommand(["demo-agent", ...access, ...more], shell), lines };
}

/** What git itself says, asked apart from the program under test. */
export const git = ({ directory }: World, where: "origin.git" | "work", ...args: readonly string[]): string =>
  execFileSync("git", args, { cwd: join(directory, where), encoding: "utf8" }).trim();

export const stateOf = (world: World) => ({
  remote: git(world, "origin.git", "for-each-ref"),
  local: git(world, "work", "rev-parse", "HEAD"),
  changes: git(world, "work", "status", "--porcelain"),
  files: git(world, "work", "ls-files"),
});
