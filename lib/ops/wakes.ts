import { type Listener, listen } from "@/lib/db/listen";
import { remember } from "@/lib/runtime/remember";
import type { Wake } from "./requests/wakes";

/** What other processes announce, shared out to everything that waits in this one. A wake is a hint: read again. */
type Bus = {
  listener: Listener | null;
  readonly everyone: Set<(wake: Wake | null) => void>;
  readonly byAction: Map<string, Set<() => void>>;
};
const bus = (): Bus =>
  remember("wakes", () => ({ listener: null, everyone: new Set(), byAction: new Map() }));

export function startListening(): void {
  const shared = bus();
  shared.listener ??= listen("countersign", {
    message: (payload) => deliver(JSON.parse(payload) as Wake), // safe because only transact and config notify there
    reconnected: () => deliver(null),
  });
}

export async function stopListening(): Promise<void> {
  const shared = bus();
  const { listener } = shared;
  shared.listener = null;
  await listener?.close();
}

/** Null means "anything may have happened": the connection was new. */
function deliver(wake: Wake | null): void {
  const { everyone, byAction } = bus();
  for (const hear of [...everyone]) hear(wake);
  if (wake === null) {
    for (const waiting of [...byAction.values()]) for (const hear of [...waiting]) hear();
    return;
  }
  for (const [, action] of wake.moved) for (const hear of [...(byAction.get(action) ?? [])]) hear();
}

export function onWake(hear: (wake: Wake | null) => void): () => void {
  const { everyone } = bus();
  everyone.add(hear);
  return () => everyone.delete(hear);
}

export type Pause = { readonly promise: Promise<void>; cancel(): void };

/** Resolves when something happens to the action, when the time is up, or when the caller goes away. */
export function actionPause(actionId: string, milliseconds: number, signal: AbortSignal | undefined): Pause {
  const { byAction } = bus();
  const waiting = byAction.get(actionId) ?? new Set();
  byAction.set(actionId, waiting);
  let finish = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    const timer = setTimeout(() => finish(), milliseconds);
    finish = () => {
      clearTimeout(timer);
      waiting.delete(finish);
      signal?.removeEventListener("abort", finish);
      if (waiting.size === 0 && byAction.get(actionId) === waiting) byAction.delete(actionId);
      resolve();
    };
    waiting.add(finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
  return { promise, cancel: () => finish() };
}
