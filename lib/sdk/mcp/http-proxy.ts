import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { randomId } from "../environment";
import type { JsonObject } from "../json";
import { answerCall, type ProxyOptions } from "./answer-call";
import { disagreement, type Headers, mirrored, passedOn } from "./http-headers";
import { HttpReply } from "./http-reply";
import { type HttpSession, HttpSessions } from "./http-sessions";
import { type Answered, readAnswer, readText, relay, send } from "./http-upstream";
import {
  CALL_TOOL,
  CANCELLED,
  errorResponse,
  HEADER_MISMATCH,
  INTERNAL_ERROR,
  INVALID_PARAMS,
  INVALID_REQUEST,
  idKey,
  isObject,
  type Message,
  type RequestId,
  readCancellation,
  readMessage,
  readToolCall,
  type ToolCall,
} from "./messages";
import { isStateless, listParams } from "./protocol";
import type { Gate } from "./rule";

/**
 * The proxy in front of an HTTP server. Every request passes as it is, except the POST of a tool call. There is one
 * address, that of the server's own endpoint.
 */

export type HttpOptions = ProxyOptions & {
  readonly upstream: URL;
  /** Origins of browsers that may call, besides the proxy's own. */
  readonly origins: readonly string[];
};

const LIST_MILLISECONDS = 30_000;
const KEEP_ALIVE_SECONDS = 10;
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

export class HttpProxy {
  readonly server: Server;
  readonly #sessions = new HttpSessions();

