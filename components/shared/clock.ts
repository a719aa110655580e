"use client";

import { useSyncExternalStore } from "react";

/**
 * The server's time, in the browser. Countdowns run on it, never on the machine's own clock, which may be an hour
 * wrong. This file alone reads the browser's clock; everything else asks it.
 *
 * One timer serves every countdown on the page: it fires on whole seconds of the server's time.
 */

const listeners = new Set<() => void>();
let offset: number | null = null;
let current: number | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Take a server instant and when it was received (browser time); the newest answer is the best estimate. */
export function syncClock(serverNow: string, receivedAt: number = Date.now()): void {
  const server = Date.parse(serverNow);
  if (!Number.isNaN(server)) {
    offset = server - receivedAt;
    tick();
  }
}

/** Browser time, for measuring when an answer arrived. */
export const browserNow = (): number => Date.now();

/** When this page's first byte arrived: the moment its embedded instant was true, whatever the scripts took to load. */
export function pageReceivedAt(): number {
  const entry = performance.getEntriesByType("navigation")[0];
  const responseStart = entry instanceof PerformanceNavigationTiming ? entry.responseStart : 0;
  return responseStart > 0 ? performance.timeOrigin + responseStart : Date.now();
}

const serverTime = (): number => Date.now() + (offset ?? 0);

function tick(): void {
  current = serverTime();
  for (const listener of listeners) listener();
  schedule();
}

function schedule(): void {
  clearTimeout(timer);
  timer = listeners.size > 0 ? setTimeout(tick, 1000 - (serverTime() % 1000)) : undefined;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) schedule();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

/**
 * The server's time in milliseconds, once a second. `seed` is the instant the page was rendered at, so that the
 * browser's first render says what the server's did.
 */
export function useTicking(seed: number): number {
  return useSyncExternalStore(
    subscribe,
    () => current ?? seed,
    () => seed,
  );
}
