import type { NextAuthOptions, User } from "next-auth";
import { z } from "zod";
import { findOidcPerson } from "@/lib/ops/identity/find-oidc-person";
import type { config } from "@/lib/runtime/config";
import type { SignedInUser } from "./user";

/**
 * Single sign-on with any OpenID Connect issuer: authorization code with PKCE, state and nonce. Who somebody is, is
 * (issuer, subject). A subject seen for the first time is linked by its e-mail, once, if the issuer says the address is
 * verified and exactly one active person has it: the issuer is the organisation's own, named by the operator, and an
 * address an admin wrote beside a person is that admin's word. Afterwards the address no longer matters.
 */

const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  email: z.email().optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
});

type Provider = NextAuthOptions["providers"][number];

export function oidcProvider(oidc: NonNullable<ReturnType<typeof config>["oidc"]>): Provider {
  return {
    id: "oidc",
    name: "Single sign-on",
    type: "oauth",
    wellKnown: `${oidc.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId: oidc.id,
    clientSecret: oidc.secret,
    authorization: { params: { scope: "openid email profile" } },
    checks: ["pkce", "state", "nonce"],
    idToken: true,
    httpOptions: { timeout: 10_000 },
    profile: (claims: unknown): Promise<User> => personOf(claims),
  };
}

/** A user without a person is somebody the issuer knows and we do not: the sign-in callback turns them away. */
async function personOf(raw: unknown): Promise<SignedInUser> {
  const claims = Claims.parse(raw);
  const email = claims.email_verified === true ? (claims.email ?? null) : null;
  const found = await findOidcPerson({ issuer: claims.iss, subject: claims.sub, email });
  return { id: claims.sub, signsInAs: found };
}
