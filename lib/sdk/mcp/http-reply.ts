import type { ServerResponse } from "node:http";
import type { JsonObject } from "../json";
import { type StreamEvent, writeEvent } from "./event-stream";
import type { Headers } from "./http-headers";

/**
 * The proxy's answer to one POST: a single JSON object when it comes soon, a stream of events as soon as there is
 * something to say before it, or when the client would think that nobody is there.
 */
export class HttpReply {
  readonly #keepAlive: NodeJS.Timeout;
  readonly #takesEvents: boolean;

  constructor(
    private readonly response: ServerResponse,
    accept: string,
    keepAliveSeconds: number,
  ) {
    this.#takesEvents = /text\/event-stream|\*\/\*/i.test(accept);
    this.#keepAlive = setInterval(() => this.#write(": waiting\n\n"), keepAliveSeconds * 1000);
    response.once("close", () => clearInterval(this.#keepAlive));
  }

  /** Something before the answer. A client that takes no events does without. */
  event(event: StreamEvent): void {
    this.#write(writeEvent(event));
  }

  finish(message: JsonObject, more: { readonly status?: number; readonly id?: string | null } = {}): void {
    clearInterval(this.#keepAlive);
    if (this.response.writableEnded) return;
    const data = JSON.stringify(message);
    if (this.response.headersSent) this.response.end(writeEvent({ id: more.id ?? null, data }));
    else this.response.writeHead(more.status ?? 200, { "content-type": "application/json" }).end(data);
  }

  /** An answer that is not JSON-RPC, where nothing was said yet; false when it is too late for one. */
  refuse(status: number, headers: Headers, body: string): boolean {
    clearInterval(this.#keepAlive);
    if (this.response.headersSent) return false;
    this.response.writeHead(status, headers as NodeJS.Dict<string | string[]>).end(body);
    return true;
  }

  get isFinished(): boolean {
    return this.response.writableEnded;
  }

  #write(text: string): void {
    const { response } = this;
    if (!this.#takesEvents || response.writableEnded || response.destroyed) return;
    if (!response.headersSent) {
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      });
    }
    response.write(text);
  }
}
