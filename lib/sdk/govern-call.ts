import type { ActionContext } from "./actions";
import { type GovernOptions, govern } from "./govern";
import { sealArguments } from "./json";

/** What a framework says of a tool call, in our words. */
export type CallFacts = {
  /** The model's id of the call. Whoever wrote the history chose it, so it permits nothing; it only finds again. */
  readonly callId?: string;
  readonly runId?: string;
  readonly signal?: AbortSignal;
};

/** As for `govern`, with the framework's own call beside the arguments. */
export type GovernCallOptions<A extends object, R, C> = Omit<
  GovernOptions<A, R>,
  "context" | "idempotencyKey" | "signal"
> & {
  readonly context?: ActionContext | ((args: A, call: C) => ActionContext);
  /** The run and the call's id by default, where both are known: a resumed run finds its own request again. */
  readonly idempotencyKey?: string | ((args: A, call: C) => string);
};

/**
 * `govern` for functions that a framework calls with arguments and a description of the call; the adapters are made of
 * it. The framework's own idea of an approval, in its messages or its state, is never looked at.
 */
export function governCall<A extends object, R, C>(
  tool: string,
  fn: (args: A, call: C) => R | PromiseLike<R>,
  options: GovernCallOptions<A, R, C>,
  factsOf: (call: C) => CallFacts,
): (args: A, call: C) => Promise<R> {
  return async (given, call) => {
    const args = sealArguments(given);
    const { callId, runId, signal } = factsOf(call);
    const context = typeof options.context === "function" ? options.context(args, call) : options.context;
    const run = context?.run ?? (runId === undefined ? undefined : { id: runId });
    const { idempotencyKey: own } = options;
    const idempotencyKey = (typeof own === "function" ? own(args, call) : own) ?? keyOf(run?.id, callId);
    const asked = { ...options, context: { ...context, run }, idempotencyKey, signal };
    return govern(tool, async (sealed: A) => fn(sealed, call), asked)(args);
  };
}

const keyOf = (runId: string | undefined, callId: string | undefined): string | undefined =>
  runId && callId ? `${encodeURIComponent(runId)}:${encodeURIComponent(callId)}` : undefined;
