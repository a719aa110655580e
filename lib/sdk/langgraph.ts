/** `countersign/langgraph`: tools of LangGraph JS (`@langchain/langgraph`) behind the gate. */
import { interrupt } from "@langchain/langgraph";
import { GovernanceDenied, type GovernCallOptions, governCall } from "./client";

/** What LangChain hands to a tool's function beside the input. */
export type LangGraphCall = {
  readonly toolCall?: { readonly id?: string };
  readonly configurable?: { readonly thread_id?: unknown };
  readonly signal?: AbortSignal;
};

export type LangGraphOptions<A extends object, R, C> = GovernCallOptions<A, R, C> & {
  /**
   * What happens while people decide. `wait` (the default) holds the call; `interrupt` stops the graph with the request
   * as the interrupt's value and asks the gate again when the graph is resumed, whatever it is resumed with. It needs a
   * checkpointer, a thread id and the call's id.
   */
  readonly pending?: "wait" | "interrupt";
};

/** A function that runs only when the gate permits it: `tool(governed("refund.create", run), { name, schema })`. */
export function governed<A extends object, R, C extends LangGraphCall = LangGraphCall>(
  tool: string,
  fn: (input: A, call: C) => R | PromiseLike<R>,
  options: LangGraphOptions<A, R, C> = {},
): (input: A, call: C) => Promise<R> {
  if (options.pending !== "interrupt") return governCall(tool, fn, options, factsOf);
  const attempt = governCall(tool, fn, { ...options, timeoutSeconds: 0 }, findableFactsOf);
  return async (input, call) => {
    for (;;) {
      try {
        return await attempt(input, call);
      } catch (error) {
        const isPending = error instanceof GovernanceDenied && error.reasonCode === "still_pending";
        if (!isPending) throw error;
        // Leaves by throwing the first time; on a resume it returns what the graph was resumed with, which says nothing.
        interrupt({ action: error.standing.action, request: error.standing.request });
      }
    }
  };
}

function factsOf({ toolCall, configurable, signal }: LangGraphCall) {
  const thread = configurable?.thread_id;
  return { callId: toolCall?.id, runId: typeof thread === "string" ? thread : undefined, signal };
}

function findableFactsOf(call: LangGraphCall) {
  const facts = factsOf(call);
  if (facts.callId && facts.runId) return facts;
  throw new TypeError(
    "to interrupt, a thread id and the tool call's id are needed: a resume finds the request by them",
  );
}
