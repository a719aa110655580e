import { scanJson } from "@/lib/core/strict-json";
import { type JsonObject, membersOf, textOrNull } from "../json";

/**
 * JSON-RPC as MCP speaks it, read so that no two readers can take one message for two. What the proxy lets through
 * unseen must not be a tool call to a server that reads more loosely: duplicate keys, members that differ from the
 * known ones in nothing but case, batches and half-known envelopes are refused, and what goes on to the server is
 * written anew from what was read here.
 */

export type RequestId = string | number;

export type Message =
  | {
      readonly kind: "request";
      readonly id: RequestId;
      readonly method: string;
      readonly params: JsonObject;
      readonly whole: JsonObject;
    }
  | {
      readonly kind: "notification";
      readonly method: string;
      readonly params: JsonObject;
      readonly whole: JsonObject;
    }
  | { readonly kind: "response"; readonly id: RequestId | null; readonly whole: JsonObject };

/** `code` is JSON-RPC's; `id` is the sender's where it could be read. */
export type Unreadable = {
  readonly kind: "unreadable";
  readonly code: number;
  readonly reason: string;
  readonly id: RequestId | null;
};

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
/** MCP: the headers of a request say otherwise than its body. */
export const HEADER_MISMATCH = -32020;

/**
 * One message of MCP may carry files and pictures as base64. Arguments have the gate's own, far smaller limits; keys
 * of other messages may be addresses.
 */
export const MESSAGE_LIMITS = { bytes: 33_554_432, depth: 200, nodes: 1_000_000, keyBytes: 4_096 } as const;

const ENVELOPE = ["jsonrpc", "id", "method", "params", "result", "error"];

export function readMessage(text: string | Uint8Array): Message | Unreadable {
  const scan = scanJson(text, MESSAGE_LIMITS);
  if (!scan.ok) {
    const reason = scan.path === "" ? scan.detail : `${scan.detail} at ${scan.path.slice(0, 200)}`;
    return { kind: "unreadable", code: PARSE_ERROR, reason, id: null };
  }
  if (Array.isArray(scan.value)) return invalid("batches are not taken: send one message at a time", null);
  if (!isObject(scan.value)) return invalid("a message is an object", null);
  return understand(scan.value);
}

function understand(whole: JsonObject): Message | Unreadable {
  const id = idOf(whole.id);
  const stranger = Object.keys(whole).find((name) => !ENVELOPE.includes(name));
  if (stranger !== undefined)
    return invalid(`there is no member ${JSON.stringify(stranger)} in a message`, id);
  if (whole.jsonrpc !== "2.0") return invalid('jsonrpc must be "2.0"', id);
  if ("method" in whole) return understandCall(whole, id);
  const isAnswer = "result" in whole !== "error" in whole && !("params" in whole);
  if (!isAnswer || (id === null && whole.id !== null)) return invalid("neither a call nor an answer", id);
  return { kind: "response", id, whole };
}

function understandCall(whole: JsonObject, id: RequestId | null): Message | Unreadable {
  const { method, params = {} } = whole;
  if (typeof method !== "string") return invalid("method must be text", id);
  if (!isObject(params)) return invalid("params must be an object", id);
  if ("result" in whole || "error" in whole) return invalid("a call and an answer in one", id);
  // To a careless server `Tools/Call` might be a tool call; it is none that could be ruled on here.
  if (method !== CALL_TOOL && method.toLowerCase().replace(/[^a-z]/g, "") === "toolscall") {
    return invalid(`there is no method ${JSON.stringify(method)}`, id);
  }
  if (!("id" in whole)) return { kind: "notification", method, params, whole };
  if (id === null) return invalid("id must be text or a whole number", null);
  return { kind: "request", id, method, params, whole };
}

export const CALL_TOOL = "tools/call";
export const CANCELLED = "notifications/cancelled";

/** A call of a tool, as far as the protocol fixes it. */
export type ToolCall = {
  readonly name: string;
  readonly arguments: JsonObject;
  readonly meta: JsonObject;
  readonly params: JsonObject;
};

const CALL_PARAMS = ["name", "arguments", "_meta", "task", "inputResponses", "requestState"];

/** The call, or what is wrong with it. A member nobody here knows could change what runs, and nobody would approve it. */
export function readToolCall(params: JsonObject): ToolCall | string {
  const stranger = Object.keys(params).find((name) => !CALL_PARAMS.includes(name));
  if (stranger !== undefined) return `a tool call has no member ${JSON.stringify(stranger)}`;
  const { name, arguments: args = {}, _meta: meta = {} } = params;
  if (typeof name !== "string" || name === "") return "name must be text";
  if (!isObject(args)) return "arguments must be an object";
  if (!isObject(meta)) return "_meta must be an object";
  return { name, arguments: args, meta, params };
}

export const errorResponse = (id: RequestId | null, code: number, message: string): JsonObject => ({
  jsonrpc: "2.0",
  id,
  error: { code, message },
});

export const resultResponse = (id: RequestId, result: JsonObject): JsonObject => ({
  jsonrpc: "2.0",
  id,
  result,
});

/** Ids are compared with their type: 1 and "1" are two calls. */
export const idKey = (id: RequestId): string => JSON.stringify(id);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function idOf(value: unknown): RequestId | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : null;
  return textOrNull(value);
}

/** The call a cancellation means, and why. */
export function readCancellation(params: JsonObject): {
  readonly id: RequestId | null;
  readonly reason: string;
} {
  const members = membersOf(params);
  return { id: idOf(members.get("requestId")), reason: textOrNull(members.get("reason")) ?? "" };
}

const invalid = (reason: string, id: RequestId | null): Unreadable => ({
  kind: "unreadable",
  code: INVALID_REQUEST,
  reason,
  id,
});
