import { type IncomingMessage, request as requestHttp, type ServerResponse } from "node:http";
import { request as requestHttps } from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { JsonObject } from "../json";
import { readEvents, type StreamEvent } from "./event-stream";
import { type Headers, passedOn } from "./http-headers";
import { idKey, idOf, isObject, MESSAGE_LIMITS, type RequestId } from "./messages";

/** The MCP server behind the proxy, over HTTP. Redirects are not followed: they would carry what was approved elsewhere. */

export type Sent = {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | null;
  readonly signal: AbortSignal;
};

export function send(upstream: URL, { method, headers, body, signal }: Sent): Promise<IncomingMessage> {
  const start = upstream.protocol === "https:" ? requestHttps : requestHttp;
  const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const all = { ...headers, ...length, "accept-encoding": "identity" };
  return new Promise((resolve, reject) => {
    const outgoing = start(upstream, { method, headers: all as NodeJS.Dict<string | string[]>, signal });
    outgoing.on("response", resolve).on("error", reject);
    outgoing.end(body ?? undefined);
  });
}

/** Passes an answer on as it comes, for as long as it comes. */
export async function relay(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers) as NodeJS.Dict<string | string[]>);
  response.flushHeaders();
  await pipeline(answer, response);
}

/** What the server answered one JSON-RPC request with. */
export type Answered =
  | {
      readonly kind: "response";
      readonly status: number;
      readonly response: JsonObject;
      readonly event: StreamEvent | null;
    }
  /** It answered in HTTP alone: it wants a sign-in, or does not know the session. */
  | { readonly kind: "refused"; readonly status: number; readonly headers: Headers; readonly body: string };

/** Null when it ended before it answered. What it says on the way goes to `onMessage`. */
export async function readAnswer(
  answer: IncomingMessage,
  id: RequestId,
  onMessage: (event: StreamEvent) => void,
): Promise<Answered | null> {
  const status = answer.statusCode ?? 502;
  if (/^text\/event-stream\b/i.test(answer.headers["content-type"] ?? "")) {
    for await (const event of readEvents(answer)) {
      const message = parse(event.data);
      if (isAnswerTo(message, id)) return { kind: "response", status, response: message, event };
      onMessage(event);
    }
    return null;
  }
  const body = await readText(answer);
  if (body === null) return null;
  const message = parse(body);
  if (isAnswerTo(message, id)) return { kind: "response", status, response: message, event: null };
  if (status >= 400) return { kind: "refused", status, headers: passedOn(answer.headers), body };
  return null;
}

/** An error without an id is about the request it answers. */
const isAnswerTo = (message: unknown, id: RequestId): message is JsonObject => {
  if (!isObject(message) || "method" in message) return false;
  const answered = idOf(message.id);
  return answered === null ? isObject(message.error) : idKey(answered) === idKey(id);
};

/** Null when it is larger than any message may be. */
export async function readText(input: Readable): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > MESSAGE_LIMITS.bytes) return null;
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
