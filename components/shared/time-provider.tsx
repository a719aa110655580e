"use client";

import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from "react";
import { pageReceivedAt, syncClock, useTicking } from "./clock";

const Seed = createContext({ now: 0, zone: "UTC" });

/** What every rendered instant needs: the server's present when the page was made, and the organisation's zone. */
export function TimeProvider({ now, zone, children }: { now: string; zone: string; children: ReactNode }) {
  useEffect(() => syncClock(now, pageReceivedAt()), [now]);
  return <Seed value={{ now: Date.parse(now), zone }}>{children}</Seed>;
}

/** The server's time, once a second. */
export const useNow = (): number => useTicking(useContext(Seed).now);

export const useZone = (): string => useContext(Seed).zone;

const never = () => () => {};

/** The browser's own zone; null while the page is as the server rendered it. */
export const useBrowserZone = (): string | null =>
  useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );
