"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { keys } from "@/lib/contract/keys";
import { leaving } from "./leaving";

/**
 * One EventSource per tab. An event only says that something changed: the truth is read again. While the stream is
 * down the queries are read every 30 s instead, and the page says so. A hidden tab gives its connection back: browsers
 * allow six to one host, and a seventh tab of the console must still load.
 */

export type Liveness = "connecting" | "live" | "polling";

const POLL_MILLISECONDS = 30_000;
const GATHER_MILLISECONDS = 120;
const HIDDEN_MILLISECONDS = 60_000;
const REOPEN_MILLISECONDS = 5_000;

let liveness: Liveness = "connecting";
const listeners = new Set<() => void>();

function become(next: Liveness): void {
  if (liveness === next) return;
  liveness = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLiveness = (): Liveness =>
  useSyncExternalStore(
    subscribe,
    () => liveness,
    () => "connecting",
  );

/** Keep every view of requests current for as long as the console is open. */
export function useLiveRequests(): void {
  const client = useQueryClient();
  useEffect(() => follow(client), [client]);
}

function follow(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;

  // Several events of one decision arrive together and are one reading; a steady stream of them must not put it off.
  const refresh = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      void client.invalidateQueries({ queryKey: keys.requests });
    }, GATHER_MILLISECONDS);
  };
  const close = () => {
    clearTimeout(reopening);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource("/api/v1/stream");
    source.addEventListener("request", refresh);
    source.onopen = () => {
      become("live");
      // Whatever happened between the page's rendering, or the last word, and now was told to nobody.
      refresh();
    };
    source.onerror = () => {
      become("polling");
      // The browser retries a dropped connection by itself, but not a refused one.
      if (source?.readyState === EventSource.CLOSED) reopening = setTimeout(open, REOPEN_MILLISECONDS);
    };
  };
  const rest = () => {
    close();
    become("polling");
  };
  const onVisibility = () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(rest, HIDDEN_MILLISECONDS);
    else if (!source) open();
  };

  open();
  let polls = 0;
  const polling = setInterval(() => {
    polls += 1;
    // A connection can die without a word, so even a live one is checked now and then.
    if (liveness !== "live" || polls % 4 === 0) refresh();
  }, POLL_MILLISECONDS);
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", open);
  const stop = () => {
    close();
    clearTimeout(gathering);
    clearTimeout(hiding);
    clearInterval(polling);
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", open);
    leaving.removeEventListener("abort", stop);
  };
  leaving.addEventListener("abort", stop);
  return stop;
}
