import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setTracingDisabled } from "@openai/agents";
import { assistantMessage, functionCall, ScriptedModel } from "@openai/agents/testing";
import { MockLanguageModelV3 } from "ai/test";
import { afterEach, expect, test, vi } from "vitest";
import { FAKE_KEY } from "./testing/fake-gate";
import { APPROVED, closeScenes, DENIED, openScene, operationsOf, REFUND } from "./testing/scene";

/** The examples as they are, with a scripted model and a scripted gate instead of real ones. */

afterEach(async () => {
  vi.unstubAllEnvs();
  await closeScenes();
});

const placeOf = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

async function openGate(script: Parameters<typeof openScene>[0]) {
  const scene = await openScene(script);
  vi.stubEnv("COUNTERSIGN_URL", scene.gate.url);
  vi.stubEnv("COUNTERSIGN_AGENT_KEY", FAKE_KEY);
  vi.spyOn(console, "log").mockImplementation(() => {});
  return scene;
}

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

test.each([
  [APPROVED, ["propose", "get", "claim", "outcome"], "re_8812"],
  [DENIED, ["propose", "get"], "Not permitted"],
] as const)("the AI SDK's example does what the gate says: %j", async (script, operations, told) => {
  const scene = await openGate(script);
  const { resolveTicket } = await import(placeOf("ai-sdk.ts"));
  const call = {
    type: "tool-call",
    toolCallId: "call_1",
    toolName: "refund",
    input: JSON.stringify(REFUND),
  } as const;
  const model = new MockLanguageModelV3({
    doGenerate: [
      { content: [call], finishReason: { unified: "tool-calls", raw: undefined }, usage, warnings: [] },
      { content: [], finishReason: { unified: "stop", raw: undefined }, usage, warnings: [] },
    ],
  });
  await resolveTicket(model, "run_1");
  expect(operationsOf(scene)).toEqual(operations);
  expect(JSON.stringify(model.doGenerateCalls[1]?.prompt)).toContain(told);
});

test.each([
  [APPROVED, ["propose", "get", "claim", "outcome"], "re_8812"],
  [DENIED, ["propose", "get"], "Not permitted"],
] as const)(
  "the OpenAI Agents SDK's example does what the gate says: %j",
  async (script, operations, told) => {
    setTracingDisabled(true);
    const scene = await openGate(script);
    const { resolveTicket } = await import(placeOf("openai-agents.ts"));
    const model = new ScriptedModel([
      [functionCall("refund", REFUND, { callId: "call_1" })],
      [assistantMessage("done")],
    ]);
    await resolveTicket(model, "run_1");
    expect(operationsOf(scene)).toEqual(operations);
    expect(JSON.stringify(model.lastCall?.request.input)).toContain(told);
  },
);

test("LangGraph's example stops while people decide, and goes on when they have", async () => {
  const scene = await openGate({ verdict: "escalate", isImpatient: true });
  const { resolveTicket } = await import(placeOf("langgraph.ts"));
  const running = resolveTicket("thread_1", 20);
  await expect.poll(() => operationsOf(scene).length).toBeGreaterThan(4);
  scene.gate.decide("act_1", { outcome: "approved" });
  expect(await running).toContain("refunded 8812");
  expect(operationsOf(scene).slice(-2)).toEqual(["claim", "outcome"]);
});

test("the Claude Agent SDK's example asks before a tool call", async () => {
  const scene = await openGate(DENIED);
  const { hooks } = await import(placeOf("claude-agent.ts"));
  const event = { tool_name: "Bash", tool_input: { command: "ls" }, tool_use_id: "t", session_id: "s" };
  const { signal } = new AbortController();
  const answer = await hooks.PreToolUse[0].hooks[0](event, "t", { signal });
  expect(answer.hookSpecificOutput.permissionDecision).toBe("deny");
  expect(scene.gate.calls[0]?.body).toMatchObject({ facts: { repository: "acme/shop" }, run: { id: "s" } });
});

test("Claude Code's settings block on failure, give people less time than the hook has, and report both ends", () => {
  const { hooks } = JSON.parse(readFileSync(placeOf("claude-code-settings.json"), "utf8"));
  const [hook] = hooks.PreToolUse[0].hooks;
  expect(hook).toMatchObject({ type: "http", onFailure: "block" });
  expect(hooks.PreToolUse[0]).not.toHaveProperty("matcher");
  expect(Number(new URL(hook.url).searchParams.get("wait"))).toBeLessThan(hook.timeout);
  expect(Object.keys(hooks)).toEqual(["PreToolUse", "PostToolUse", "PostToolUseFailure"]);
});
