import { encode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import { sessionSecret } from "@/lib/runtime/session-secret";
import {
  openSession,
  readSessionCookie,
  sealSession,
  sessionCookie,
  sessionCookieName,
} from "./session-cookie";

process.env.NEXTAUTH_SECRET = "a-secret-for-tests-that-is-long-enough";

describe("the session cookie", () => {
  it("opens to the person and session it was sealed with, and to nothing else", async () => {
    const sealed = await sealSession({ person: "ana", sessionId: "ses_1" });
    expect(await openSession(sealed)).toEqual({ person: "ana", sessionId: "ses_1" });
    expect(sealed).not.toContain("ses_1");
  });

  it("is nothing when it was changed, sealed by somebody else, empty, or out of date", async () => {
    const sealed = await sealSession({ person: "ana", sessionId: "ses_1" });
    const token = { sub: "ana", sid: "ses_1" };
    const secret = sessionSecret();
    for (const wrong of [
      `${sealed.slice(0, -2)}xx`,
      "",
      "not.a.token",
      await encode({ token, secret: "another-secret-that-is-long-enough" }),
      await encode({ token, secret, maxAge: -60 }),
      await encode({ token: { sub: "ana" }, secret }),
      await encode({ token: { sub: "ana", sid: 1 }, secret }),
    ]) {
      expect(await openSession(wrong)).toBeNull();
    }
  });

  it("is found among other cookies by its whole name", () => {
    const name = sessionCookieName();
    expect(readSessionCookie(`a=1; ${name}=sealed; b=2`)).toBe("sealed");
    expect(readSessionCookie(`x${name}=sealed; ${name}.0=part`)).toBeNull();
    expect(readSessionCookie(null)).toBeNull();
  });

  it("is out of reach for scripts and other sites, and not Secure on plain http", () => {
    expect(sessionCookie("sealed")).toBe(
      "next-auth.session-token=sealed; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000",
    );
  });
});
