import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { findByEmail, findIdentity, type KnownPerson, linkIdentity } from "@/lib/db/people";
import type { Context, SystemActor } from "../context";
import { transact } from "../requests/transact";
import { configured } from "./administrator";

type Identity = { readonly issuer: string; readonly subject: string };

/**
 * The person behind an identity at an issuer; null when they are nobody here. (issuer, subject) is the identity. One
 * seen for the first time is linked by `email`, which the caller passes only when the issuer has verified it: once, if
 * exactly one active person has that address and nobody of that issuer is linked to them yet. So a recycled address
 * opens nobody's account, and neither does an old identity whose person has left.
 */
export async function findOidcPerson({
  email,
  ...identity
}: Identity & { readonly email: string | null }): Promise<KnownPerson | null> {
  const linked = await personOf(identity);
  if (linked !== "unknown") return linked;
  const [only, ...others] = email === null ? [] : await findByEmail(email);
  if (!only || others.length > 0) return null;
  await link(only, identity);
  // Asked again: of two first sign-ins at once one has linked it, and both are the same person.
  const known = await personOf(identity);
  return known === "unknown" ? null : known;
}

async function personOf({ issuer, subject }: Identity): Promise<KnownPerson | null | "unknown"> {
  const known = await findIdentity(issuer, subject);
  if (!known) return "unknown";
  const { organisation, person, isActive } = known;
  return isActive ? { organisation, person } : null;
}

async function link(to: KnownPerson, identity: Identity): Promise<void> {
  const { organisation, person } = to;
  const ctx: Context<SystemActor> = { actor: { kind: "system", organisation }, requestId: "sign-in" };
  await transact(organisation, [], async ({ now }, _requests, tx) => {
    const isLinked = await linkIdentity(tx, to, identity, now);
    const version = sha256(canonicalJson({ person, ...identity }));
    const note = configured(ctx, { change: "created", noun: "identities", id: person, version });
    return { notes: isLinked ? [note] : [], answer: () => ({ result: null }) };
  });
}
