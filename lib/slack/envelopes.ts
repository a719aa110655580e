import type { App, ReceiverEvent } from "@slack/bolt";
import { background, log } from "@/lib/runtime/log";
import { metrics } from "@/lib/runtime/metrics";
import type { SlackPayload } from "./payload";
import { lastSeen } from "./seen";

/**
 * What comes over the links of Socket Mode and wants an ack. An envelope that comes twice, on one link or on two, is
 * handled once, and answered on each link it came by.
 */

export type Envelope = SlackPayload & { readonly envelope_id: string };
/** False when the link is gone. */
export type Reply = (text: string) => boolean;

export type Envelopes = {
  readonly receive: (app: App, envelope: Envelope, reply: Reply) => void;
  /** Told by the app's error handler: what Bolt acks after this is not acked, so that Slack tells the person. */
  readonly markFailed: (body: object) => void;
  /** When every listener that was called has ended. */
  readonly settled: () => Promise<unknown>;
};

const MOST_REMEMBERED = 10_000;

/** `check` throws for a payload that listeners could not read. */
export function makeEnvelopes(ackMs: number, check: (payload: SlackPayload) => void = () => {}): Envelopes {
  const answers = lastSeen<Promise<unknown>>(MOST_REMEMBERED);
  const running = new Set<Promise<void>>();
  const failed = new WeakSet<object>();

  const handle = async (app: App, event: ReceiverEvent & { readonly body: SlackPayload }) => {
    check(event.body);
    await app.processEvent(event);
  };
  const process = (app: App, envelope: Envelope): Promise<unknown> =>
    new Promise((resolve) => {
      let isAcked = false;
      const body = bodyOf(envelope);
      const watchdog = setTimeout(() => unacked(envelope, "late"), ackMs).unref();
      const ack = async (answer?: unknown) => {
        if (failed.has(body)) return;
        isAcked = true;
        clearTimeout(watchdog);
        resolve(answer);
      };
      const retryNum = typeof envelope.retry_attempt === "number" ? envelope.retry_attempt : undefined;
      const event = { body, ack, retryNum, retryReason: codeOf(envelope.retry_reason) };
      const work = handle(app, event)
        .catch((error: unknown) => {
          log().error({ error, part: "slack" }, "an event could not be processed");
        })
        .finally(() => {
          running.delete(work);
          // What failed may come again, and then it is not a repetition.
          if (!isAcked) answers.forget(envelope.envelope_id);
        });
      running.add(work);
      background(work, "slack event");
    });

  return {
    receive: (app, envelope, reply) => {
      const id = envelope.envelope_id;
      const known = answers.get(id);
      const answered = known ?? process(app, envelope);
      if (known === undefined) answers.add(id, answered);
      background(
        answered.then((answer) => {
          if (!reply(ackText(id, answer))) unacked(envelope, "link_lost");
        }),
        "slack ack",
      );
    },
    markFailed: (body) => void failed.add(body),
    settled: () => Promise.allSettled(running),
  };
}

/** Nobody acks what no listener wanted or failed at: Slack then tells the person that it did not work. */
function unacked(envelope: Envelope, why: "late" | "link_lost"): void {
  metrics().slackUnacked.inc({ transport: "socket" });
  log().warn({ part: "slack", why, type: codeOf(envelope.type) }, "nobody acknowledged");
}

function ackText(id: string, answer: unknown): string {
  const payload = typeof answer === "string" && answer !== "" ? { text: answer } : answer || undefined;
  return JSON.stringify({ envelope_id: id, payload });
}

const bodyOf = ({ payload }: Envelope): SlackPayload =>
  // safe because a JSON value that is an object has string keys
  typeof payload === "object" && payload !== null ? (payload as SlackPayload) : {};

/** One of Slack's words, for the log. */
export const codeOf = (word: unknown): string =>
  typeof word === "string" && /^[a-z_]{1,60}$/.test(word) ? word : "unknown";
