// A tool of the OpenAI Agents SDK, put behind the gate. After `npm run build`, with Node 22.18 or newer:
//   COUNTERSIGN_AGENT_KEY=csa_… OPENAI_API_KEY=… node examples/openai-agents.ts gpt-5-mini
import { fileURLToPath } from "node:url";
import { Agent, type Model, run, tool } from "@openai/agents";
import { governed } from "countersign/openai-agents";
import { z } from "zod";

type Refund = { readonly order: string; readonly amount_cents: number };

/** Stands for the call that moves the money. */
const createRefund = async ({ order }: Refund) => ({ id: `re_${order}`, status: "paid" });

export function resolveTicket(model: string | Model, runId: string) {
  const refund = tool({
    name: "refund",
    description: "Refund an order",
    parameters: z.object({ order: z.string(), amount_cents: z.number().int() }),
    execute: governed("refund.create", createRefund, {
      // With a run's id a resumed run finds its own request again, by the id of the tool call.
      context: { run: { id: runId, task: "Resolve ticket 5521" }, facts: { account_verified: true } },
      onEscalated: ({ url }) => console.log(`waiting for a person: ${url}`),
    }),
  });
  const agent = new Agent({ name: "Support", model, tools: [refund] });
  return run(agent, "Order 8812 was charged twice. Refund $250.00.");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { finalOutput } = await resolveTicket(process.argv[2] ?? "gpt-5-mini", crypto.randomUUID());
  console.log(finalOutput);
}
