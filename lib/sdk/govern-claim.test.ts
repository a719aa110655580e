import { afterEach, expect, test } from "vitest";
import { Countersign } from "./countersign";
import { GovernanceDenied } from "./errors";
import { type GovernOptions, govern } from "./govern";
import { FAKE_KEY, type FakeGate, startFakeGate } from "./testing/fake-gate";
import type { Script } from "./testing/fake-gate-answers";
import { createTestClock } from "./testing/test-clock";

/** What a harness may look at and say between an approval and its claim. */

const gates: FakeGate[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.kill();
});

async function attempt(script: Script, options: GovernOptions<object, string>) {
  const gate = await startFakeGate(() => script);
  gates.push(gate);
  const client = new Countersign({ url: gate.url, key: FAKE_KEY, clock: createTestClock() });
  const ran: string[] = [];
  const run = async () => String(ran.push("as asked"));
  const runConstrained = async () => String(ran.push("constrained"));
  const governed = govern("files.write", run, { client, runConstrained, ...options });
  const error: unknown = await governed({ path: "a" }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { error, ran, operations: gate.calls.map(({ operation }) => operation) };
}

const APPROVED = { verdict: "escalate", answer: { outcome: "approved" } } as const;

test("the last look comes after the approval and before the claim", async () => {
  const looks: string[] = [];
  const { ran, operations } = await attempt(APPROVED, { beforeClaim: async () => void looks.push("look") });
  expect([looks, ran]).toEqual([["look"], ["as asked"]]);
  expect(operations).toEqual(["propose", "get", "claim", "outcome"]);
});

test("a last look that finds something wrong leaves the approval unclaimed and runs nothing", async () => {
  const wrong = new Error("the tool has changed");
  const beforeClaim = async () => Promise.reject(wrong);
  const { error, ran, operations } = await attempt(APPROVED, { beforeClaim });
  expect(error).toBe(wrong);
  expect([ran, operations]).toEqual([[], ["propose", "get"]]);
});

test("it looks again each time, while an approval is held for its undo window", async () => {
  let looks = 0;
  const beforeClaim = async () => {
    looks += 1;
    if (looks === 3) throw new Error("changed while it was held");
  };
  const { error, ran } = await attempt({ ...APPROVED, heldClaims: 5 }, { beforeClaim });
  expect(error).toEqual(new Error("changed while it was held"));
  expect([looks, ran]).toEqual([3, []]);
});

test.each<[string, Script, readonly string[]]>([
  ["a sandbox", { verdict: "sandbox", constraints: { egress: "none" } }, ["propose"]],
  [
    "an approval",
    { ...APPROVED, answer: { outcome: "approved", constraints: { egress: "none" } } },
    ["propose", "get"],
  ],
])("%s with a constraint that cannot be applied is a denial", async (_what, script, calls) => {
  const refused = await attempt(script, { canApply: () => false });
  expect(refused.error).toBeInstanceOf(GovernanceDenied);
  expect(refused.error).toMatchObject({ reasonCode: "constraints_unsupported" });
  expect([refused.ran, refused.operations]).toEqual([[], calls]);
  const applied = await attempt(script, { canApply: ({ egress }) => egress === "none" });
  expect([applied.error, applied.ran]).toEqual([null, ["constrained"]]);
});
