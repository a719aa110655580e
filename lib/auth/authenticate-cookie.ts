import type { PersonActor } from "@/lib/ops/context";
import { readSession } from "@/lib/ops/identity/read-session";
import { openSession } from "./session-cookie";

/** The person behind a sealed cookie, if the session still is what the cookie says. Asked on every request. */
export async function authenticateCookie(sealed: string): Promise<PersonActor | null> {
  const session = await openSession(sealed);
  const person = session && (await readSession(session.sessionId));
  return person && person.person === session.person ? person : null;
}
