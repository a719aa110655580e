/** `countersign/openai-agents`: tools of the OpenAI Agents SDK (`@openai/agents`) behind the gate. */
import { CountersignError, GovernanceDenied, type GovernCallOptions, governCall } from "./client";

/** What the Agents SDK hands to `execute` last. */
export type OpenAiCall = { readonly toolCall?: { readonly callId: string }; readonly signal?: AbortSignal };

type Call<X> = { readonly context?: X; readonly details?: OpenAiCall };

/**
 * An `execute` that runs only when the gate permits it: `tool({ parameters, execute: governed("refund.create", run) })`.
 * `needsApproval` is not needed for it: an approval in a RunState is text that anybody may have edited. A refusal is the
 * tool's output, because of what is thrown here the model learns nothing but to try again.
 */
export function governed<A extends object, R, X = unknown>(
  tool: string,
  execute: (input: A, context?: X, details?: OpenAiCall) => R | PromiseLike<R>,
  options: GovernCallOptions<A, R, Call<X>> = {},
): (input: A, context?: X, details?: OpenAiCall) => Promise<R | string> {
  const run = governCall<A, R, Call<X>>(
    tool,
    (input, { context, details }) => execute(input, context, details),
    options,
    ({ details }) => ({ callId: details?.toolCall?.callId, signal: details?.signal }),
  );
  return (input, context, details) => run(input, { context, details }).catch(refusalOf);
}

function refusalOf(error: unknown): string {
  if (error instanceof GovernanceDenied) return error.message;
  if (error instanceof CountersignError) return `Not permitted: there is no answer (${error.message}).`;
  throw error;
}
