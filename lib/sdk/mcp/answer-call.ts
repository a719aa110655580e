import type { JsonObject } from "../json";
import { type Conversations, isConversationToken, type Turn } from "./conversation";
import type { ListPage } from "./definitions";
import { startHeartbeat } from "./heartbeat";
import { errorResponse, INVALID_PARAMS, type RequestId, resultResponse, type ToolCall } from "./messages";
import { completed, holdSecondsFor, isStateless } from "./protocol";
import { lostResult, serverFailed } from "./refusals";
import { type Gate, type Leaving, type Ruled, rule } from "./rule";
import { callDigest, type Run } from "./run";

/** One call of a tool from the client's question to its answer, the same over a pipe and over HTTP. */

export type Session = { readonly run: Run; readonly conversations: Conversations };

export type ProxyOptions = {
  readonly heartbeatSeconds: number;
  /** How long a call is held for people before the client is told to make it again; without end when undefined. */
  readonly holdSeconds: number | undefined;
};

export type CallRequest = {
  readonly id: RequestId;
  readonly call: ToolCall;
  /** Aborts with a `Leaving`. */
  readonly left: AbortSignal;
};

/** The two sides of the proxy, as far as this call goes. */
export type CallWire = {
  readonly listPage: ListPage;
  /** Sends these params to the server, for the tool so defined; null when it ended without an answer. */
  readonly ask: (params: JsonObject, tool: JsonObject) => Promise<JsonObject | null>;
  readonly notify: (notification: JsonObject) => void;
  readonly reply: (response: JsonObject) => Promise<void>;
};

/** Why a call ends when the server behind has gone while people were deciding. */
export const SERVER_ENDED: Leaving = { isWithdrawn: true, reason: "the MCP server ended" };

export async function answerCall(
  gate: Gate,
  session: Session,
  request: CallRequest,
  wire: CallWire,
  options: ProxyOptions,
): Promise<void> {
  const { id, call } = request;
  const turn: Turn = { params: call.params, ask: wire.ask, reply: wire.reply };
  // An answer to the server's question belongs to this tool with these arguments, and to no other call.
  const sameCall = callDigest({ tool: call.name, version: "", arguments: call.arguments });
  const { requestState } = call.params;
  if (isConversationToken(requestState)) {
    if (session.conversations.resume(requestState, sameCall, turn)) return;
    const reason = "requestState is not of this call, or was used: call again without it";
    return wire.reply(errorResponse(id, INVALID_PARAMS, reason));
  }
  let stopHeartbeat: () => void = () => undefined;
  const ruled = await rule(gate, {
    call,
    run: session.run,
    left: request.left,
    holdSeconds: holdSecondsFor(call, options.holdSeconds),
    listPage: wire.listPage,
    onEscalated: (asked) => {
      const { heartbeatSeconds: everySeconds } = options;
      stopHeartbeat = startHeartbeat(call.meta.progressToken, asked, { everySeconds, send: wire.notify });
    },
    forward: async (meta, tool) => {
      stopHeartbeat();
      const hasMeta = call.params._meta !== undefined || Object.keys(meta).length > 0;
      const params = hasMeta ? { ...call.params, _meta: meta } : call.params;
      const { requestState: _, ...sent } = params;
      const response = await session.conversations.hold({ ...turn, params: sent }, sameCall, tool);
      if (response === null) await wire.reply(resultResponse(id, completed(call, lostResult())));
      return response;
    },
  }).finally(() => stopHeartbeat());
  const response = responseTo(ruled, gate, request);
  if (response !== null) await wire.reply(response);
}

/** Null where the client has its answer, or wants none. */
function responseTo(ruled: Ruled, gate: Gate, { id, call, left }: CallRequest): JsonObject | null {
  switch (ruled.kind) {
    case "forwarded":
      return null;
    case "refused":
      return resultResponse(id, completed(call, ruled.refusal.result));
    case "pending":
      if (!isStateless(call)) return resultResponse(id, ruled.refusal.result);
      return resultResponse(id, {
        resultType: "input_required",
        requestState: gate.states.seal(ruled.opening),
      });
    case "left":
      if (left.reason !== SERVER_ENDED) return null;
      return resultResponse(id, completed(call, serverFailed("ended").result));
    case "invalid":
      return errorResponse(id, INVALID_PARAMS, ruled.reason);
    default:
      return ruled satisfies never;
  }
}
