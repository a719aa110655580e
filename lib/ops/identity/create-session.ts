import type { Assurance } from "@/lib/contract/common";
import { SESSION_SECONDS } from "@/lib/core/session";
import { insertSession } from "@/lib/db/sessions";
import { newId } from "@/lib/runtime/ids";
import { notFound } from "../refuse";

/** Somebody has just proven who they are: open a session for them. Errors: not_found (nobody active has that name). */
export async function createSession(input: {
  readonly organisation: string;
  readonly person: string;
  readonly assurance: Assurance;
}): Promise<{ readonly sessionId: string }> {
  const sessionId = newId("ses");
  const isOpen = await insertSession({ ...input, id: sessionId, lifetimeSeconds: SESSION_SECONDS });
  if (!isOpen) throw notFound("person");
  return { sessionId };
}