  constructor(
    private readonly gate: Gate,
    private readonly options: HttpOptions,
  ) {
    this.server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        gate.log(`a request failed: ${error instanceof Error ? error.message : String(error)}`);
        if (!response.headersSent) answer(response, 502, "the MCP server cannot be reached; nothing ran");
        response.destroy();
      });
    });
    // Calls are held for as long as people need.
    this.server.requestTimeout = 0;
  }

  /** Withdraws what waits, and lets nobody in any more. */
  async close(): Promise<void> {
    this.server.close();
    await this.#sessions.leaveAll();
    this.server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.#refusalOf(request);
    if (refusal !== null) return answer(response, refusal.status, refusal.reason);
    if (request.method === "POST") return this.#post(request, response);
    if (request.method === "GET" || request.method === "DELETE") {
      await this.#pass(request, response, null);
      if (request.method === "DELETE") this.#sessions.end(sessionId(request));
      return;
    }
    response.setHeader("allow", "GET, POST, DELETE");
    answer(response, 405, "GET, POST and DELETE are taken here");
  }

  /** A page of another site must not reach a server on this machine, whatever name it gives to the address. */
  #refusalOf({ headers, url }: IncomingMessage): { readonly status: number; readonly reason: string } | null {
    const host = headers.host ?? "";
    const { address } = this.server.address() as { address: string }; // safe because it listens on TCP
    const isLocal = address === "127.0.0.1" || address === "::1";
    if (isLocal && !LOOPBACK.includes(host.replace(/:\d+$/, ""))) {
      return { status: 403, reason: "this address is for this machine only" };
    }
    const { origin } = headers;
    // On a network the name in Host proves nothing, so there only the origins that were named may call.
    const isOwn = isLocal && origin === `http://${host}`;
    if (origin !== undefined && !isOwn && !this.options.origins.includes(origin)) {
      return { status: 403, reason: "this Origin may not call here" };
    }
    const { pathname } = new URL(url ?? "/", "http://proxy");
    return pathname === this.options.upstream.pathname
      ? null
      : { status: 404, reason: "there is nothing here" };
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
      return answer(response, 415, "application/json is taken here");
    }
    const body = await readText(request);
    if (body === null) return answer(response, 413, "the message is too long");
    const message = readMessage(body);
    if (message.kind === "unreadable") return fail(response, message.id, message.code, message.reason);
    if (message.kind === "response") return this.#pass(request, response, JSON.stringify(message.whole));
    const { method, params } = message;
    const id = message.kind === "request" ? message.id : null;
    const fault = disagreement(request.headers, method, params);
    if (fault !== null) return fail(response, id, HEADER_MISMATCH, fault);
    if (method === CALL_TOOL) return this.#called(message, request, response);
    if (method === CANCELLED && this.#sessions.of(sessionId(request)).cancel(readCancellation(params))) {
      return void response.writeHead(202).end();
    }
    return this.#pass(request, response, JSON.stringify(message.whole));
  }

  async #called(message: Message, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (message.kind !== "request") {
      return fail(response, null, INVALID_REQUEST, "a tool call needs an id");
    }
    const { id } = message;
    const call = readToolCall(message.params);
    if (typeof call === "string") return fail(response, id, INVALID_PARAMS, call);
    const session = this.#sessions.of(sessionId(request));
    const left = session.begin(idKey(id));
    if (left === null) return fail(response, id, INVALID_REQUEST, "this id is of a call under way");
    // Before 2026-07-28 a connection may break without meaning anything: then the request stays open for the next call.
    const leave = () =>
      left.abort({ isWithdrawn: isStateless(call), reason: "the agent took the call back" });
    response.once("close", leave);
    const reply = new HttpReply(response, request.headers.accept ?? "", KEEP_ALIVE_SECONDS);
    const work = this.#handle({ id, call, left: left.signal }, session, passedOn(request.headers), reply)
      .catch((error: unknown) => {
        this.gate.log(`a call failed: ${error instanceof Error ? error.stack : String(error)}`);
        reply.finish(errorResponse(id, INTERNAL_ERROR, "the proxy failed; look before you call it again"));
      })
      .finally(() => {
        response.off("close", leave);
        session.end(idKey(id), left);
      });
    session.track(work);
    await work;
  }

  #handle(
    request: { readonly id: RequestId; readonly call: ToolCall; readonly left: AbortSignal },
    session: HttpSession,
    headers: Headers,
    reply: HttpReply,
  ): Promise<void> {
    const { id, call, left } = request;
    const statuses = new WeakMap<JsonObject, Answered & { readonly kind: "response" }>();
    const wire = {
      listPage: (cursor: string | null) => this.#list(call, headers, cursor, reply),
      ask: async (params: JsonObject, tool: JsonObject) => {
        session.forwarded(idKey(id));
        const sent = mirrored(headers, CALL_TOOL, params, tool);
        // Before 2026-07-28 a client that went away has taken nothing back, and the outcome is still to be read.
        const signal = isStateless(call) ? left : new AbortController().signal;
        const answered = await this.#ask(id, sent, params, signal, reply);
        if (answered === null) return null;
        if (answered.kind === "response") {
          statuses.set(answered.response, answered);
          return answered.response;
        }
        reply.refuse(answered.status, answered.headers, answered.body);
        // Whoever answers for a server that failed does not know how far it came.
        if (answered.status >= 500) return null;
        return errorResponse(id, INTERNAL_ERROR, `the MCP server answered HTTP ${answered.status}`);
      },
      notify: (notification: JsonObject) => reply.event({ id: null, data: JSON.stringify(notification) }),
      reply: async (response: JsonObject) => {
        const from = statuses.get(response);
        reply.finish(response, { status: from?.status ?? 200, id: from?.event?.id ?? null });
      },
    };
    return answerCall(this.gate, session, request, wire, this.options);
  }

  async #list(
    call: ToolCall,
    headers: Headers,
    cursor: string | null,
    reply: HttpReply,
  ): Promise<JsonObject> {
    const id = `countersign-${randomId()}`;
    const params = listParams(call, cursor);
    const signal = AbortSignal.timeout(LIST_MILLISECONDS);
    const body = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/list", params });
    const sent = { method: "POST", headers: mirrored(headers, "tools/list", params, null), body, signal };
    const answered = await readAnswer(await send(this.options.upstream, sent), id, () => undefined);
    if (answered?.kind === "response" && isObject(answered.response.result)) return answered.response.result;
    if (answered?.kind === "refused") {
      // A sign-in or a new session is the client's to make, so it has to hear of it.
      reply.refuse(answered.status, answered.headers, answered.body);
      throw new Error(`HTTP ${answered.status}`);
    }
    throw new Error(answered === null ? "no answer" : JSON.stringify(answered.response.error).slice(0, 500));
  }

  /** Null also when the connection breaks: then nobody knows what the server did. */
  async #ask(
    id: RequestId,
    headers: Headers,
    params: JsonObject,
    signal: AbortSignal,
    reply: HttpReply,
  ): Promise<Answered | null> {
    const body = JSON.stringify({ jsonrpc: "2.0", id, method: CALL_TOOL, params });
    try {
      const outgoing = await send(this.options.upstream, { method: "POST", headers, body, signal });
      return await readAnswer(outgoing, id, (event) => reply.event(event));
    } catch (error) {
      this.gate.log(
        `the MCP server did not answer: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    }
  }

  async #pass(request: IncomingMessage, response: ServerResponse, body: string | null): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const { method = "GET" } = request;
    const sent = { method, headers: passedOn(request.headers), body, signal: gone.signal };
    try {
      await relay(await send(this.options.upstream, sent), response);
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }
}

const sessionId = ({ headers }: IncomingMessage): string | null => {
  const id = headers["mcp-session-id"];
  return id === undefined ? null : String(id);
};

function answer(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(errorResponse(null, INVALID_REQUEST, reason)));
}

function fail(response: ServerResponse, id: RequestId | null, code: number, reason: string): void {
  response.writeHead(400, { "content-type": "application/json" });
  response.end(JSON.stringify(errorResponse(id, code, reason)));
}
