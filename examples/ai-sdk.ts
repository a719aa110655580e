// A tool of the Vercel AI SDK, put behind the gate. After `npm run build`, with Node 22.18 or newer:
//   COUNTERSIGN_AGENT_KEY=csa_… AI_GATEWAY_API_KEY=… node examples/ai-sdk.ts openai/gpt-5-mini
import { fileURLToPath } from "node:url";
import { generateText, type LanguageModel, stepCountIs, tool } from "ai";
import { governed } from "countersign/ai-sdk";
import { z } from "zod";

type Refund = { readonly order: string; readonly amount_cents: number };

/** Stands for the call that moves the money. */
const createRefund = async ({ order }: Refund) => ({ id: `re_${order}`, status: "paid" });

export function resolveTicket(model: LanguageModel, runId: string) {
  const refund = tool({
    description: "Refund an order",
    inputSchema: z.object({ order: z.string(), amount_cents: z.number().int() }),
    execute: governed("refund.create", createRefund, {
      // With a run's id a resumed run finds its own request again, by the id of the tool call.
      context: { run: { id: runId, task: "Resolve ticket 5521" }, facts: { account_verified: true } },
      onEscalated: ({ url }) => console.log(`waiting for a person: ${url}`),
    }),
  });
  return generateText({
    model,
    tools: { refund },
    stopWhen: stepCountIs(5),
    prompt: "Order 8812 was charged twice. Refund $250.00.",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text } = await resolveTicket(process.argv[2] ?? "openai/gpt-5-mini", crypto.randomUUID());
  console.log(text);
}
