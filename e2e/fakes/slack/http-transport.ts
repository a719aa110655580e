import { createHmac } from "node:crypto";
import { ACK_MS, type Delivery, type Forgery, type Retry, type Sent, type Transport } from "./delivery";
import type { Draft } from "./drafts";
import { type Json, parseJson } from "./json";
import type { World } from "./world";

/** Signed requests to the app's one address. */

export const PRODUCT_PATH = "/api/slack/events";

/** Several addresses are several processes of the app: each request goes to the next one. */
export function createHttpTransport(
  world: World,
  urls: () => readonly string[],
  now: () => number,
): Transport {
  let count = 0;
  const nextUrl = () => {
    const all = urls();
    const url = all[count++ % Math.max(all.length, 1)];
    if (url === undefined) throw new Error("nobody said where the app is: give productUrl");
    return `${url.replace(/\/$/, "")}${PRODUCT_PATH}`;
  };
  return {
    isReady: () => urls().length > 0,
    deliver: (draft, how, retry) => post(sign(world, nextUrl(), { now: now(), draft, how, retry })),
    resend: (sent) => {
      if (sent.transport !== "http") throw new Error("it went out over a link");
      return post(sent);
    },
  };
}

type Outgoing = {
  readonly now: number;
  readonly draft: Draft;
  readonly how: Forgery;
  readonly retry: Retry | null;
};

function sign(world: World, url: string, { now, draft, how, retry }: Outgoing): Sent & { transport: "http" } {
  const { contentType, body } = encode(
    draft.kind,
    how.edit ? how.edit(structuredClone(draft.payload)) : draft.payload,
  );
  const seconds = Math.floor(now / 1000) + (how.skewSeconds ?? 0);
  const timestamp = how.timestamp === undefined ? String(seconds) : how.timestamp;
  const signature =
    how.signature === undefined
      ? signatureOf(how.secret ?? world.app.signingSecret, timestamp ?? "", body)
      : how.signature;
  return {
    transport: "http",
    url,
    body: how.tamper ? how.tamper(body) : body,
    headers: {
      "Content-Type": how.contentType ?? contentType,
      "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      ...(timestamp === null ? {} : { "X-Slack-Request-Timestamp": timestamp }),
      ...(signature === null ? {} : { "X-Slack-Signature": signature }),
      ...(retry === null
        ? {}
        : { "X-Slack-Retry-Num": String(retry.number), "X-Slack-Retry-Reason": retry.reason }),
      ...how.headers,
    },
  };
}

export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;

function encode(kind: Draft["kind"], payload: Json): { readonly contentType: string; readonly body: string } {
  if (kind === "event") return { contentType: "application/json", body: JSON.stringify(payload) };
  const fields =
    kind === "command" ? Object.entries(payload).map(([name, value]) => [name, String(value)]) : [];
  const form = new URLSearchParams(kind === "command" ? fields : { payload: JSON.stringify(payload) });
  return { contentType: "application/x-www-form-urlencoded", body: form.toString() };
}

async function post(sent: Sent & { transport: "http" }): Promise<Delivery> {
  const startedAt = performance.now();
  const outcome = (answer: Partial<Delivery>): Delivery => ({
    status: 0,
    ackMs: performance.now() - startedAt,
    body: null,
    text: "",
    headers: {},
    sent,
    attemptCount: 1,
    complaint: null,
    ...answer,
  });
  try {
    const response = await fetch(sent.url, {
      method: "POST",
      headers: sent.headers,
      body: sent.body,
      redirect: "manual",
      signal: AbortSignal.timeout(ACK_MS),
    });
    const text = await response.text();
    const headers = Object.fromEntries(response.headers);
    return outcome({ status: response.status, text, headers, body: parseJson(text) ?? null });
  } catch (error) {
    return outcome({ complaint: `the app did not answer: ${String(error)}` });
  }
}
