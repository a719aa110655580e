import type { Draft } from "./drafts";
import type { Json } from "./json";

/** How what people did reaches the app, and what the app said. */

export type Delivery = {
  /** The answer's status; over a link 200 once it was acknowledged; 0 when nobody answered within three seconds. */
  readonly status: number;
  readonly ackMs: number;
  /** The acknowledgement's JSON; null when it was empty or none. */
  readonly body: unknown;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What went out, as it was; to send again or to change. */
  readonly sent: Sent;
  /** Slack's own retries included. */
  readonly attemptCount: number;
  /** What the person would see go wrong in Slack, or what Slack could not use of the answer. */
  readonly complaint: string | null;
};

export type Sent =
  | {
      readonly transport: "http";
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly transport: "socket"; readonly linkId: string; readonly envelope: Json };

export const ACK_MS = 3000;

/** What a forger changes of an honest request. Over a link only the payload can be. */
export type Forgery = {
  readonly edit?: (payload: Json) => Json;
  readonly secret?: string;
  /** Seconds the request claims to be away from now. */
  readonly skewSeconds?: number;
  readonly signature?: string | null;
  readonly timestamp?: string | null;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Changes the body after it was signed. */
  readonly tamper?: (body: string) => string;
};

export type Retry = { readonly number: number; readonly reason: string };

export type Transport = {
  /** Whether anybody could hear. */
  readonly isReady: () => boolean;
  readonly deliver: (draft: Draft, how: Forgery, retry: Retry | null) => Promise<Delivery>;
  readonly resend: (sent: Sent) => Promise<Delivery>;
};

/** Slack sends an event again when nobody took it in three seconds, with a signature of its own each time. */
export async function deliverEvent(
  transport: Transport,
  draft: Draft,
  how: Forgery,
  retryMs: readonly number[],
): Promise<Delivery> {
  let delivery = await transport.deliver(draft, how, null);
  for (const [index, pauseMs] of retryMs.entries()) {
    const isTaken = delivery.status >= 200 && delivery.status < 300;
    if (isTaken || delivery.headers["x-slack-no-retry"] === "1") break;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const reason = delivery.status === 0 ? "http_timeout" : "http_error";
    const again = await transport.deliver(draft, how, { number: index + 1, reason });
    delivery = { ...again, attemptCount: delivery.attemptCount + 1 };
  }
  return delivery;
}
