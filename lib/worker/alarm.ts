import type { Wake } from "@/lib/ops/requests/wakes";

/**
 * When the worker looks again: at a time, or earlier when it is told to. What is announced is dated by the database's
 * clock; the last claim said how that clock stands beside this process's own, so only differences are ever used here.
 */
export type Alarm = {
  /** The database's clock as it was read just now. */
  setClock(nowMs: number): void;
  /** What was announced from here on was not yet looked at. */
  clear(): void;
  hear(wake: Wake | null): void;
  ring(): void;
  sleep(milliseconds: number): Promise<void>;
};

/** Dates and announcements in quick succession share a look. */
const BREATH_MS = 5;

export function makeAlarm(): Alarm {
  let offsetMs = 0;
  let earliestMs = Number.POSITIVE_INFINITY;
  let arm: ((delayMs: number) => void) | null = null;

  const delayUntil = (databaseMs: number) => Math.max(databaseMs - offsetMs - performance.now(), BREATH_MS);
  const announce = (databaseMs: number): void => {
    if (databaseMs >= earliestMs) return;
    earliestMs = databaseMs;
    arm?.(delayUntil(databaseMs));
  };
  return {
    setClock: (nowMs) => {
      offsetMs = nowMs - performance.now();
    },
    clear: () => {
      earliestMs = Number.POSITIVE_INFINITY;
    },
    // No news is "anything may have happened": the connection was new.
    hear: (wake) => {
      if (wake === null) announce(Number.NEGATIVE_INFINITY);
      else if (wake.due !== null) announce(wake.due);
    },
    ring: () => announce(Number.NEGATIVE_INFINITY),
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        let timer: NodeJS.Timeout;
        const wakeUp = () => {
          arm = null;
          resolve();
        };
        const endAt = performance.now() + milliseconds;
        arm = (delayMs) => {
          clearTimeout(timer);
          timer = setTimeout(wakeUp, Math.ceil(Math.min(delayMs, endAt - performance.now())));
        };
        const delayMs = Math.min(milliseconds, delayUntil(earliestMs));
        timer = setTimeout(wakeUp, Math.ceil(milliseconds === 0 ? 0 : Math.max(delayMs, BREATH_MS)));
      }),
  };
}
