import { request as httpRequest } from "node:http";

/** Bytes as they are, however wrong: what `fetch` would correct or refuse to send. */

export type RawAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
  readonly text: string;
};

export type RawCall = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Without a Content-Length, in pieces. */
  readonly isChunked?: boolean;
};

/** The server may answer and hang up before it has read everything; the answer is what counts. */
export function sendRaw(call: RawCall): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const length = call.isChunked ? {} : { "Content-Length": String(call.body.length) };
    const request = httpRequest(
      call.url,
      { method: call.method, headers: { ...call.headers, ...length, Connection: "close" }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        const finish = () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const contentType = response.headers["content-type"] ?? "";
          const body = contentType.includes("json") && text !== "" ? JSON.parse(text) : null;
          resolve({ status: response.statusCode ?? 0, contentType, body, text });
          request.destroy();
        };
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", finish).on("error", finish);
      },
    );
    request.setTimeout(20_000, () => request.destroy(new Error("no answer within 20 s")));
    request.on("error", reject);
    request.end(call.body);
  });
}
