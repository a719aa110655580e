import type { RequestState } from "@/lib/core/approval-request";
import type { OutboxRow } from "@/lib/db/request-rows";
import type { Subject } from "./consequences";

/**
 * What NOTIFY says: which requests moved and when the next work is due. A wake is a hint and never an answer; whoever
 * hears it reads the database again. PostgreSQL refuses payloads of 8,000 bytes, so long news comes in parts.
 */
export type Wake = {
  readonly organisation: string;
  /** [request, action, version, status] of each request that moved. */
  readonly moved: readonly (readonly [string, string, number, string])[];
  /** Milliseconds since the epoch of the earliest outbox row written, by the database's clock. */
  readonly due: number | null;
  /** The configuration that is now in force. */
  readonly config?: number;
  /** A key was revoked or replaced. */
  readonly keys?: true;
};

const MOVED_PER_MESSAGE = 60;

export function wakeMessages(
  organisation: string,
  changes: readonly { readonly subject: Subject; readonly state: RequestState }[],
  timers: readonly OutboxRow[],
): readonly string[] {
  const moved = changes.map(
    ({ subject, state }) => [state.id, subject.actionId, state.version, state.status] as const,
  );
  const due = timers.length === 0 ? null : Math.min(...timers.map((timer) => timer.due_at.getTime()));
  if (moved.length === 0 && due === null) return [];
  const messages: Wake[] = [];
  for (let start = 0; start === 0 || start < moved.length; start += MOVED_PER_MESSAGE) {
    messages.push({ organisation, moved: moved.slice(start, start + MOVED_PER_MESSAGE), due });
  }
  return messages.map((message) => JSON.stringify(message));
}
