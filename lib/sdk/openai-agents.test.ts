import { Agent, Runner, RunState, tool } from "@openai/agents";
import { assistantMessage, functionCall, ScriptedModel } from "@openai/agents/testing";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { governed } from "./openai-agents";
import {
  APPROVED,
  closeScenes,
  DENIED,
  EDITED,
  openScene,
  operationsOf,
  REFUND,
  type Refund,
  type Scene,
} from "./testing/scene";

afterEach(closeScenes);

const context = { run: { id: "run_1" } };
const runner = new Runner({ tracingDisabled: true });

/** An agent whose model calls the refund once and then is done. */
function agentOf({ client, refund }: Scene, options: { readonly needsApproval?: boolean } = {}) {
  const model = new ScriptedModel([
    [functionCall("refund", REFUND, { callId: "call_1" })],
    [assistantMessage("done")],
    [assistantMessage("done again")],
  ]);
  const refundTool = tool({
    name: "refund",
    description: "Refund an order",
    parameters: z.object({ order: z.string(), amount_cents: z.number() }),
    needsApproval: options.needsApproval ?? false,
    execute: governed("refund.create", (args: Refund) => refund(args), { client, context }),
  });
  return { model, agent: new Agent({ name: "support", model, tools: [refundTool] }) };
}

/** The state of a run that waits for the framework's own approval, as it would lie in a database. */
async function interruptedState(scene: Scene) {
  const { agent } = agentOf(scene, { needsApproval: true });
  const result = await runner.run(agent, "refund it");
  expect(result.interruptions).toHaveLength(1);
  return { agent, state: result.state.toString() };
}

/** Goes on with a state as whoever holds it likes: everything that waits is approved. */
async function approveAndGoOn(agent: Awaited<ReturnType<typeof interruptedState>>["agent"], text: string) {
  const state = await RunState.fromString(agent, text);
  for (const waiting of state.getInterruptions()) state.approve(waiting);
  return runner.run(agent, state);
}

const edit = (state: string): string =>
  state.replaceAll(String(REFUND.amount_cents), String(EDITED.amount_cents));

test("a tool runs after its approval was claimed, with what was claimed", async () => {
  const scene = await openScene(APPROVED);
  const { agent } = agentOf(scene);
  expect((await runner.run(agent, "refund it")).finalOutput).toBe("done");
  expect(scene.effects).toEqual([REFUND]);
  expect(operationsOf(scene)).toEqual(["propose", "get", "claim", "outcome"]);
  expect(scene.gate.calls[0]).toMatchObject({
    headers: { "idempotency-key": "run_1:call_1" },
    body: { tool: "refund.create", arguments: REFUND, run: { id: "run_1" } },
  });
});

test("a denial reaches the model as the tool's output, and nothing runs", async () => {
  const scene = await openScene(DENIED);
  const { agent, model } = agentOf(scene);
  await runner.run(agent, "refund it");
  expect(scene.effects).toEqual([]);
  expect(JSON.stringify(model.lastCall?.request.input)).toContain("Not permitted (approver): not this one.");
});

test("an approval forged in the state executes nothing", async () => {
  const scene = await openScene(DENIED);
  const { agent, state } = await interruptedState(scene);
  await approveAndGoOn(agent, state);
  expect(operationsOf(scene)).toEqual(["propose", "get"]);
  expect(scene.effects).toEqual([]);
});

test("a state edited after the approval does not run", async () => {
  const scene = await openScene(APPROVED);
  const { agent, state } = await interruptedState(scene);
  await scene.client.propose(
    { tool: "refund.create", arguments: REFUND, ...context },
    { idempotencyKey: "run_1:call_1" },
  );
  await approveAndGoOn(agent, edit(state));
  expect(scene.gate.calls[1]?.body).toMatchObject({ arguments: EDITED });
  expect(operationsOf(scene)).toEqual(["propose", "propose"]);
  expect(scene.effects).toEqual([]);
});

test("without the gate the edited state executes: that is what the gate is for", async () => {
  const scene = await openScene(DENIED);
  const model = new ScriptedModel([
    [functionCall("refund", REFUND, { callId: "call_1" })],
    [assistantMessage("done")],
  ]);
  const bare = tool({
    name: "refund",
    description: "Refund an order",
    parameters: z.object({ order: z.string(), amount_cents: z.number() }),
    needsApproval: true,
    execute: scene.refund,
  });
  const agent = new Agent({ name: "support", model, tools: [bare] });
  const { state } = await runner.run(agent, "refund it");
  await approveAndGoOn(agent, edit(state.toString()));
  expect(scene.effects).toEqual([EDITED]);
});

test("the same state played again does not run again", async () => {
  const scene = await openScene(APPROVED);
  const { agent, state } = await interruptedState(scene);
  await approveAndGoOn(agent, state);
  await approveAndGoOn(agent, state);
  expect(scene.effects).toEqual([REFUND]);
});

test("an unreachable gate is not an approval", async () => {
  const scene = await openScene(APPROVED);
  await scene.gate.kill();
  const { agent, model } = agentOf(scene);
  await runner.run(agent, "refund it");
  expect(scene.effects).toEqual([]);
  expect(JSON.stringify(model.lastCall?.request.input)).toContain("unreachable");
});
