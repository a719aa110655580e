import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Wake } from "@/lib/ops/requests/wakes";
import { makeAlarm } from "./alarm";

const due = (milliseconds: number | null): Wake => ({ organisation: "acme", moved: [], due: milliseconds });
/** The database's clock is an hour ahead of this process's. */
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function wokenAfter(sleeping: Promise<void>): Promise<number> {
  const before = performance.now();
  let woken: number | null = null;
  void sleeping.then(() => {
    woken = performance.now() - before;
  });
  await vi.advanceTimersByTimeAsync(10_000);
  if (woken === null) throw new Error("it slept on");
  return woken;
}

describe("the alarm", () => {
  it("rings at its time when nothing is announced", async () => {
    expect(await wokenAfter(makeAlarm().sleep(400))).toBe(400);
  });

  it("rings at the date of what is announced, by the database's clock and not by its own", async () => {
    const alarm = makeAlarm();
    const databaseNow = 1_800_000_000_000 + HOUR;
    alarm.setClock(databaseNow);
    const sleeping = alarm.sleep(400);
    alarm.hear(due(databaseNow + 120));
    expect(await wokenAfter(sleeping)).toBe(120);
  });

  it("remembers what was announced while it was awake", async () => {
    const alarm = makeAlarm();
    alarm.setClock(1_800_000_000_000);
    alarm.hear(due(1_800_000_000_000 + 120));
    expect(await wokenAfter(alarm.sleep(400))).toBe(120);
    alarm.clear();
    expect(await wokenAfter(alarm.sleep(400))).toBe(400);
  });

  it("rings soon after a new connection, because what was announced meanwhile was not heard", async () => {
    const alarm = makeAlarm();
    const sleeping = alarm.sleep(400);
    alarm.hear(null);
    expect(await wokenAfter(sleeping)).toBeLessThan(20);
  });

  it("sleeps on when what is announced comes later, or has no date", async () => {
    const alarm = makeAlarm();
    alarm.setClock(1_800_000_000_000);
    const sleeping = alarm.sleep(400);
    alarm.hear(due(1_800_000_000_000 + 900));
    alarm.hear(due(null));
    expect(await wokenAfter(sleeping)).toBe(400);
  });
});
