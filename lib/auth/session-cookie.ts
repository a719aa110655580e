import { decode, encode } from "next-auth/jwt";
import { config } from "@/lib/runtime/config";
import { sessionSecret } from "@/lib/runtime/session-secret";

/**
 * The session cookie, in next-auth's own sealed form, so that the pages, the API and test mode open the same one. It
 * names a person and a session and carries no authority: both are looked up in the database on every request.
 */

export type SealedSession = { readonly person: string; readonly sessionId: string };

/** How long a browser keeps the cookie. The session's own row says when it ends. */
export const COOKIE_SECONDS = 30 * 24 * 3600;

export const sessionCookieName = (): string =>
  config().isSecure ? "__Secure-next-auth.session-token" : "next-auth.session-token";

export const sealSession = (session: SealedSession): Promise<string> =>
  encode({
    token: { sub: session.person, sid: session.sessionId },
    secret: sessionSecret(),
    maxAge: COOKIE_SECONDS,
  });

/** Null for anything that was not sealed with this secret. */
export async function openSession(sealed: string): Promise<SealedSession | null> {
  try {
    return sessionOf(await decode({ token: sealed, secret: sessionSecret() }));
  } catch {
    return null;
  }
}

export function sessionOf(token: Readonly<Record<string, unknown>> | null): SealedSession | null {
  if (typeof token?.sub !== "string" || typeof token.sid !== "string") return null;
  return { person: token.sub, sessionId: token.sid };
}

/** The sealed session in a Cookie header. Of two with one name the first is the more specific one. */
export function readSessionCookie(cookies: string | null): string | null {
  if (cookies === null) return null;
  const name = `${sessionCookieName()}=`;
  for (const part of cookies.split(";")) {
    const pair = part.trim();
    if (pair.startsWith(name)) return pair.slice(name.length) || null;
  }
  return null;
}

/** A Set-Cookie header with the attributes next-auth gives its own. */
export function sessionCookie(sealed: string): string {
  const attributes = ["Path=/", "HttpOnly", "SameSite=Lax", `Max-Age=${COOKIE_SECONDS}`];
  if (config().isSecure) attributes.push("Secure");
  return [`${sessionCookieName()}=${sealed}`, ...attributes].join("; ");
}
