import { randomId } from "../environment";
import { type JsonObject, textOrNull } from "../json";
import { isObject } from "./messages";

/**
 * One permitted call, sent to the server. Under protocol 2026-07-28 a server may answer that it needs input first, and
 * the client then makes the call again with it. That second call goes on with the first: it is let through because of
 * the token the first answer carried, for the same tool and arguments, once, by this process. Any other call is ruled on.
 */

/** One request of the client and the way its answer goes back. */
export type Turn = {
  readonly params: JsonObject;
  /** Sends to the server; null when it ended without an answer. */
  readonly ask: (params: JsonObject, tool: JsonObject) => Promise<JsonObject | null>;
  /** Gives the client the server's answer. Not called for null. */
  readonly reply: (response: JsonObject) => Promise<void>;
};

type Waiting = {
  readonly call: string;
  readonly serverState: string | null;
  readonly go: (turn: Turn | null) => void;
};

/** As long as an approval waits to be claimed; after that nobody is going to give the input. */
const INPUT_MILLISECONDS = 600_000;

export class Conversations {
  readonly #waiting = new Map<string, Waiting>();

  /** `tool` is the definition that was ruled on. */
  async hold(first: Turn, call: string, tool: JsonObject): Promise<JsonObject | null> {
    let turn = first;
    for (;;) {
      const response = await turn.ask(turn.params, tool);
      if (response === null) return null;
      const { result } = response;
      if (!isObject(result) || result.resultType !== "input_required") {
        await turn.reply(response);
        return response;
      }
      const token = `countersign-input.${randomId()}`;
      const next = this.#expect(token, call, textOrNull(result.requestState));
      await turn.reply({ ...response, result: { ...result, requestState: token } });
      const following = await next;
      if (following === null) return response;
      turn = following;
    }
  }

  /** Goes on with the conversation whose token this is; false when there is none for this call. */
  resume(token: string, call: string, turn: Turn): boolean {
    const waiting = this.#waiting.get(token);
    if (waiting?.call !== call) return false;
    this.#waiting.delete(token);
    const { requestState: _, ...params } = turn.params;
    const { serverState } = waiting;
    waiting.go({ ...turn, params: serverState === null ? params : { ...params, requestState: serverState } });
    return true;
  }

  close(): void {
    for (const { go } of this.#waiting.values()) go(null);
    this.#waiting.clear();
  }

  #expect(token: string, call: string, serverState: string | null): Promise<Turn | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(token);
        resolve(null);
      }, INPUT_MILLISECONDS);
      const go = (turn: Turn | null) => {
        clearTimeout(timer);
        resolve(turn);
      };
      this.#waiting.set(token, { call, serverState, go });
    });
  }
}

export const isConversationToken = (state: unknown): state is string =>
  typeof state === "string" && state.startsWith("countersign-input.");
