import { afterEach, expect, test } from "vitest";
import { canUseTool, governClaude } from "./claude";
import { APPROVED, closeScenes, DENIED, openScene, operationsOf, type Scene } from "./testing/scene";

afterEach(closeScenes);

const INPUT = { command: "git push --force origin main", description: "push" };
const { signal } = new AbortController();

const eventOf = (event: string, more: object = {}) => ({
  hook_event_name: event,
  session_id: "session-1",
  transcript_path: "/tmp/t.jsonl",
  cwd: "/work",
  tool_name: "Bash",
  tool_input: INPUT,
  tool_use_id: "toolu_1",
  ...more,
});

/** Calls the hooks of an event as the Agent SDK does. */
function hooksOf({ client }: Scene) {
  const hooks = governClaude({ client, onUnreported: () => {} });
  return async (event: keyof typeof hooks, more: object = {}) => {
    const hook = hooks[event][0]?.hooks[0];
    return hook?.(eventOf(event, more), "toolu_1", { signal });
  };
}

test("a tool call is allowed after its approval was claimed, with the very input that was claimed", async () => {
  const scene = await openScene(APPROVED);
  const call = hooksOf(scene);
  expect(await call("PreToolUse")).toEqual({
    hookSpecificOutput: {
      hookEventName: "PreToolUse",
      permissionDecision: "allow",
      permissionDecisionReason: "Approved by ana.",
      updatedInput: INPUT,
    },
  });
  expect(operationsOf(scene)).toEqual(["propose", "get", "claim"]);
  expect(scene.gate.calls[0]).toMatchObject({
    headers: { "idempotency-key": "session-1:toolu_1" },
    body: { tool: "Bash", arguments: INPUT, run: { id: "session-1" } },
  });
});

test("what became of it is reported, once", async () => {
  const scene = await openScene(APPROVED);
  const call = hooksOf(scene);
  await call("PreToolUse");
  await call("PostToolUse", { tool_response: { stdout: "ok" } });
  await call("PostToolUse", { tool_response: { stdout: "again" } });
  expect(operationsOf(scene)).toEqual(["propose", "get", "claim", "outcome"]);
  expect(scene.gate.actions.get("act_1")?.outcome).toEqual({
    status: "succeeded",
    output_digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
});

test("a failure is reported with its words", async () => {
  const scene = await openScene({ verdict: "allow" });
  const call = hooksOf(scene);
  await call("PreToolUse");
  await call("PostToolUseFailure", { error: "exit 1" });
  expect(scene.gate.actions.get("act_1")?.outcome).toEqual({ status: "failed", error: "exit 1" });
});

test("a denial denies, and says what the person said", async () => {
  const scene = await openScene(DENIED);
  expect(await hooksOf(scene)("PreToolUse")).toEqual({
    hookSpecificOutput: {
      hookEventName: "PreToolUse",
      permissionDecision: "deny",
      permissionDecisionReason: "Not permitted (approver): not this one. Do not try it again.",
    },
  });
});

test.each([
  ["an unreachable gate", {}, true],
  ["an input that JSON would change", { tool_input: { at: new Date(0) } }, false],
  ["another input under the same call", { tool_input: { command: "rm -rf /" } }, false],
] as const)("%s denies", async (_what, more, isDead) => {
  const scene = await openScene(APPROVED);
  const call = hooksOf(scene);
  await call("PreToolUse");
  if (isDead) await scene.gate.kill();
  const answer = await call("PreToolUse", more);
  expect(answer?.hookSpecificOutput?.permissionDecision).toBe("deny");
});

test("an event that is no tool call fails the hook, which blocks", async () => {
  const scene = await openScene(APPROVED);
  const hooks = governClaude({ client: scene.client });
  expect(hooks.PreToolUse[0]?.onFailure).toBe("block");
  await expect(hooksOf(scene)("PreToolUse", { tool_name: 7 })).rejects.toThrow("no tool call");
  expect(scene.gate.calls).toEqual([]);
});

test("canUseTool allows what was claimed and denies the rest", async () => {
  const approved = await openScene(APPROVED);
  const call = { signal, toolUseID: "toolu_1" };
  expect(await canUseTool({ client: approved.client })("Bash", INPUT, call)).toEqual({
    behavior: "allow",
    updatedInput: INPUT,
  });
  expect(operationsOf(approved)).toEqual(["propose", "get", "claim"]);

  const denied = await openScene(DENIED);
  expect(await canUseTool({ client: denied.client })("Bash", INPUT, call)).toEqual({
    behavior: "deny",
    message: "Not permitted (approver): not this one. Do not try it again.",
  });

  await denied.gate.kill();
  const answer = await canUseTool({ client: denied.client })("Bash", INPUT, call);
  expect(answer).toMatchObject({ behavior: "deny", message: expect.stringContaining("unreachable") });
});
