import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { Context, PersonActor } from "@/lib/ops/context";
import { type DemoPerson, listDemoPeople } from "@/lib/ops/identity/find-demo-person";
import { config } from "@/lib/runtime/config";
import { newUuid } from "@/lib/runtime/ids";
import { authenticateCookie } from "./authenticate-cookie";
import { sessionCookieName } from "./session-cookie";

/** For pages: who is it. Each page asks; no layout, proxy or link is a guard. */

/** The signed-in person, looked up once per render; null when nobody is. */
export const currentPerson = cache(async (): Promise<Context<PersonActor> | null> => {
  const sealed = (await cookies()).get(sessionCookieName())?.value;
  const actor = sealed === undefined ? null : await authenticateCookie(sealed);
  return actor && { actor, requestId: newUuid() };
});

/** Sends strangers to the sign-in page, and back afterwards to `path`. */
export async function requirePerson(path = "/"): Promise<Context<PersonActor>> {
  const ctx = await currentPerson();
  if (ctx) return ctx;
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}

export type SignInOptions = {
  readonly oidc: { readonly id: "oidc"; readonly name: string } | null;
  readonly local: { readonly id: "local" };
  /** People to become with one click; null outside the demo. */
  readonly demo: readonly DemoPerson[] | null;
};

export async function signInOptions(): Promise<SignInOptions> {
  // What is offered depends on settings and database of this moment: never part of a build.
  await headers();
  const { oidc, demo } = config();
  return {
    oidc: oidc && { id: "oidc", name: new URL(oidc.issuer).hostname },
    local: { id: "local" },
    demo: demo ? await listDemoPeople() : null,
  };
}
