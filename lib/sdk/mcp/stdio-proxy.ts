import type { Readable, Writable } from "node:stream";
import { randomId } from "../environment";
import type { JsonObject } from "../json";
import { answerCall, type CallRequest, type ProxyOptions, SERVER_ENDED, type Session } from "./answer-call";
import { createLineWriter, readLines } from "./lines";
import {
  CALL_TOOL,
  CANCELLED,
  errorResponse,
  INTERNAL_ERROR,
  INVALID_PARAMS,
  INVALID_REQUEST,
  idKey,
  idOf,
  isObject,
  type Message,
  type RequestId,
  readCancellation,
  readMessage,
  readToolCall,
  type ToolCall,
} from "./messages";
import { listParams } from "./protocol";
import type { Gate } from "./rule";
import { endsWithin, type ServerProcess } from "./server-process";

/**
 * The proxy over pipes. Every message passes as it is, both ways and at once, except a call of a tool: that one is
 * ruled on first, and goes to the server only when it is permitted.
 */

type Call = { readonly left: AbortController; isForwarded: boolean; isCancelled: boolean };
type Answer = (response: JsonObject | null) => void;

const LIST_SECONDS = 30;
/** A server need not answer a call that was taken back; after this it counts as not answered. */
const CANCELLED_SECONDS = 5;
const FAREWELL_MILLISECONDS = 1500;

export class StdioProxy {
  readonly #calls = new Map<string, Call>();
  readonly #awaited = new Map<string, Answer>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #toServer: (line: string) => Promise<void>;
  readonly #toClient: (line: string | Uint8Array) => Promise<void>;
  /** Answers go on as the server wrote them: what was read here may have rounded a number. */
  readonly #asWritten = new WeakMap<JsonObject, Buffer>();
  readonly #own = `countersign-${randomId()}`;
  #asked = 0;

  constructor(
    private readonly gate: Gate,
    private readonly session: Session,
    private readonly server: ServerProcess,
    private readonly client: { readonly input: Readable; readonly output: Writable },
    private readonly options: ProxyOptions,
  ) {
    this.#toServer = createLineWriter(server.input);
    this.#toClient = createLineWriter(client.output);
  }

