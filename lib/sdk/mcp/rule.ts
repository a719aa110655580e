import type { ActionContext, Outcome } from "../actions";
import type { ApprovalRequest, Constraints } from "../answers";
import type { Countersign } from "../countersign";
import { digestOf } from "../environment";
import { GovernanceDenied } from "../errors";
import { govern } from "../govern";
import { type JsonObject, listOf, textOrNull } from "../json";
import { type Definition, findDefinition, type ListPage } from "./definitions";
import { isObject, type ToolCall } from "./messages";
import { definitionChanged, type Refusal, refusalOf, serverFailed } from "./refusals";
import { isOwnState, type RequestStates } from "./request-state";
import { callDigest, type Opening, type Run } from "./run";

/**
 * The ruling on one call of a tool, whichever way it came: propose, wait for people, look at the definition once more,
 * claim for these arguments, send it on, report. Nothing else in the proxy sends a tool call to a server.
 */

export type Gate = {
  readonly client: Countersign;
  /** For the sentences the model reads. */
  readonly url: string;
  /** Stands before the server's own names: two servers may both have a `search`. */
  readonly prefix: string;
  readonly context: Pick<ActionContext, "facts" | "onBehalfOf" | "deadlineSeconds" | "delegation">;
  readonly task: string | undefined;
  /** Constraints that the server behind is trusted to apply when it is told of them. */
  readonly honours: readonly string[];
  readonly states: RequestStates;
  readonly log: (line: string) => void;
};

/** Why a call is no longer waited for: its client took it back, or went away and may come back. */
export type Leaving = { readonly isWithdrawn: boolean; readonly reason: string };

export type CallPort = {
  readonly call: ToolCall;
  readonly run: Run;
  /** Aborts with a `Leaving`. */
  readonly left: AbortSignal;
  /** How long to hold the call for people; as long as the request is open when undefined. */
  readonly holdSeconds: number | undefined;
  readonly listPage: ListPage;
  readonly onEscalated: (request: ApprovalRequest) => void;
  /** Sends the call to the server and its answer to the client; null when the server ended without one. */
  readonly forward: (meta: JsonObject, tool: JsonObject) => Promise<JsonObject | null>;
};

export type Ruled =
  | { readonly kind: "forwarded" }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "pending"; readonly opening: Opening; readonly refusal: Refusal }
  | { readonly kind: "left" }
  /** A fault of the protocol; the reason is for JSON-RPC's `Invalid params`. */
  | { readonly kind: "invalid"; readonly reason: string };

class DefinitionChanged extends Error {}
class Left extends Error {}

export const CONSTRAINTS_KEY = "countersign/constraints";

export async function rule(gate: Gate, port: CallPort): Promise<Ruled> {
  const { call, run } = port;
  let definition: Definition | null;
  try {
    definition = await findDefinition(port.listPage, call.name);
  } catch (error) {
    gate.log(`tools/list failed: ${error instanceof Error ? error.message : String(error)}`);
    return { kind: "refused", refusal: serverFailed("did not list its tools") };
  }
  if (definition === null) return { kind: "invalid", reason: `Unknown tool: ${call.name}` };
  const opening = openingOf(gate, port, definition);
  if (opening === null) {
    return { kind: "invalid", reason: "requestState is not of this call, or too old: call again without it" };
  }
  let ruled: Ruled;
  try {
    ruled = await attempt(gate, port, definition, opening);
  } catch (error) {
    run.leave(opening);
    throw error;
  }
  const isOpen = ruled.kind === "pending" || (ruled.kind === "refused" && !ruled.refusal.isAnswered);
  if (isOpen || (ruled.kind === "left" && !leavingOf(port).isWithdrawn)) run.leave(opening);
  else run.finish(opening, gate.prefix + call.name, summaryOf(ruled));
  return ruled;
}

const summaryOf = (ruled: Ruled): string => (ruled.kind === "refused" ? ruled.refusal.summary : ruled.kind);

/** What is proposed, and under which key: as before where this is the same call again. */
function openingOf(gate: Gate, port: CallPort, { tool, version }: Definition): Opening | null {
  const { call, run } = port;
  const digest = callDigest({ tool: gate.prefix + call.name, version, arguments: call.arguments });
  const { requestState, inputResponses } = call.params;
  // Answers to a question nobody asked would reach the server, and nobody would have approved them.
  if (inputResponses !== undefined) return null;
  if (requestState !== undefined) {
    if (typeof requestState !== "string" || !isOwnState(requestState)) return null;
    const resumed = gate.states.open(requestState, digest);
    return resumed && run.resume(resumed);
  }
  const traceparent = textOrNull(call.meta.traceparent);
  const title = textOrNull(tool.title);
  return run.open(digest, (steps) => ({
    ...gate.context,
    toolVersion: version,
    run: steps && { ...steps, ...(gate.task === undefined ? {} : { task: gate.task }) },
    ...(title ? { explanation: { title: title.slice(0, 200).replace(/\p{Surrogate}/gu, "\ufffd") } } : {}),
    ...(traceparent && TRACEPARENT.test(traceparent) ? { trace: { traceparent } } : {}),
  }));
}

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

