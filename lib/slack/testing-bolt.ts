import { createHmac } from "node:crypto";
import { App, type Receiver } from "@slack/bolt";
import { FetchReceiver, type FetchReceiverOptions } from "./fetch-receiver";
import { slackLogger } from "./slack-log";

/** A real Bolt app behind a receiver, and requests as Slack signs them, for tests. */

export const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

export function testApp(receiver: Receiver, register: (app: App) => void): App {
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: "xoxb-test", botId: "B1", botUserId: "U0BOT", teamId: "T1" }),
    logger: slackLogger(),
    ignoreSelf: true,
    convoStore: false,
    extendedErrorHandler: true,
  });
  register(app);
  return app;
}

export const clickOf = (value: string, actionId = "approve") => ({
  type: "block_actions",
  team: { id: "T1" },
  user: { id: "U1", team_id: "T1" },
  container: { type: "message", channel_id: "D1", message_ts: "1.1" },
  actions: [{ type: "button", action_id: actionId, block_id: "b", value, action_ts: "1.1" }],
});

export const formOf = (payload: unknown): string =>
  new URLSearchParams({
    payload: typeof payload === "string" ? payload : JSON.stringify(payload),
  }).toString();

export type SignedOptions = {
  readonly secret?: string;
  readonly timestamp?: number | string;
  readonly headers?: Readonly<Record<string, string | null>>;
};

export const signatureOf = (secret: string, timestamp: number | string, body: string | Uint8Array): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")}`;

/** A header of null is left out. */
export function signed(body: string | Uint8Array, options: SignedOptions = {}): Request {
  const { secret = SECRET, timestamp = Math.floor(Date.now() / 1_000) } = options;
  const headers = new Headers({
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(timestamp),
    "x-slack-signature": signatureOf(secret, timestamp, body),
  });
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return new Request("http://localhost/api/slack/events", {
    method: "POST",
    headers,
    body: new Uint8Array(bytes),
  });
}

/** Keeps digests as the database does. */
export function firstSeenOnce(): (digest: string) => Promise<boolean> {
  const seen = new Set<string>();
  return async (digest) => {
    if (seen.has(digest)) return false;
    seen.add(digest);
    return true;
  };
}

/** A receiver with a listener that notes each click in `clicks` and acks. */
export function testReceiver(
  clicks: string[],
  options: Partial<FetchReceiverOptions> = {},
  register: (app: App) => void = () => {},
): FetchReceiver {
  const made = new FetchReceiver({ signingSecrets: [SECRET], firstSeen: firstSeenOnce(), ...options });
  const app = testApp(made, (bolt) => {
    bolt.action("approve", async ({ ack, action }) => {
      clicks.push("value" in action ? String(action.value) : "");
      await ack();
    });
    register(bolt);
  });
  app.error(async ({ body }: { readonly body: object }) => made.markFailed(body));
  return made;
}

export type Problem = { readonly status: number; readonly reason_code: string; readonly detail: string };

export async function problemIn(answer: Response): Promise<Problem> {
  const problem: Problem = await answer.json();
  if (answer.headers.get("content-type") !== "application/problem+json" || problem.status !== answer.status) {
    throw new Error(`no problem document: ${JSON.stringify(problem)}`);
  }
  return problem;
}
