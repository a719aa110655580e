import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Answer } from "./endpoint";

/**
 * An answer on its way out. Behind Node's server the answer is written to the socket directly: a Fetch Response costs
 * twice as much as everything else around a verb (measured: 67 µs a call against 29 µs). Elsewhere it is a Response.
 */

const STUCK_MS = 60_000;
const LINGER_MS = 1_000;
const LINGER_BYTES = 16_777_216;

export type Outgoing = { readonly outgoing?: ServerResponse };

export function send(answer: Answer, requestId: string, env: Outgoing | undefined): Response {
  const headers: Record<string, string> = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": requestId,
    ...answer.headers,
  };
  if (answer.isReplay) headers["Idempotency-Replayed"] = "true";
  const { body, status } = answer;
  if (body instanceof ReadableStream) {
    // A consumer that takes nothing for a minute, not even heartbeats, is gone or stuck.
    env?.outgoing?.setTimeout(STUCK_MS, () => env.outgoing?.destroy());
    return new Response(body, {
      status,
      headers: { ...headers, "Content-Type": answer.media ?? "text/plain" },
    });
  }
  const text = textOf(answer);
  if (text !== null) headers["Content-Type"] = answer.media ?? "application/json";
  const outgoing = env?.outgoing;
  if (!outgoing) return new Response(text, { status, headers });
  if (text !== null) headers["Content-Length"] = String(Buffer.byteLength(text));
  outgoing.writeHead(status, headers);
  end(outgoing, text);
  return RESPONSE_ALREADY_SENT;
}

/**
 * Whoever is still sending when the connection closes never reads the answer. So the rest of the body is taken and
 * thrown away first, as far as patience goes.
 */
function end(outgoing: ServerResponse, text: string | null): void {
  const { req } = outgoing;
  if (req.complete || outgoing.shouldKeepAlive) {
    outgoing.end(text ?? undefined);
    return;
  }
  if (text === null) outgoing.flushHeaders();
  else outgoing.write(text);
  let left = LINGER_BYTES;
  const finish = () => {
    clearTimeout(timer);
    outgoing.end();
  };
  const timer = setTimeout(finish, LINGER_MS);
  req.once("end", finish).once("close", finish);
  req.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) finish();
  });
}

function textOf(answer: Answer): string | null {
  if (answer.body === undefined) return null;
  return answer.media === undefined ? JSON.stringify(answer.body) : String(answer.body);
}