  /** Until one of the two sides ends, or the signal says so. Answers how the server ended, if it did so by itself. */
  async run(signal: AbortSignal): Promise<string | null> {
    const { server, client } = this;
    const stopped = new Promise<null>((resolve) => {
      if (signal.aborted) resolve(null);
      signal.addEventListener("abort", () => resolve(null), { once: true });
    });
    const clientLeft = this.#readClient().then(() => null);
    const serverRead = this.#readServer();
    const serverEnded = server.ended.then(async (how) => {
      await endsWithin(FAREWELL_MILLISECONDS, serverRead);
      return how;
    });
    const how = await Promise.race([clientLeft, serverEnded, stopped]);
    const leaving = how === null ? { isWithdrawn: true, reason: "the agent's client ended" } : SERVER_ENDED;
    for (const { left } of this.#calls.values()) left.abort(leaving);
    this.session.conversations.close();
    // Requests are withdrawn while the server still has the time to finish what it was permitted.
    await Promise.all([endsWithin(FAREWELL_MILLISECONDS, this.#settled()), server.stop()]);
    for (const answer of this.#awaited.values()) answer(null);
    await endsWithin(FAREWELL_MILLISECONDS, this.#settled());
    client.input.destroy();
    return how;
  }

  #settled(): Promise<unknown> {
    return Promise.all(this.#tasks);
  }

  async #readClient(): Promise<void> {
    for await (const line of readLines(this.client.input)) {
      if (line === null) {
        await this.#write(errorResponse(null, INVALID_REQUEST, "the message is too long"));
        continue;
      }
      const message = readMessage(line);
      if (message.kind !== "unreadable") await this.#takeFromClient(message);
      else await this.#write(errorResponse(message.id, message.code, message.reason));
    }
  }

  async #takeFromClient(message: Message): Promise<void> {
    if (message.kind === "response") return this.#toServer(JSON.stringify(message.whole));
    if (message.kind === "notification") {
      // Without an id there is nobody to answer to, but a server might run it all the same.
      if (message.method === CALL_TOOL) return this.gate.log("a tools/call without an id was dropped");
      if (message.method === CANCELLED && this.#cancel(message.params)) return;
      return this.#toServer(JSON.stringify(message.whole));
    }
    if (this.#calls.has(idKey(message.id))) {
      return this.#write(errorResponse(message.id, INVALID_REQUEST, "this id is of a call under way"));
    }
    if (message.method !== CALL_TOOL) return this.#toServer(JSON.stringify(message.whole));
    const call = readToolCall(message.params);
    if (typeof call === "string") return this.#write(errorResponse(message.id, INVALID_PARAMS, call));
    this.#begin(message.id, call);
  }

  /** True when the call was only held here, so that the server need not hear of it. */
  #cancel(params: JsonObject): boolean {
    const { id, reason } = readCancellation(params);
    const call = id === null ? undefined : this.#calls.get(idKey(id));
    if (id === null || call === undefined) return false;
    call.isCancelled = true;
    if (call.isForwarded) {
      setTimeout(() => this.#awaited.get(idKey(id))?.(null), CANCELLED_SECONDS * 1000).unref();
      return false;
    }
    call.left.abort({ isWithdrawn: true, reason: reason.slice(0, 1000) || "the agent took the call back" });
    return true;
  }

  #begin(id: RequestId, call: ToolCall): void {
    const state: Call = { left: new AbortController(), isForwarded: false, isCancelled: false };
    this.#calls.set(idKey(id), state);
    const task = this.#handle({ id, call, left: state.left.signal }, state)
      .catch(async (error: unknown) => {
        this.gate.log(`a call failed: ${error instanceof Error ? error.stack : String(error)}`);
        await this.#write(
          errorResponse(id, INTERNAL_ERROR, "the proxy failed; look before you call it again"),
        );
      })
      .finally(() => {
        this.#calls.delete(idKey(id));
        this.#tasks.delete(task);
      });
    this.#tasks.add(task);
  }

  #handle(request: CallRequest, state: Call): Promise<void> {
    const { id, call } = request;
    const wire = {
      listPage: (cursor: string | null) => this.#list(call, cursor),
      ask: (params: JsonObject) => {
        state.isForwarded = true;
        return this.#ask(id, { jsonrpc: "2.0", id, method: CALL_TOOL, params });
      },
      notify: (notification: JsonObject) => void this.#write(notification),
      reply: async (response: JsonObject) => {
        // The id is free again as soon as the client can read the answer.
        this.#calls.delete(idKey(id));
        if (state.isCancelled) return;
        const line = this.#asWritten.get(response);
        await (line ? this.#toClient(line) : this.#write(response));
      },
    };
    return answerCall(this.gate, this.session, request, wire, this.options);
  }

  async #list(call: ToolCall, cursor: string | null): Promise<JsonObject> {
    this.#asked += 1;
    const id = `${this.#own}-${this.#asked}`;
    const asked = this.#ask(id, {
      jsonrpc: "2.0",
      id,
      method: "tools/list",
      params: listParams(call, cursor),
    });
    const timer = setTimeout(() => this.#awaited.get(idKey(id))?.(null), LIST_SECONDS * 1000);
    const response = await asked;
    clearTimeout(timer);
    if (isObject(response?.result)) return response.result;
    throw new Error(response === null ? "no answer" : JSON.stringify(response.error ?? null).slice(0, 500));
  }

  #ask(id: RequestId, request: JsonObject): Promise<JsonObject | null> {
    return new Promise((resolve) => {
      this.#awaited.set(idKey(id), (response) => {
        this.#awaited.delete(idKey(id));
        resolve(response);
      });
      void this.#toServer(JSON.stringify(request));
    });
  }

  async #readServer(): Promise<void> {
    for await (const line of readLines(this.server.output)) {
      const parsed = line === null ? undefined : parse(line);
      const messages = Array.isArray(parsed) ? parsed : [parsed];
      for (const message of messages) {
        if (!isObject(message))
          this.gate.log("the MCP server wrote a line that is no message; it was dropped");
        else await this.#takeFromServer(message, Array.isArray(parsed) ? null : line);
      }
    }
  }

  /** `line` is what it was read from, where that held nothing else. */
  async #takeFromServer(message: JsonObject, line: Buffer | null): Promise<void> {
    if (line !== null) this.#asWritten.set(message, line);
    const id = "method" in message ? null : idOf(message.id);
    const answer = id === null ? undefined : this.#awaited.get(idKey(id));
    if (answer) return answer(message);
    if (id !== null && this.#calls.has(idKey(id))) {
      return this.gate.log("the MCP server answered a call it was never sent; the answer was dropped");
    }
    await (line ? this.#toClient(line) : this.#write(message));
  }

  #write(message: JsonObject): Promise<void> {
    return this.#toClient(JSON.stringify(message));
  }
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}
