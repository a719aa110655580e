import { type ErrorCode, type FieldError, isDomainError, PROBLEMS } from "@/lib/contract/errors";
import { isDatabaseAway } from "@/lib/runtime/database-away";
import type { Answer, Dialect } from "./endpoint";

/** The one place where an error becomes an answer (RFC 9457). The log gets the cause; the caller gets the table. */

export const PROBLEM_MEDIA = "application/problem+json";

type Details = {
  readonly errors?: readonly FieldError[];
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly dialect?: Dialect;
};

export function problem(code: ErrorCode, detail: string, more: Details = {}): Answer {
  const { title } = PROBLEMS[code];
  const status = problemStatus(code, more.dialect);
  const type = more.dialect?.types[code] ?? `urn:countersign:problem:${code}`;
  const members = { type, title, status, detail, reason_code: code };
  const body = { ...more.facts, ...members, ...(more.errors ? { errors: more.errors } : {}) };
  return {
    status,
    body: JSON.stringify(body),
    media: PROBLEM_MEDIA,
    headers: headersFor(code, more.headers),
    reasonCode: code,
  };
}

export const problemStatus = (code: ErrorCode, dialect?: Dialect): number =>
  dialect?.statuses[code] ?? PROBLEMS[code].status;

/** Null when the error is nothing a caller can cause: a bug, to be logged and answered as `internal`. */
export function problemOf(error: unknown, dialect?: Dialect): Answer | null {
  if (isDomainError(error)) {
    const { errors, facts, retryAfterSeconds } = error.more;
    const retry = retryAfterSeconds ? { "Retry-After": String(Math.ceil(retryAfterSeconds)) } : undefined;
    return problem(error.code, error.detail, { errors, facts, headers: retry, dialect });
  }
  return isDatabaseAway(error) ? databaseAway() : null;
}

export const databaseAway = (): Answer =>
  problem("unavailable", "The database cannot be reached. Nothing was decided.");

function headersFor(code: ErrorCode, given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { status } = PROBLEMS[code];
  const headers: Record<string, string> = { ...given };
  if (status === 401) headers["WWW-Authenticate"] ??= 'Bearer realm="countersign"';
  if (status === 503 || status === 429 || code === "in_progress") headers["Retry-After"] ??= "1";
  return headers;
}
