import { createRequire } from "node:module";
import type { Range } from "@/lib/core/spans";
import { type CalendarTask, type CalendarText, readEvents } from "./calendar-worker";
import { inThread } from "./in-thread";

/**
 * iCalendar as events, with recurring ones written out. It is read on a thread of its own: some recurrence rules keep the
 * parser looking for a next time for ever (measured: `FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30`).
 */
const PATIENCE_MS = 5_000;
const MOST_EVENTS = 5_000;
const MOST_STEPS = 50_000;
const DAY_MS = 86_400_000;
const icalPath = createRequire(import.meta.url).resolve("ical.js");

/** One thread at a time, as for YAML. */
let turn: Promise<unknown> = Promise.resolve();

export async function readCalendar(text: string, range: Range): Promise<CalendarText> {
  const task: CalendarTask = {
    ...{ text, icalPath, mostEvents: MOST_EVENTS, mostSteps: MOST_STEPS },
    // Walls are up to a day away from instants; whoever knows the zone looks again.
    ...{ from: range.start - 2 * DAY_MS, to: range.end + 2 * DAY_MS },
  };
  const reading = turn.then(() => inThread<CalendarText>(readEvents, task, PATIENCE_MS));
  turn = reading;
  const read = await reading;
  if (read.ok) return read.value;
  const detail = read.why === "late" ? "It takes too long to read." : "It cannot be read.";
  return { ok: false, detail };
}
