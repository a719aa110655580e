import { createHash } from "node:crypto";
import type { App, Receiver } from "@slack/bolt";
import { DomainError, type ErrorCode, isDomainError, PROBLEMS } from "@/lib/contract/errors";
import { processClock } from "@/lib/runtime/clock";
import { background, log } from "@/lib/runtime/log";
import { metrics } from "@/lib/runtime/metrics";
import { isSslCheck, mediaOf, readPayload, SLACK_LIMITS, type SlackPayload } from "./payload";
import { refused, verifySignature } from "./signature";

/**
 * Bolt's receiver over Fetch: a Request of Slack becomes the Response of a listener's ack. A signature is good once
 * (Slack signs its own retries anew), within five minutes of real time to either side: a movable test clock must not
 * decide which signatures are old.
 */

export type FetchReceiverOptions = {
  /** The current one, and during a rotation the one before it. */
  readonly signingSecrets: readonly string[];
  /** Remembers a signature's digest; false when it is known already. Shared by all processes. */
  readonly firstSeen: (digest: string) => Promise<boolean>;
  /** Throws for a payload that listeners could not read. */
  readonly check?: (payload: SlackPayload) => void;
  readonly now?: () => Date;
  readonly ackWithinMs?: number;
};

/** Slack waits three seconds; what is later than this has half a second for the way back. */
const ACK_WITHIN_MS = 2_500;
/** At the end, listeners that are past their ack get this long to finish. */
const FINISH_MS = 500;

export class FetchReceiver implements Receiver {
  readonly #options: FetchReceiverOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #failed = new WeakSet<object>();
  #app: App | null = null;

  constructor(options: FetchReceiverOptions) {
    if (options.signingSecrets.length === 0 || options.signingSecrets.includes("")) {
      throw new Error("a receiver without a signing secret would believe anybody");
    }
    this.#options = options;
  }

