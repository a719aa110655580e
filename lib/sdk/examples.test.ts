import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { FAKE_KEY, type FakeGate, startFakeGate } from "./testing/fake-gate";
import type { Script } from "./testing/fake-gate-answers";

const EXAMPLE = fileURLToPath(new URL("../../examples/wire.mjs", import.meta.url));

const gates: FakeGate[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.kill();
});

async function runExample(script: Script) {
  const gate = await startFakeGate(() => script);
  gates.push(gate);
  const env = { ...process.env, COUNTERSIGN_URL: gate.url, COUNTERSIGN_AGENT_KEY: FAKE_KEY };
  const ended = await new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(process.execPath, [EXAMPLE], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });
  return { ...ended, operations: gate.calls.map((call) => call.operation) };
}

test("the example without a library waits, claims what it runs, and reports", async () => {
  const ended = await runExample({ verdict: "escalate", answer: { outcome: "approved" } });
  expect(ended).toMatchObject({ code: 0, operations: ["propose", "get", "claim", "outcome"] });
  expect(ended.output).toContain("here the refund would be made");
});

test.each([
  { verdict: "escalate", answer: { outcome: "denied" } },
  { verdict: "escalate", answer: { outcome: "approved" }, refuseClaim: "digest_mismatch" },
  { verdict: "block" },
  { verdict: "throttle" },
  { verdict: "sandbox" },
] as const)("the example without a library does nothing on a no: %j", async (script) => {
  const ended = await runExample(script);
  expect(ended.code).not.toBe(0);
  expect(ended.output).not.toContain("here the refund would be made");
});
