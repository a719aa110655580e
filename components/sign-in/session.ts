/**
 * Signing in and out through next-auth's own endpoints. A trap of theirs: a missing or stale CSRF cookie answers 200
 * with a `?csrf=true` address and no error, so success is believed only of an address without one; one retry is due.
 */

export type SignInResult = "ok" | "refused" | "unreachable";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" } as const;

async function csrfToken(): Promise<string> {
  const response = await fetch("/api/auth/csrf", { credentials: "same-origin", cache: "no-store" });
  const body: unknown = await response.json();
  const token = typeof body === "object" && body !== null && "csrfToken" in body ? body.csrfToken : "";
  return typeof token === "string" ? token : "";
}

/** Posts a form with a fresh token; the address next-auth answers, or null where it answers none. */
async function post(path: string, fields: Readonly<Record<string, string>>): Promise<string | null> {
  const body = new URLSearchParams({ ...fields, csrfToken: await csrfToken(), json: "true" });
  const response = await fetch(path, { method: "POST", headers: FORM, body, credentials: "same-origin" });
  const answer: unknown = await response.json().catch(() => null);
  const url = typeof answer === "object" && answer !== null && "url" in answer ? answer.url : null;
  return typeof url === "string" ? url : null;
}

const isCsrfMiss = (url: string | null): boolean => url !== null && /[?&]csrf=true/.test(url);

async function postTwice(path: string, fields: Readonly<Record<string, string>>): Promise<string | null> {
  const first = await post(path, fields);
  return isCsrfMiss(first) ? post(path, fields) : first;
}

/** Sign in with a credentials provider: `demo` with a person, `local` with an e-mail address and a password. */
export async function signInWith(
  provider: string,
  fields: Readonly<Record<string, string>>,
): Promise<SignInResult> {
  try {
    const url = await postTwice(`/api/auth/callback/${provider}`, { ...fields, callbackUrl: "/" });
    return url === null || isCsrfMiss(url) || /[?&]error=/.test(url) ? "refused" : "ok";
  } catch {
    return "unreachable";
  }
}

/** Where to send the browser for a single sign-on; null when that could not be found out. */
export async function singleSignOnAddress(provider: string, next: string): Promise<string | null> {
  try {
    const url = await postTwice(`/api/auth/signin/${provider}`, { callbackUrl: next });
    return isCsrfMiss(url) ? null : url;
  } catch {
    return null;
  }
}

export async function signOut(): Promise<void> {
  await postTwice("/api/auth/signout", { callbackUrl: "/sign-in" }).catch(() => null);
}