  init(app: App): void {
    this.#app = app;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    const finished = Promise.allSettled(this.#running);
    await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, FINISH_MS).unref())]);
  }

  /**
   * Told by the app's error handler: a listener that threw before its ack has not answered. Bolt itself acks what it
   * could not find the installation for; after this, that is no answer either.
   */
  markFailed(body: object): void {
    this.#failed.add(body);
  }

  /** Never rejects. A refusal is a problem document that says what is wrong. */
  async handle(request: Request): Promise<Response> {
    const startedAt = performance.now();
    try {
      const media = mediaOf(request.headers.get("content-type"));
      const body = await readBounded(request);
      if (isSslCheck(media, body)) return new Response(null, { status: 200 });
      await this.#admit(request.headers, body);
      const payload = readPayload(media, body);
      if (payload.type === "url_verification") return challenge(payload);
      this.#options.check?.(payload);
      return await this.#process(payload, request.headers, startedAt);
    } catch (error) {
      if (isDomainError(error)) return problem(error);
      log().error({ error, part: "slack" }, "a call of Slack failed");
      return problem(new DomainError("unavailable", "The call could not be handled. Nothing was decided."));
    }
  }

  /** Throws `unauthenticated` for a forgery, a stranger's clock, and a signature that was used before. */
  async #admit(headers: Headers, body: Uint8Array): Promise<void> {
    const now = this.#options.now ?? processClock;
    const secrets = this.#options.signingSecrets;
    const signature = verifySignature({ headers, body, secrets, nowSeconds: now().getTime() / 1_000 });
    const digest = createHash("sha256").update(signature).digest("hex");
    if (!(await this.#options.firstSeen(digest))) throw refused("This signature has been used already.");
  }

  #process(payload: SlackPayload, headers: Headers, startedAt: number): Promise<Response> {
    const app = this.#app;
    if (app === null) throw new Error("the receiver has no app");
    const within = this.#options.ackWithinMs ?? ACK_WITHIN_MS;
    return new Promise((resolve) => {
      const settle = once((answer: Response) => {
        clearTimeout(timer);
        resolve(answer);
      });
      const late = () => settle(() => unacked(payload, "late"));
      const timer = setTimeout(late, Math.max(0, within - (performance.now() - startedAt)));
      const event = { body: payload, ...retryOf(headers) };
      const ack = async (answer?: unknown) =>
        settle(() => (this.#failed.has(payload) ? unacked(payload, "failed") : acknowledged(answer)));
      const running = app.processEvent({ ...event, ack }).then(
        () => settle(() => unacked(payload, this.#failed.has(payload) ? "failed" : "ignored")),
        (error: unknown) => {
          log().error({ error, part: "slack" }, "an event could not be processed");
          settle(() => unacked(payload, "failed"));
        },
      );
      this.#running.add(running);
      background(
        running.finally(() => this.#running.delete(running)),
        "slack event",
      );
    });
  }
}

/** The first answer counts, and only the first is made: making one may count or log. */
function once(give: (answer: Response) => void): (make: () => Response) => void {
  let isSettled = false;
  return (make) => {
    if (isSettled) return;
    isSettled = true;
    give(make());
  };
}

/** As Bolt's own receivers do: text as it is, a view or an error as JSON, nothing as nothing. */
function acknowledged(answer: unknown): Response {
  if (answer === undefined || answer === null || answer === "") return new Response(null, { status: 200 });
  if (typeof answer === "string") return new Response(answer, { status: 200 });
  return Response.json(answer);
}

/**
 * A listener is still at work (`late`), threw (`failed`), or there is none (`ignored`). Late means done in a moment,
 * so Slack is told yes; but a yes to a submitted form closes it, with whatever the person had written, and that is
 * only true of what is decided: they may submit it again.
 */
function unacked(payload: SlackPayload, why: "late" | "failed" | "ignored"): Response {
  metrics().slackUnacked.inc({ transport: "http" });
  log().warn({ part: "slack", why, type: typeName(payload) }, "nobody acknowledged");
  if (why === "ignored") return problem(new DomainError("not_found", "Nothing here answers this."));
  if (why === "late" && payload.type !== "view_submission") return new Response(null, { status: 200 });
  return problem(new DomainError("unavailable", "There is no answer yet. Look at the request itself."));
}

/** A word of Slack's vocabulary for the log, or nothing. */
export const typeName = ({ type }: SlackPayload): string | undefined =>
  typeof type === "string" && /^[a-z_]{1,40}$/.test(type) ? type : undefined;

function challenge(payload: SlackPayload): Response {
  const { challenge: text } = payload;
  if (typeof text !== "string" || text.length > 1_000) {
    throw new DomainError("invalid", "The challenge is not a text.");
  }
  return Response.json({ challenge: text });
}

function retryOf(headers: Headers): { readonly retryNum?: number; readonly retryReason?: string } {
  const number = headers.get("x-slack-retry-num");
  if (number === null || !/^\d{1,3}$/.test(number)) return {};
  return { retryNum: Number(number), retryReason: headers.get("x-slack-retry-reason") ?? undefined };
}

async function readBounded(request: Request): Promise<Uint8Array> {
  if (request.headers.has("content-encoding")) {
    throw new DomainError("unsupported_media_type", "A compressed body is not accepted.");
  }
  if (Number(request.headers.get("content-length")) > SLACK_LIMITS.bytes) throw tooLarge();
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read().catch(() => {
      throw new DomainError("bad_request", "The body ended before it was complete.");
    });
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > SLACK_LIMITS.bytes) {
      // Not awaited: a sender that never stops must not hold the answer back.
      background(reader.cancel(), "slack body");
      throw tooLarge();
    }
    chunks.push(value);
  }
}

const tooLarge = () =>
  new DomainError("too_large", `The body is larger than the limit of ${SLACK_LIMITS.bytes} bytes.`);

function problem({ code, detail }: { readonly code: ErrorCode; readonly detail: string }): Response {
  const { status, title } = PROBLEMS[code];
  const members = { type: `urn:countersign:problem:${code}`, title, status, detail, reason_code: code };
  const headers: Record<string, string> = { "content-type": "application/problem+json" };
  if (status === 401) headers["www-authenticate"] = "Slack-Signature";
  if (status === 503) headers["retry-after"] = "1";
  return new Response(JSON.stringify(members), { status, headers });
}
