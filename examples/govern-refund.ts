// One function of yours, put behind the gate.
// It finds the gate by COUNTERSIGN_URL and its key by COUNTERSIGN_AGENT_KEY.
import { CountersignError, GovernanceDenied, govern } from "countersign/client";

type Refund = { readonly order: string; readonly amount_cents: number; readonly currency: string };

/** Stands for the call that moves the money. */
const createRefund = async (refund: Refund) => ({ id: `re_${refund.order}`, status: "paid" });

export const refund = govern("refund.create", createRefund, {
  context: {
    run: {
      id: "run_01",
      task: "Resolve ticket 5521",
      path: [{ tool: "crm.lookup", summary: "account verified" }],
    },
    facts: { account_verified: true },
    explanation: { title: "Refund $250.00", why: "The customer was charged twice." },
  },
  // After a crash the same key finds the same request again, and nobody is asked twice.
  idempotencyKey: ({ order }) => `run_01:refund:${order}`,
  onEscalated: ({ url, deadlineAt }) => console.log(`waiting for a person until ${deadlineAt}: ${url}`),
});

/** What the model gets to read: the result, or why there is none. Either way it goes on. */
export async function refundTool(args: Refund): Promise<string> {
  try {
    return JSON.stringify(await refund(args));
  } catch (error) {
    if (error instanceof GovernanceDenied) {
      const advice = error.retryable ? "You may try again later." : "Do not try this again.";
      return `Not permitted (${error.reasonCode}): ${error.reason} ${advice}`;
    }
    if (error instanceof CountersignError) return `Not permitted: no answer (${error.reasonCode}).`;
    throw error;
  }
}
