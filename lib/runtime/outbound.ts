import { lookup as resolveName } from "node:dns";
import { lookup as resolveNames } from "node:dns/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { config } from "./config";
import { isPublicAddress, literalAddress } from "./outbound-address";

/**
 * The one client for calls out of the house. https only, to public addresses only, except what the operator listed in
 * COUNTERSIGN_OUTBOUND_ALLOW; the address is judged again at the moment it is dialled, so that a name cannot change
 * its mind in between. No redirects, one time limit for everything, a bounded answer, no connection kept or shared.
 */

export type OutboundCall = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly maximumAnswerBytes?: number;
};

export type OutboundAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

export type OutboundFailure = "refused_target" | "timeout" | "too_large" | "unreachable";

export class OutboundError extends Error {
  override readonly name = "OutboundError";
  constructor(
    readonly code: OutboundFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const TIMEOUT_MS = 10_000;
const MAXIMUM_ANSWER_BYTES = 65_536;

/**
 * Why a URL may not be called, or null. Looks at the text alone and costs nothing: for the path of every proposal.
 * A name that leads to a private address is caught by `checkOutboundUrl`, and always when it is dialled.
 */
export function refuseOutboundUrl(text: string, allow = config().outboundAllow): string | null {
  if (!URL.canParse(text)) return "is not a URL";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "must not contain credentials";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must be an https URL";
  if (isAllowed(url, allow)) return null;
  if (url.protocol !== "https:") return "must be an https URL";
  const literal = literalAddress(url.hostname);
  if (literal !== null && !isPublicAddress(literal)) return "leads to a private or special address";
  if (/(^|\.)localhost\.?$/.test(url.hostname)) return "leads to this machine";
  return null;
}

/** The same, and the name is looked up: for URLs people save. A name that does not resolve yet may be saved. */
export async function checkOutboundUrl(text: string, allow = config().outboundAllow): Promise<string | null> {
  const refusal = refuseOutboundUrl(text, allow);
  if (refusal !== null) return refusal;
  const url = new URL(text);
  if (isAllowed(url, allow) || literalAddress(url.hostname) !== null) return null;
  try {
    const found = await resolveNames(url.hostname, { all: true });
    return found.every(({ address }) => isPublicAddress(address))
      ? null
      : "leads to a private or special address";
  } catch {
    return null;
  }
}

/** Throws OutboundError. Every status is an answer, also 3xx and 5xx: what it means is the caller's business. */
export function outbound(call: OutboundCall, allow = config().outboundAllow): Promise<OutboundAnswer> {
  const refusal = refuseOutboundUrl(call.url, allow);
  if (refusal !== null) return Promise.reject(new OutboundError("refused_target", `the URL ${refusal}`));
  const url = new URL(call.url);
  const deadline = AbortSignal.timeout(call.timeoutMs ?? TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const dial = url.protocol === "https:" ? requestHttps : requestHttp;
    const request = dial(url, {
      method: call.method,
      headers: { "user-agent": "countersign", ...call.headers, ...contentLength(call.body) },
      agent: false,
      lookup: isAllowed(url, allow) ? undefined : lookupPublic,
      signal: deadline,
    });
    const fail = (error: unknown) => {
      request.destroy();
      reject(toOutboundError(error, deadline));
    };
    request.on("error", fail);
    request.on("response", (answer) => {
      readBounded(answer, call.maximumAnswerBytes ?? MAXIMUM_ANSWER_BYTES).then(
        (body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
        fail,
      );
    });
    request.end(call.body);
  });
}

/** Node connects to an address from this answer and to no other, so judging here is judging what is dialled. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, []);
    const reachable = found.filter(({ address }) => isPublicAddress(address));
    const first = reachable[0];
    if (first === undefined) {
      return callback(
        new OutboundError("refused_target", "the name leads to a private or special address"),
        [],
      );
    }
    if (options.all) return callback(null, reachable);
    return callback(null, first.address, first.family);
  });
};

async function readBounded(answer: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maximumBytes) {
      throw new OutboundError("too_large", `the answer is larger than ${maximumBytes} bytes`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function toOutboundError(error: unknown, deadline: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error;
  if (deadline.aborted) return new OutboundError("timeout", "no whole answer in time", { cause: error });
  return new OutboundError("unreachable", "the target could not be reached", { cause: error });
}

const contentLength = (body: string | Uint8Array | undefined) =>
  body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };

function isAllowed(url: URL, allow: readonly string[]): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return allow.includes(`${url.hostname.toLowerCase()}:${port}`);
}
