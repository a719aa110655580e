import type { OutboxRow } from "@/lib/db/request-rows";
import { isTracing } from "@/lib/runtime/tracing";

/**
 * Spans are rows of the outbox, written by the transaction that ends what they tell of. So they come from whichever
 * process saw it, none is lost with a process, and a collector that is slow or away is the worker's trouble alone.
 */
export const SPAN_TOPIC = "span";

/** They need not be there at once, and together they cost one call. */
const GATHER_MS = 1_000;

export type SpanKind = "decision" | "outcome";

export function spanRows(kind: SpanKind, actionIds: readonly string[], now: Date): readonly OutboxRow[] {
  if (!isTracing()) return [];
  return actionIds.map((id) => ({
    topic: SPAN_TOPIC,
    key: `${id}:${kind}`,
    payload: {},
    due_at: new Date(now.getTime() + GATHER_MS),
  }));
}
