import { setTimeout as sleep } from "node:timers/promises";
import type { Patience } from "@/lib/runtime/lifecycle";
import { metrics } from "@/lib/runtime/metrics";

/**
 * Server-sent events. Nothing is queued here: the next event is asked for when the consumer has taken the last one, so
 * a slow console costs a cursor and not memory.
 */

export const HEARTBEAT_MS = 15_000;
/** How long events may flow on a credential that was good when last asked about. */
const TRUST_MS = 2_000;
const RETRY_MS = 2_000;

export type StreamItem = { readonly seq: number; readonly event: unknown };
export type StreamSource = {
  readonly name: string;
  readonly items: (signal: AbortSignal) => AsyncIterable<StreamItem>;
  readonly isStillWelcome: () => Promise<boolean>;
  /** Its signal aborts when the consumer leaves or the process drains. Taken when reading begins, released at the end. */
  readonly patience: () => Patience;
  readonly heartbeatMs?: number;
};

type Next = IteratorResult<StreamItem> | "heartbeat" | "over";

export function eventStream(source: StreamSource): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let run: AsyncGenerator<string> | null = null;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        run ??= frames(source);
        const { value, done } = await run.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await run?.return(undefined);
      },
    },
    // Nothing is read ahead, and nothing at all is started for a HEAD.
    { highWaterMark: 0 },
  );
}

async function* frames(source: StreamSource): AsyncGenerator<string> {
  const { signal, release } = source.patience();
  const iterator = source.items(signal)[Symbol.asyncIterator]();
  const { openStreams } = metrics();
  openStreams.inc();
  try {
    yield `retry: ${RETRY_MS}\n\n`;
    let trustedAt = performance.now();
    let coming = iterator.next();
    for (;;) {
      const next = await raced(coming, signal, source.heartbeatMs ?? HEARTBEAT_MS);
      if (next === "over") return;
      if (next === "heartbeat" || performance.now() - trustedAt > TRUST_MS) {
        if (!(await source.isStillWelcome())) return;
        trustedAt = performance.now();
      }
      if (next === "heartbeat") {
        yield ": still here\n\n";
      } else if (next.done) {
        return;
      } else {
        yield `id: ${next.value.seq}\nevent: ${source.name}\ndata: ${JSON.stringify(next.value.event)}\n\n`;
        coming = iterator.next();
      }
    }
  } finally {
    openStreams.dec();
    release();
    // Not awaited: a source that is stuck must not keep the consumer's connection open.
    void iterator.return?.()?.catch(() => {});
  }
}

/** Whichever comes first: the event, the time for a heartbeat, or the end. */
async function raced(
  coming: Promise<IteratorResult<StreamItem>>,
  signal: AbortSignal,
  heartbeatMs: number,
): Promise<Next> {
  if (signal.aborted) return "over";
  const settled = new AbortController();
  const leave = () => settled.abort();
  signal.addEventListener("abort", leave, { once: true });
  const heartbeat = sleep(heartbeatMs, "heartbeat" as const, { signal: settled.signal, ref: false }).catch(
    () => "over" as const,
  );
  try {
    return await Promise.race([coming, heartbeat]);
  } finally {
    signal.removeEventListener("abort", leave);
    settled.abort();
  }
}