async function attempt(gate: Gate, port: CallPort, definition: Definition, opening: Opening): Promise<Ruled> {
  const { call, left } = port;
  const waiting = new AbortController();
  let askedId: string | null = null;
  // Only once the action is known can it be withdrawn, so leaving before that takes effect a moment later.
  const leave = () => {
    if (askedId !== null) waiting.abort(new Left());
  };
  left.addEventListener("abort", leave);
  const forward = async (constraints: Constraints | null) => {
    if (left.aborted) throw new Left("taken back before it ran");
    port.run.send(opening, gate.prefix + call.name);
    return port.forward(metaFor(call.meta, constraints), definition.tool);
  };
  const governed = govern(gate.prefix + call.name, () => forward(null), {
    client: gate.client,
    context: opening.context,
    idempotencyKey: opening.key,
    signal: waiting.signal,
    timeoutSeconds: port.holdSeconds,
    runConstrained: (_args, constraints) => forward(constraints),
    canApply: (constraints) => canApply(gate, constraints),
    beforeClaim: () => assertUnchanged(port, definition),
    outcomeOf,
    onEscalated: (request, { action }) => {
      askedId = action.id;
      if (left.aborted) leave();
      else port.onEscalated(request);
    },
    onUnreported: (error, outcome, { actionId }) =>
      gate.log(`${actionId} ${outcome.status}, but the gate could not be told: ${String(error)}`),
  });
  // Before anybody is asked: a process may end between the gate's answer and its own next line.
  port.run.keep(opening);
  try {
    await governed(call.arguments);
    return { kind: "forwarded" };
  } catch (error) {
    if (left.aborted) return await leaveBehind(gate, port, askedId);
    return ruledBy(error, gate, port, opening);
  } finally {
    left.removeEventListener("abort", leave);
  }
}

function ruledBy(error: unknown, gate: Gate, port: CallPort, opening: Opening): Ruled {
  if (error instanceof DefinitionChanged)
    return { kind: "refused", refusal: definitionChanged(port.call.name) };
  const refusal = refusalOf(error, gate.url);
  if (refusal === null) {
    // What JSON could carry but the gate would not take, such as arguments nested too deep.
    if (error instanceof TypeError) return { kind: "invalid", reason: error.message };
    throw error;
  }
  const isPending = error instanceof GovernanceDenied && error.reasonCode === "still_pending";
  return isPending ? { kind: "pending", opening, refusal } : { kind: "refused", refusal };
}

async function assertUnchanged(port: CallPort, { version }: Definition): Promise<void> {
  const now = await findDefinition(port.listPage, port.call.name);
  if (now?.version !== version) throw new DefinitionChanged();
}

const leavingOf = ({ left }: CallPort): Leaving => left.reason as Leaving; // safe because every aborter gives one

/** Nobody shall be asked to decide for a client that took its call back. */
async function leaveBehind(gate: Gate, port: CallPort, askedId: string | null): Promise<Ruled> {
  const { isWithdrawn, reason } = leavingOf(port);
  if (!isWithdrawn || askedId === null) return { kind: "left" };
  try {
    await gate.client.withdraw(askedId, reason);
  } catch (error) {
    gate.log(`${askedId} could not be withdrawn: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { kind: "left" };
}

/** Of a sandbox that lists what it means, the list is what counts. */
function canApply({ honours }: Gate, constraints: Constraints): boolean {
  const names = Object.keys(constraints);
  const listed = names.filter((name) => name !== "sandbox");
  return (listed.length > 0 ? listed : names).every((name) => honours.includes(name));
}

/** The client's own words stay, except where they would pass for the gate's. */
function metaFor(meta: JsonObject, constraints: Constraints | null): JsonObject {
  const own = Object.entries(meta).filter(([name]) => !name.toLowerCase().startsWith("countersign/"));
  if (constraints === null) return Object.fromEntries(own);
  return Object.fromEntries([...own, [CONSTRAINTS_KEY, JSON.parse(JSON.stringify(constraints))]]);
}

async function outcomeOf(response: JsonObject | null): Promise<Outcome> {
  if (response === null) return { status: "unknown", error: "the MCP server ended before it answered" };
  const { error, result } = response;
  if (isObject(error)) return { status: "failed", error: textOrNull(error.message) ?? "JSON-RPC error" };
  if (!isObject(result)) return { status: "unknown", error: "the MCP server's answer is not readable" };
  const outputDigest = await digestOf(JSON.stringify(result));
  if (result.resultType === "input_required") {
    return { status: "unknown", error: "it asked for input that never came", outputDigest };
  }
  if (isObject(result.task)) return { status: "unknown", error: "it goes on as a task", outputDigest };
  if (result.isError === true) return { status: "failed", error: firstText(result), outputDigest };
  return { status: "succeeded", outputDigest };
}

function firstText(result: JsonObject): string {
  const [first] = listOf(result.content);
  return (isObject(first) ? textOrNull(first.text) : null) ?? "the tool says it failed";
}
