import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { config } from "@/lib/runtime/config";
import { remember } from "@/lib/runtime/remember";
import { isSlackUrl } from "./hosts";
import { slackLogger } from "./slack-log";

/**
 * Slack's Web API as we call it. Each workspace token has two clients, because one 429 holds back everything a client
 * has queued: a modal that waits behind a page misses its trigger. Neither ever waits or repeats by itself; what is
 * worth repeating is a row of the outbox.
 */

export type SlackClients = {
  /** For what a person is waiting for: modals, private answers. Less than the three seconds Slack gives us. */
  readonly interactive: WebClient;
  /** For pages and repaints. */
  readonly outbox: WebClient;
};

export const INTERACTIVE_MS = 2_500;
const OUTBOX_MS = 8_000;
/** Tokens rotate; a client of one that is gone is not kept for ever. */
const MOST_TOKENS = 500;
/** What a 429 without a readable Retry-After asks for. */
const UNSAID_RETRY_SECONDS = 5;

/** The clients of this token, made once. */
export function slackClients(token: string): SlackClients {
  const cached = remember("slack-clients", () => new Map<string, SlackClients>());
  const known = cached.get(token);
  const clients = known ?? makeClients(token, config().slack.apiUrl);
  // Put back at the end, so that the first one is the one that was not asked for the longest.
  cached.delete(token);
  cached.set(token, clients);
  const [oldest] = cached.keys();
  if (cached.size > MOST_TOKENS && oldest !== undefined) cached.delete(oldest);
  return clients;
}

export const makeClients = (token: string, apiUrl: string): SlackClients => ({
  interactive: new WebClient(token, clientOptions(apiUrl, INTERACTIVE_MS)),
  outbox: new WebClient(token, clientOptions(apiUrl, OUTBOX_MS)),
});

/**
 * A new object at each call and never with `headers`: Slack's packages write into what they are given, and the first
 * token that lands in a shared `headers` is used for every workspace after it.
 */
export const clientOptions = (apiUrl: string, timeout: number): WebClientOptions => ({
  slackApiUrl: apiUrl,
  timeout,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  allowAbsoluteUrls: false,
  logger: slackLogger(),
  fetch: slackFetch(apiUrl),
});

type Fetch = NonNullable<WebClientOptions["fetch"]>;

/**
 * Reaches Slack and nobody else: Bolt also posts to the `response_url` a payload names. Redirects are refused, and a
 * call without a time limit of its own gets one.
 */
export function slackFetch(apiUrl: string): Fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!isSlackUrl(url, apiUrl)) throw new TypeError("the address is not Slack's");
    const signal = init?.signal ?? AbortSignal.timeout(INTERACTIVE_MS);
    const answer = await fetch(input, { ...init, redirect: "error", signal });
    return answer.status === 429 ? withRetryAfter(answer) : answer;
  };
}

/** Slack's package turns a 429 into an unnamed error when it cannot read how long to wait. */
function withRetryAfter(answer: Response): Response {
  if (/^\d{1,6}$/.test(answer.headers.get("retry-after") ?? "")) return answer;
  const headers = new Headers(answer.headers);
  headers.set("retry-after", String(UNSAID_RETRY_SECONDS));
  return new Response(null, { status: answer.status, headers });
}

export type SlackFault =
  /** Nobody knows whether Slack did it: look before doing it again, except for `unreachable`, which never left. */
  | { readonly kind: "ambiguous"; readonly code: string }
  | { readonly kind: "ratelimited"; readonly seconds: number }
  /** The place or the message is not there any more, or not for us. */
  | { readonly kind: "gone"; readonly code: string }
  /** The installation does not work until somebody connects it again. */
  | { readonly kind: "disconnected"; readonly code: string }
  | { readonly kind: "invalid_blocks"; readonly detail: string }
  | { readonly kind: "refused"; readonly code: string };

const GONE = new Set([
  "cannot_dm_bot",
  "cant_delete_message",
  "cant_update_message",
  "channel_is_archived",
  "channel_not_found",
  "edit_window_closed",
  "is_archived",
  "is_inactive",
  "message_not_found",
  "messages_tab_disabled",
  "not_in_channel",
  "thread_not_found",
  "user_disabled",
  "user_not_found",
  "user_not_visible",
  "users_not_found",
]);

const DISCONNECTED = new Set([
  "access_denied",
  "account_inactive",
  "invalid_auth",
  "not_allowed_token_type",
  "not_authed",
  "org_login_required",
  "team_access_not_granted",
]);

const INVALID_BLOCKS = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
]);

const TRANSIENT = new Set(["fatal_error", "internal_error", "request_timeout", "service_unavailable"]);

const DETAIL_CHARACTERS = 500;

/** What went wrong, in the words the failure map speaks. Everything has an answer, also what nobody has seen yet. */
export function faultOf(error: unknown): SlackFault {
  if (error instanceof WebAPIRateLimitedError) return ratelimited(error.retryAfter);
  if (error instanceof WebAPIPlatformError) return platformFault(error.data);
  if (error instanceof WebAPIHTTPError) return { kind: "ambiguous", code: `http_${error.statusCode}` };
  if (error instanceof WebAPIRequestError)
    return { kind: "ambiguous", code: connectionTrouble(error.original) };
  // Half a character cannot be written into a form: it is refused here, before anything is sent.
  if (error instanceof URIError) return { kind: "invalid_blocks", detail: "text that is not well-formed" };
  return { kind: "ambiguous", code: connectionTrouble(error) };
}

const ratelimited = (seconds: number | undefined): SlackFault => ({
  kind: "ratelimited",
  seconds: Math.max(1, seconds ?? UNSAID_RETRY_SECONDS),
});

function platformFault(data: WebAPIPlatformError["data"]): SlackFault {
  const code: unknown = data.error;
  // A proxy's page in the place of an answer ends up here as its text.
  if (typeof code !== "string" || !/^[a-z0-9_.]{1,80}$/.test(code)) {
    return { kind: "ambiguous", code: "unreadable" };
  }
  if (code === "ratelimited" || code === "rate_limited")
    return ratelimited(data.response_metadata?.retryAfter);
  if (TRANSIENT.has(code)) return { kind: "ambiguous", code };
  if (GONE.has(code)) return { kind: "gone", code };
  if (DISCONNECTED.has(code) || code.startsWith("token_")) return { kind: "disconnected", code };
  if (!INVALID_BLOCKS.has(code)) return { kind: "refused", code };
  const messages = data.response_metadata?.messages ?? [];
  return { kind: "invalid_blocks", detail: [code, ...messages].join("; ").slice(0, DETAIL_CHARACTERS) };
}

const NEVER_SENT = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** `timeout`, `unreachable` or `dropped`; `unknown` for what is not about connections at all. */
function connectionTrouble(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "TimeoutError" || error.name === "AbortError") return "timeout";
  const codes = causesOf(error).map((cause) => Reflect.get(cause, "code"));
  if (codes.some((code) => NEVER_SENT.has(code))) return "unreachable";
  return error instanceof TypeError ? "dropped" : "unknown";
}

/** The error, what caused it, and so on; of several causes at once (one per address of a name), each. */
function causesOf(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const several = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...several].flatMap((cause) => causesOf(cause, depth + 1))];
}
