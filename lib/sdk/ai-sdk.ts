/** `countersign/ai-sdk`: tools of the Vercel AI SDK (`ai`) behind the gate. */
import { type GovernCallOptions, governCall } from "./client";

/** What the AI SDK hands to `execute` beside the input. */
export type AiSdkCall = { readonly toolCallId: string; readonly abortSignal?: AbortSignal };

/**
 * An `execute` that runs only when the gate permits it: `tool({ inputSchema, execute: governed("refund.create", run) })`.
 * `needsApproval` is not needed for it: an approval in the messages is text that anybody may have written.
 */
export function governed<A extends object, R, C extends AiSdkCall = AiSdkCall>(
  tool: string,
  execute: (input: A, call: C) => R | PromiseLike<R>,
  options: GovernCallOptions<A, R, C> = {},
): (input: A, call: C) => Promise<R> {
  return governCall(tool, execute, options, ({ toolCallId, abortSignal }) => ({
    callId: toolCallId,
    signal: abortSignal,
  }));
}

/** Every tool of a set that runs here, under its own name: for tools that come ready made, as from an MCP server. */
export function governTools<T extends object>(
  tools: T,
  options: GovernCallOptions<object, unknown, AiSdkCall> = {},
): T {
  const entries = Object.entries(tools).map(([name, tool]: [string, unknown]) => [
    name,
    isExecutable(tool) ? { ...tool, execute: governed(name, wholeResultOf(tool.execute), options) } : tool,
  ]);
  return Object.fromEntries(entries) as T; // safe because each tool keeps its shape
}

type Execute = (input: object, call: AiSdkCall) => unknown;

const isExecutable = (tool: unknown): tool is { readonly execute: Execute } =>
  typeof tool === "object" && tool !== null && "execute" in tool && typeof tool.execute === "function";

/** A tool may yield results as it goes; it has run when the last one is there, and that is what is reported. */
const wholeResultOf =
  (execute: Execute): ((input: object, call: AiSdkCall) => Promise<unknown>) =>
  async (input, call) => {
    const result = await execute(input, call);
    if (typeof result !== "object" || result === null || !(Symbol.asyncIterator in result)) return result;
    let last: unknown;
    for await (const part of result as AsyncIterable<unknown>) last = part; // safe because it says it is one
    return last;
  };
