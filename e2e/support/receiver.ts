import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { expect } from "@playwright/test";
import { RECEIVER_PORT } from "./settings";

/** The one address of this machine the product may call: somebody's harness that takes callbacks. */

export type Received = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
};

export type Receiver = {
  readonly received: readonly Received[];
  readonly to: (path: string) => readonly Received[];
  /** The status of the next answers, in order; 204 after that. */
  readonly answerNext: (...replies: readonly Reply[]) => void;
  readonly waitFor: (path: string, count: number) => Promise<readonly Received[]>;
  readonly close: () => Promise<void>;
};

type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export const callbackUrl = (path: string): string => `http://127.0.0.1:${RECEIVER_PORT}${path}`;

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const replies: Reply[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join() : value,
      ]),
    );
    received.push({ path: request.url ?? "", headers, body: Buffer.concat(chunks).toString("utf8") });
    const reply = replies.shift() ?? { status: 204 };
    response.writeHead(reply.status, reply.headers ?? {}).end(reply.body);
  });
  server.listen(RECEIVER_PORT, "127.0.0.1");
  await once(server, "listening");
  const to = (path: string) => received.filter((one) => one.path === path);
  return {
    received,
    to,
    answerNext: (...next) => replies.push(...next),
    waitFor: async (path, count) => {
      await expect
        .poll(() => to(path).length, { message: `${count} calls to ${path}`, timeout: 10_000 })
        .toBeGreaterThanOrEqual(count);
      return to(path);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Standard Webhooks, written from its specification. */
export function isSigned(secret: string, { headers, body }: Received): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return (headers["webhook-signature"] ?? "").split(" ").includes(expected);
}
