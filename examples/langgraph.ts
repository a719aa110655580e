// A tool of LangGraph, put behind the gate: the graph stops while people decide and goes on when it is resumed, in
// another process if need be. After `npm run build`, with Node 22.18 or newer:
//   COUNTERSIGN_AGENT_KEY=csa_… node examples/langgraph.ts
import { fileURLToPath } from "node:url";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import {
  Command,
  END,
  INTERRUPT,
  isInterrupted,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { governed } from "countersign/langgraph";
import { z } from "zod";

type Refund = { readonly order: string; readonly amount_cents: number };

/** Stands for the call that moves the money. */
const createRefund = async ({ order }: Refund) => `refunded ${order}`;

const refund = tool(governed("refund.create", createRefund, { pending: "interrupt" }), {
  name: "refund",
  description: "Refund an order",
  schema: z.object({ order: z.string(), amount_cents: z.number().int() }),
});

/** Stands for the model: it refunds once, and then it is done. */
function model({ messages }: { messages: BaseMessage[] }) {
  if (messages.at(-1)?.getType() === "tool") return { messages: [new AIMessage("done")] };
  const call = { id: "call_1", name: "refund", args: { order: "8812", amount_cents: 25_000 } };
  return { messages: [new AIMessage({ content: "", tool_calls: [{ ...call, type: "tool_call" }] })] };
}

const graph = new StateGraph(MessagesAnnotation)
  .addNode("model", model)
  .addNode("tools", new ToolNode([refund]))
  .addEdge(START, "model")
  .addConditionalEdges("model", ({ messages }) => (messages.at(-1)?.text === "done" ? END : "tools"))
  .addEdge("tools", "model")
  .compile({ checkpointer: new MemorySaver() });

/** Resumes every few seconds until somebody has decided; the gate is asked each time, and what is resumed with says nothing. */
export async function resolveTicket(threadId: string, pauseMs: number): Promise<readonly string[]> {
  const config = { configurable: { thread_id: threadId } };
  let state: { messages: BaseMessage[] } = await graph.invoke({ messages: [] }, config);
  while (isInterrupted<{ request: { url: string } }>(state)) {
    console.log(`waiting for a person: ${state[INTERRUPT][0]?.value?.request.url}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    state = await graph.invoke(new Command({ resume: "look again" }), config);
  }
  return state.messages.map(({ text }) => text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await resolveTicket(crypto.randomUUID(), 5_000));
}
