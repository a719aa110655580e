import type { TestSessionInput } from "@/lib/contract/people";
import type { Context, OperatorActor } from "../context";
import { createSession } from "../identity/create-session";
import { requireTestMode } from "./test-mode";

/**
 * Test mode: be any person, as strongly authenticated as wanted. Outside test mode there is no such thing.
 * Errors: not_found.
 */
export async function openSession(
  ctx: Context<OperatorActor>,
  { person, assurance }: TestSessionInput,
): Promise<{ readonly person: string; readonly sessionId: string }> {
  requireTestMode();
  const { organisation } = ctx.actor;
  return { person, ...(await createSession({ organisation, person, assurance })) };
}
