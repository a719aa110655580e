import { once } from "node:events";
import { createServer } from "node:http";
import { signatureOf } from "./http-transport";
import { isObject, type Json, parseJson } from "./json";

/** The smallest app that listens: what it heard, whether that was signed, and what it says next. */

export type Heard = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly payload: Json;
  readonly isSigned: boolean;
};

export type TinyApp = {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Answers of the next requests, in order; an empty 200 after that. `null` leaves one without an answer. */
  readonly answerNext: (...answers: readonly (TinyAnswer | null)[]) => void;
  readonly stop: () => Promise<void>;
};

type TinyAnswer = { readonly status?: number; readonly json?: unknown };

export async function startTinyApp(secret: () => string): Promise<TinyApp> {
  const heard: Heard[] = [];
  const answers: (TinyAnswer | null)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    heard.push({ headers, body, payload: payloadOf(body), isSigned: isSigned(secret(), headers, body) });
    const answer = answers.length > 0 ? answers.shift() : {};
    if (!answer) return;
    response
      .writeHead(answer.status ?? 200, { "Content-Type": "application/json" })
      .end(answer.json === undefined ? "" : JSON.stringify(answer.json));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    heard,
    answerNext: (...next) => void answers.push(...next),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** As Slack's documents say an app has to look at it, the clock included. */
function isSigned(secret: string, headers: Readonly<Record<string, string>>, body: string): boolean {
  const timestamp = headers["x-slack-request-timestamp"] ?? "";
  const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300;
  return isFresh && headers["x-slack-signature"] === signatureOf(secret, timestamp, body);
}

function payloadOf(body: string): Json {
  const form = new URLSearchParams(body);
  const read = parseJson(body) ?? parseJson(form.get("payload") ?? "");
  return isObject(read) ? read : Object.fromEntries(form);
}
