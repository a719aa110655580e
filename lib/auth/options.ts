import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { isDomainError } from "@/lib/contract/errors";
import { createSession } from "@/lib/ops/identity/create-session";
import { findDemoPerson } from "@/lib/ops/identity/find-demo-person";
import { readSession } from "@/lib/ops/identity/read-session";
import { revokeSession } from "@/lib/ops/identity/revoke-session";
import { verifyPassword } from "@/lib/ops/identity/verify-password";
import { config } from "@/lib/runtime/config";
import { log } from "@/lib/runtime/log";
import { sessionSecret } from "@/lib/runtime/session-secret";
import { oidcProvider } from "./oidc";
import { COOKIE_SECONDS, sessionOf } from "./session-cookie";
import { type SignedInUser, signsInAs } from "./user";

/**
 * How people sign in. next-auth runs the protocols; the session itself is a row of ours, which the cookie only names:
 * signing out, or an admin, ends it everywhere at once.
 */
export function authOptions(): NextAuthOptions {
  const { oidc, demo, isSecure } = config();
  return {
    secret: sessionSecret(),
    useSecureCookies: isSecure,
    session: { strategy: "jwt", maxAge: COOKIE_SECONDS },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [...(oidc ? [oidcProvider(oidc)] : []), localProvider(), ...(demo ? [demoProvider()] : [])],
    callbacks: {
      signIn: ({ user }) => signsInAs(user) !== null,
      jwt: async ({ token, user }) => {
        // Only a sign-in brings a user; every other call keeps what the cookie said, and nothing else.
        const session = user ? await openSession(user) : sessionOf(token);
        if (!session) throw new Error("the session cookie names no session");
        return { sub: session.person, sid: session.sessionId };
      },
      session: async ({ session, token }) => {
        const sealed = sessionOf(token);
        const person = sealed ? await readSession(sealed.sessionId) : null;
        // next-auth answers this by removing the cookie, which is what a revoked session deserves.
        if (person === null || person.person !== sealed?.person) throw new Error("the session has ended");
        return { user: { name: person.person }, expires: session.expires };
      },
    },
    events: {
      signOut: async ({ token }) => {
        const sealed = sessionOf(token);
        if (sealed) await revokeSession(sealed.sessionId);
      },
    },
    logger: {
      error: (code, metadata) => {
        // Browsers may post to next-auth's log too, with whatever code they like.
        if (!/^[A-Z_]{1,64}$/i.test(code)) return;
        // A cookie that has ended, or was sealed with another secret, is everyday life and not trouble.
        const level = code === "JWT_SESSION_ERROR" ? "debug" : "warn";
        log()[level]({ code, error: errorIn(metadata) }, "sign-in");
      },
      warn: (code) => log().debug({ code }, "sign-in"),
      debug: () => {},
    },
  };
}

async function openSession(user: unknown): Promise<{ person: string; sessionId: string }> {
  const known = signsInAs(user);
  if (!known) throw new Error("a sign-in without a person");
  const { sessionId } = await createSession({ ...known, assurance: "session" });
  return { person: known.person, sessionId };
}

/** The embedded default has no identity provider: an e-mail address and a password kept as scrypt. */
function localProvider() {
  return Credentials({
    id: "local",
    name: "E-mail and password",
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: async (given): Promise<SignedInUser | null> => {
      const email = given?.email;
      const password = given?.password;
      if (typeof email !== "string" || typeof password !== "string") return null;
      if (email.length > 320 || password.length > 1024) return null;
      const person = await verifyPassword({ email, password }).catch((error: unknown) => {
        // next-auth shows an error's message to the browser: the code is all it may say.
        throw isDomainError(error) ? new Error(error.code) : error;
      });
      return person && { id: person.person, signsInAs: person };
    },
  });
}

/** One click and no password: exists only where the demo company does. */
function demoProvider() {
  return Credentials({
    id: "demo",
    name: "Demo",
    credentials: { person: { type: "text" } },
    authorize: async (given): Promise<SignedInUser | null> => {
      const person = typeof given?.person === "string" ? await findDemoPerson(given.person) : null;
      return person && { id: person.person, signsInAs: person };
    },
  });
}

/** Errors of providers may quote what somebody typed; the log keeps the error's own name and stack only. */
function errorIn(metadata: unknown): unknown {
  if (metadata instanceof Error) return metadata;
  if (typeof metadata === "object" && metadata !== null && "error" in metadata) return metadata.error;
  return undefined;
}
