import type { User } from "next-auth";

/** Somebody whose identity was just proven: which person of which organisation they are, if any. */
export type KnownPerson = { readonly organisation: string; readonly person: string };
export type SignedInUser = User & { readonly signsInAs: KnownPerson | null };

/** next-auth hands users around as its own type; ours is recognised by what it carries. */
export function signsInAs(user: unknown): KnownPerson | null {
  if (typeof user !== "object" || user === null || !("signsInAs" in user)) return null;
  // safe because only our own providers make users, and they make SignedInUser
  return user.signsInAs as KnownPerson | null;
}
