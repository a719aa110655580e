import { remember } from "./remember";

/**
 * Where this process is in its life. Readiness, streams and long-polls look here: from the moment it drains, nothing
 * new is begun and everybody who waits is answered with what is known now.
 */
type Lifecycle = { phase: "starting" | "running" | "draining"; readonly waiting: Set<AbortController> };

const lifecycle = (): Lifecycle => remember("lifecycle", () => ({ phase: "starting", waiting: new Set() }));

export const phase = (): Lifecycle["phase"] => lifecycle().phase;
export const isDraining = (): boolean => lifecycle().phase === "draining";

export function markRunning(): void {
  if (!isDraining()) lifecycle().phase = "running";
}

export function beginDrain(): void {
  const { waiting } = lifecycle();
  lifecycle().phase = "draining";
  for (const wait of waiting) wait.abort();
}

export type Patience = { readonly signal: AbortSignal; readonly release: () => void };

/**
 * The signal of a call that waits: it aborts when the caller leaves or the process drains. Not AbortSignal.any: that
 * keeps every call it ever saw reachable from a signal that lives as long as the process.
 */
export function untilDrain(caller: AbortSignal): Patience {
  const { waiting } = lifecycle();
  const wait = new AbortController();
  const leave = () => wait.abort();
  if (isDraining() || caller.aborted) wait.abort();
  waiting.add(wait);
  caller.addEventListener("abort", leave, { once: true });
  const release = () => {
    waiting.delete(wait);
    caller.removeEventListener("abort", leave);
  };
  return { signal: wait.signal, release };
}
