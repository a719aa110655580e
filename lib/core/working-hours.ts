import type { Person } from "./directory";
import { openSpans } from "./schedule-windows";
import { zoneOf } from "./zoned-time";

/** Is this within a person's working hours, on the clocks where they are? Whoever has none works always. */
export function isWorking({ workingHours }: Pick<Person, "workingHours">, at: Date): boolean {
  if (workingHours === undefined || workingHours.windows.length === 0) return true;
  const start = at.getTime();
  return openSpans(workingHours.windows, zoneOf(workingHours.timeZone), { start, end: start + 1 }).length > 0;
}
