import type { Hono, Context as HonoContext } from "hono";
import { isDomainError } from "@/lib/contract/errors";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import type { Context } from "@/lib/ops/context";
import { newUuid } from "@/lib/runtime/ids";
import { untilDrain } from "@/lib/runtime/lifecycle";
import { log } from "@/lib/runtime/log";
import { admit, authenticate, isUnsafe } from "./authenticate";
import { peek } from "./body";
import type { Caller, Doors } from "./doors";
import type { Answer, Endpoint, ErasedCall, IdempotencyClaim } from "./endpoint";
import { located } from "./located";
import { observer } from "./observe";
import { checkOutput } from "./output";
import { parseBody, parseIdempotencyKey, parseParameters, parseQuery } from "./parse";
import { problem, problemOf } from "./problem";
import { type Outgoing, send } from "./reply";

/**
 * The life of a call, once for every endpoint: authenticate, admit, parse, answer from the idempotency store or call
 * the verb, and turn whatever went wrong into a problem document.
 */

export type Api = Hono<{ Bindings: Outgoing }>;
type ApiContext = HonoContext<{ Bindings: Outgoing }>;

export function mount(api: Api, row: Endpoint, doors: Doors): void {
  const observe = observer(row.method, row.path);
  api.on(row.method, row.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (c) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(c.req.raw.headers);
    const life: Life = { doors, requestId, caller: null, beginning: null };
    const answer = await live(c, row, life);
    const { status, reasonCode } = answer;
    observe({ startedAt, requestId, status, reasonCode, caller: life.caller });
    return send(row.dialect ? echoing(answer, c.req.raw.headers) : answer, requestId, c.env);
  });
}

/** A standard's caller gets back the very id it sent, whatever it is; the log has ours. */
function echoing(answer: Answer, headers: Headers): Answer {
  const given = headers.get("x-request-id");
  if (given === null || !/^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/.test(given)) return answer;
  return { ...answer, headers: { ...answer.headers, "X-Request-Id": given } };
}

type Life = {
  readonly doors: Doors;
  readonly requestId: string;
  caller: Caller | null;
  /** Of the body, once it is read. */
  beginning: Uint8Array | null;
};

async function live(c: ApiContext, row: Endpoint, life: Life): Promise<Answer> {
  try {
    const answer = await answerCall(c, row, life);
    checkOutput(row, answer);
    return answer;
  } catch (error) {
    const refused = refusalOf(error, row, life);
    return row.refusal ? row.refusal(refused, await beginningOf(c, life)) : refused;
  }
}

/** How the body begins, whether the call came as far as reading it or not. */
async function beginningOf(c: ApiContext, { beginning }: Life): Promise<string> {
  if (beginning !== null) return new TextDecoder().decode(beginning);
  const incoming = c.env?.outgoing?.req;
  return incoming ? peek(incoming) : await c.req.raw.text().catch(() => "");
}

function refusalOf(error: unknown, row: Endpoint, life: Life): Answer {
  const known = problemOf(error, row.dialect);
  if (known) {
    if (known.status === 503) log().warn({ error, request_id: life.requestId }, "unavailable");
    return known;
  }
  log().error({ error, request_id: life.requestId, method: row.method, route: row.path }, "a call failed");
  return problem("internal", `Tell the operator this request id: ${life.requestId}.`);
}

async function answerCall(c: ApiContext, row: Endpoint, life: Life): Promise<Answer> {
  const { doors, requestId } = life;
  const request = c.req.raw;
  const caller = await authenticateFor(row, doors, request.headers);
  life.caller = caller;
  if (caller) admit(row, caller, request.headers);
  const params = parseParameters(c.req.param());
  const query = parseQuery(row.query, request.url);
  const key = isUnsafe(row.method) ? parseIdempotencyKey(request.headers.get("idempotency-key")) : null;
  const { sent, body, source } = await parseBody(row, request, (beginning) => {
    life.beginning = beginning;
  });
  const idempotency = key !== null && row.idempotency ? { key, bodyHash: sha256(canonicalJson(sent)) } : null;
  const call = {
    // safe because rows without a principal take a context without an actor
    ctx: { actor: caller, requestId } as ErasedCall["ctx"],
    params,
    query,
    body,
    idempotency,
    header: (name: string) => request.headers.get(name),
    wait: <T>(work: (signal: AbortSignal) => Promise<T>) => waitFor(request.signal, work),
    patience: () => untilDrain(request.signal),
    isStillWelcome: () => isStillWelcome(row, doors, request.headers),
  };
  const answer = () =>
    idempotency === null || row.idempotency === "verb"
      ? row.verb(call)
      : answerOnce(row, doors, { ...call, idempotency, path: c.req.path });
  return located(source, answer);
}

async function authenticateFor(row: Endpoint, doors: Doors, headers: Headers): Promise<Caller | null> {
  return row.principals.includes("anyone") || row.isOpen?.() ? null : authenticate(doors, headers);
}

async function isStillWelcome(row: Endpoint, doors: Doors, headers: Headers): Promise<boolean> {
  try {
    const caller = await authenticateFor(row, doors, headers);
    if (caller) admit(row, caller, headers);
    return true;
  } catch (error) {
    if (isDomainError(error)) return false;
    throw error;
  }
}

async function waitFor<T>(caller: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, release } = untilDrain(caller);
  try {
    return await work(signal);
  } finally {
    release();
  }
}

type KeyedCall = ErasedCall & { readonly idempotency: IdempotencyClaim; readonly path: string };

/** Keys are per principal and concrete path: the same key for another action is another key. */
async function answerOnce(row: Endpoint, doors: Doors, call: KeyedCall): Promise<Answer> {
  const claim = { ...call.idempotency, endpoint: `${row.method} ${call.path}` };
  // safe because only rows with a principal have an idempotency mode
  const ctx = call.ctx as Context;
  const reply = await doors.runIdempotent(ctx, claim, async () => {
    const { status, headers = {}, body = null } = await row.verb(call);
    return { status, headers, body };
  });
  return { status: reply.status, headers: reply.headers, body: reply.body, isReplay: reply.replayed };
}

/** A caller's own id is kept when it is harmless to print; it joins their log with ours. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && /^[A-Za-z0-9._-]{8,128}$/.test(given) ? given : newUuid();
}
