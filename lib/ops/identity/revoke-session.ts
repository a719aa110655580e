import { endSession } from "@/lib/db/sessions";

/** End a session everywhere at once. Ending an ended one changes nothing. */
export async function revokeSession(sessionId: string): Promise<void> {
  await endSession(sessionId);
}
