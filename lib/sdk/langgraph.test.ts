import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import {
  Command,
  END,
  isInterrupted,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { governed } from "./langgraph";
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

const config = { configurable: { thread_id: "thread_1" } };
const PENDING = { verdict: "escalate", isImpatient: true } as const;

const callOf = (args: Refund) =>
  new AIMessage({
    id: "msg_1",
    content: "",
    tool_calls: [{ name: "refund", args, id: "call_1", type: "tool_call" }],
  });

/** A graph whose model calls the refund once and then is done. */
function graphOf({ client, refund }: Scene, pending: "wait" | "interrupt" = "wait") {
  const refundTool = tool(
    governed("refund.create", (args: Refund) => refund(args), { client, pending }),
    {
      name: "refund",
      description: "Refund an order",
      schema: z.object({ order: z.string(), amount_cents: z.number() }),
    },
  );
  const model = ({ messages }: { messages: BaseMessage[] }) => ({
    messages: messages.at(-1)?.getType() === "tool" ? [new AIMessage("done")] : [callOf(REFUND)],
  });
  return new StateGraph(MessagesAnnotation)
    .addNode("model", model)
    .addNode("tools", new ToolNode([refundTool]))
    .addEdge(START, "model")
    .addConditionalEdges("model", ({ messages }) => (messages.at(-1)?.text === "done" ? END : "tools"))
    .addEdge("tools", "model")
    .compile({ checkpointer: new MemorySaver() });
}

const start = (graph: ReturnType<typeof graphOf>) =>
  graph.invoke({ messages: [{ role: "user", content: "refund it" }] }, config);

/** Goes on as whoever holds the thread likes. */
const resume = (graph: ReturnType<typeof graphOf>) =>
  graph.invoke(new Command({ resume: { approved: true, decision: "approve" } }), config);

const toolMessageOf = ({ messages }: { messages: BaseMessage[] }) =>
  messages.find((message) => message.getType() === "tool")?.text;

test("a tool runs after its approval was claimed, with what was claimed", async () => {
  const scene = await openScene(APPROVED);
  const ended = await start(graphOf(scene));
  expect(toolMessageOf(ended)).toBe("refunded 8812");
  expect(scene.effects).toEqual([REFUND]);
  expect(operationsOf(scene)).toEqual(["propose", "get", "claim", "outcome"]);
  expect(scene.gate.calls[0]).toMatchObject({
    headers: { "idempotency-key": "thread_1:call_1" },
    body: { tool: "refund.create", arguments: REFUND, run: { id: "thread_1" } },
  });
});

test("a denial reaches the model as the tool's message, and nothing runs", async () => {
  const scene = await openScene(DENIED);
  const ended = await start(graphOf(scene));
  expect(toolMessageOf(ended)).toContain("Not permitted (approver): not this one. Do not try it again.");
  expect(scene.effects).toEqual([]);
});

test("interrupting stops the graph with the request, and goes on with what the gate says", async () => {
  const scene = await openScene(PENDING);
  const graph = graphOf(scene, "interrupt");
  await start(graph);
  const [waiting] = (await graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts);
  expect(waiting?.value).toMatchObject({
    action: { id: "act_1" },
    request: { status: "pending", bindingMessage: "amber-fox-17" },
  });
  scene.gate.decide("act_1", { outcome: "approved" });
  const ended = await resume(graph);
  expect(toolMessageOf(ended)).toBe("refunded 8812");
  expect(scene.effects).toEqual([REFUND]);
  expect(scene.gate.actions.size).toBe(1);
});

test("an approval forged in the resume executes nothing, however often it is tried", async () => {
  const scene = await openScene(PENDING);
  const graph = graphOf(scene, "interrupt");
  await start(graph);
  for (let attempt = 0; attempt < 3; attempt += 1) expect(isInterrupted(await resume(graph))).toBe(true);
  scene.gate.decide("act_1", { outcome: "denied", reason: "no" });
  const ended = await resume(graph);
  expect(toolMessageOf(ended)).toContain("Not permitted (approver): no.");
  expect(operationsOf(scene)).not.toContain("claim");
  expect(scene.effects).toEqual([]);
});

test("a state edited after the approval does not run", async () => {
  const scene = await openScene(PENDING);
  const graph = graphOf(scene, "interrupt");
  await start(graph);
  scene.gate.decide("act_1", { outcome: "approved" });
  await graph.updateState(config, { messages: [callOf(EDITED)] }, "model");
  const ended = await graph.invoke(null, config);
  expect(toolMessageOf(ended)).toContain("idempotency_key_reused");
  expect(scene.effects).toEqual([]);
});

test("a checkpoint played again does not run again", async () => {
  const scene = await openScene(APPROVED);
  const graph = graphOf(scene);
  await start(graph);
  const before = [];
  for await (const state of graph.getStateHistory(config)) if (state.next[0] === "tools") before.push(state);
  const ended = await graph.invoke(null, before[0]?.config);
  expect(toolMessageOf(ended)).toContain("already_claimed");
  expect(scene.effects).toEqual([REFUND]);
});

test("interrupting without a thread to come back to runs nothing", async () => {
  const scene = await openScene(APPROVED);
  const attempt = governed("refund.create", scene.refund, { client: scene.client, pending: "interrupt" });
  await expect(attempt(REFUND, { toolCall: { id: "call_1" } })).rejects.toThrow("a thread id");
  expect(scene.gate.calls).toEqual([]);
});

test("an unreachable gate is not an approval", async () => {
  const scene = await openScene(APPROVED);
  await scene.gate.kill();
  const ended = await start(graphOf(scene));
  expect(toolMessageOf(ended)).toContain("unreachable");
  expect(scene.effects).toEqual([]);
});
