import { type Clock, randomFraction } from "./environment";
import { CountersignError, type FieldProblem } from "./errors";
import { countOrNull, listOf, membersOf, textOrNull } from "./json";

/**
 * One call to the gate, repeated while it is worth repeating. Every call of the contract may be sent again: proposals
 * carry an idempotency key, claims a claim key, and the rest gives the same answer twice. So a lost answer is asked for
 * again, and only what the gate really said is ever returned.
 */

export type Transport = {
  readonly baseUrl: string;
  readonly key: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
};

export type Call = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one attempt may take. */
  readonly attemptSeconds: number;
  /** How long to go on while the gate cannot answer; then `unreachable` or its last refusal is thrown. */
  readonly patienceSeconds: number;
  readonly signal?: AbortSignal;
};

export type Answer = { readonly status: number; readonly body: unknown };

const FIRST_DELAY_MILLISECONDS = 250;
const LONGEST_DELAY_MILLISECONDS = 10_000;

export async function send(transport: Transport, call: Call): Promise<Answer> {
  const { clock } = transport;
  const startedAt = clock.elapsed();
  for (let attempt = 0; ; attempt += 1) {
    const result = await attemptOnce(transport, call);
    if ("answer" in result) return result.answer;
    const delay = delayBefore(attempt, result.error.retryAfterSeconds);
    const isPatient = clock.elapsed() - startedAt + delay <= call.patienceSeconds * 1000;
    if (!result.isTransient || !isPatient) throw result.error;
    await clock.pause(delay, call.signal);
  }
}

/** Doubling, with jitter so that a crowd of agents spreads out. A Retry-After is a floor, never shortened. */
function delayBefore(attempt: number, retryAfterSeconds: number | null): number {
  const backOff = Math.min(LONGEST_DELAY_MILLISECONDS, FIRST_DELAY_MILLISECONDS * 2 ** Math.min(attempt, 16));
  const jittered = backOff * (0.5 + randomFraction() / 2);
  return retryAfterSeconds === null ? jittered : retryAfterSeconds * 1000 + jittered;
}

type Result =
  | { readonly answer: Answer }
  | { readonly error: CountersignError; readonly isTransient: boolean };

async function attemptOnce(transport: Transport, call: Call): Promise<Result> {
  const timeout = AbortSignal.timeout(call.attemptSeconds * 1000);
  try {
    const response = await transport.fetch(transport.baseUrl + call.path, {
      method: call.method,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${transport.key}`,
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        ...call.headers,
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      // A redirect would carry the agent's key to wherever it points.
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
      signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
    });
    return understand(response, await response.text());
  } catch (cause) {
    // The caller's own abort is not an answer of the gate: hand back the caller's reason.
    call.signal?.throwIfAborted();
    const detail = `no answer from ${transport.baseUrl}`;
    return { error: new CountersignError("unreachable", detail, { cause }), isTransient: true };
  }
}

function understand(response: Response, text: string): Result {
  const { status } = response;
  const body = parse(text);
  if (response.ok && body !== undefined) return { answer: { status, body } };
  const error =
    response.ok || status < 400
      ? new CountersignError("unreadable_answer", `HTTP ${status} without a JSON body`, { status })
      : problemOf(response, body);
  const isBusy = status === 429 || status >= 500 || (status === 409 && error.reasonCode === "in_progress");
  return { error, isTransient: isBusy };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(response: Response, body: unknown): CountersignError {
  const { status } = response;
  const members = membersOf(body);
  const reasonCode = textOrNull(members.get("reason_code")) ?? `http_${status}`;
  const title = textOrNull(members.get("title"));
  return new CountersignError(reasonCode, textOrNull(members.get("detail")) ?? title ?? `HTTP ${status}`, {
    status,
    errors: listOf(members.get("errors")).flatMap(fieldProblemOf),
    retryAfterSeconds: retryAfterOf(response.headers),
  });
}

function fieldProblemOf(value: unknown): FieldProblem[] {
  const members = membersOf(value);
  const message = textOrNull(members.get("message"));
  return message === null ? [] : [{ path: textOrNull(members.get("path")) ?? "", message }];
}

/** Seconds, or an HTTP date, which is measured against the server's own Date so that our clock does not matter. */
function retryAfterOf(headers: Headers): number | null {
  const value = headers.get("retry-after");
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return countOrNull(Number(value));
  const milliseconds = Date.parse(value) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds / 1000);
}
