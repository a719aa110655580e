import type { Problem } from "@/lib/contract/common";
import { browserNow, syncClock } from "./clock";
import { leaving } from "./leaving";

/** The one way the browser talks to /api/v1. A refusal is a `ProblemError`, whose title and detail are for people. */

export class ProblemError extends Error {
  override readonly name = "ProblemError";
  constructor(readonly problem: Problem) {
    super(`${problem.reason_code}: ${problem.detail}`);
  }
}

/** The server never answered: what became of the request is unknown, which is not the same as refused. */
const UNREACHABLE: Problem = {
  type: "about:blank",
  title: "No answer from the gate",
  status: 0,
  detail:
    "The connection failed before the server answered. Nothing is shown as done unless the server says so.",
  reason_code: "unreachable",
};

export const problemOf = (error: unknown): Problem =>
  error instanceof ProblemError
    ? error.problem
    : { ...UNREACHABLE, title: "Something failed here", detail: "The page could not read the answer." };

export const isConflict = (problem: Problem): boolean => problem.status === 409 || problem.status === 410;

/** Somebody saved it since it was looked at. */
export const hasMovedOn = (problem: Problem): boolean => problem.status === 412;

export const getJson = <T>(path: string): Promise<T> => call<T>(path, { method: "GET" });

export const postJson = <T>(path: string, body: unknown): Promise<T> => sendJson<T>("POST", path, body);

/** `ifMatch` is the ETag of what was looked at: the server refuses when it has changed since. */
export const sendJson = <T>(
  method: "POST" | "PUT",
  path: string,
  body: unknown,
  ifMatch: string | null = null,
): Promise<T> => call<T>(path, withTag({ method, body: JSON.stringify(body) }, ifMatch, "application/json"));

/** The body as it is: a YAML file goes to the server as it was written, so that its findings name its lines. */
export const sendYaml = <T>(path: string, yaml: string, ifMatch: string | null = null): Promise<T> =>
  call<T>(path, withTag({ method: "PUT", body: yaml }, ifMatch, "application/yaml"));

export const remove = (path: string, ifMatch: string | null = null): Promise<null> =>
  call<null>(path, withTag({ method: "DELETE" }, ifMatch));

const withTag = (init: RequestInit, ifMatch: string | null, media?: string): RequestInit => ({
  ...init,
  headers: { ...(media ? { "Content-Type": media } : {}), ...(ifMatch ? { "If-Match": ifMatch } : {}) },
});

/** What is there, with the ETag that a later change of it is to name. */
export async function getTagged<T>(
  path: string,
): Promise<{ readonly value: T; readonly tag: string | null }> {
  const response = await answered(path, { method: "GET" });
  return { value: asContract<T>(await response.json()), tag: response.headers.get("ETag") };
}

/** A document that is not JSON, as text. */
export const getText = async (path: string, media: string): Promise<string> =>
  (await answered(path, { method: "GET", headers: { Accept: media } })).text();

async function answered(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, {
    ...init,
    credentials: "same-origin",
    cache: "no-store",
    signal: leaving,
  }).catch(() => null);
  // Whoever asked is going with the page: an answer would only be shown on its way out.
  if (leaving.aborted) return new Promise<never>(() => {});
  if (!response) throw new ProblemError(UNREACHABLE);
  if (response.ok) return response;
  if (response.status === 401) signInAgain();
  throw new ProblemError(asProblem(await response.json().catch(() => null), response.status));
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const response = await answered(path, init);
  const receivedAt = browserNow();
  const body: unknown = await response.json().catch(() => null);
  syncFrom(body, receivedAt);
  return asContract<T>(body);
}

// safe because the API parses its own outputs against the contract before it sends them; zod stays out of the browser.
const asContract = <T>(body: unknown): T => body as T;

function asProblem(body: unknown, status: number): Problem {
  if (typeof body === "object" && body !== null && "reason_code" in body && "title" in body) {
    return asContract<Problem>(body);
  }
  return {
    ...UNREACHABLE,
    status,
    title: "The gate could not answer",
    detail: `It said ${status} and nothing more.`,
  };
}

/** A request's detail carries the server's time: every one we get keeps the countdowns true. */
function syncFrom(body: unknown, receivedAt: number): void {
  if (typeof body !== "object" || body === null || !("request" in body)) return;
  const { request } = body;
  if (typeof request !== "object" || request === null || !("now" in request)) return;
  if (typeof request.now === "string") syncClock(request.now, receivedAt);
}

function signInAgain(): void {
  if (window.location.pathname === "/sign-in") return;
  const next = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(next)}`);
}
