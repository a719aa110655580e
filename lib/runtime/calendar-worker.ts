import type ICAL from "ical.js";
import type { CalendarEntry, CalendarTime } from "@/lib/core/calendar-shifts";

/** What runs on the thread that reads iCalendar. */

export type CalendarTask = {
  readonly text: string;
  readonly icalPath: string;
  /** Wall times, in milliseconds: events outside are left out. */
  readonly from: number;
  readonly to: number;
  readonly mostEvents: number;
  readonly mostSteps: number;
};
export type CalendarText =
  | { readonly ok: true; readonly entries: readonly CalendarEntry[]; readonly problems: readonly string[] }
  | { readonly ok: false; readonly detail: string };

/** Its source text is the thread's whole program, as of `readYaml`. Recurring events are written out one by one. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the thread's program is one function, with its parts inside it
export function readEvents(): void {
  const threads = process.getBuiltinModule("node:worker_threads");
  const task = threads.workerData as CalendarTask;
  const load = process.getBuiltinModule("node:module").createRequire(task.icalPath);
  const ical = load(task.icalPath) as typeof ICAL;

  const entries: CalendarEntry[] = [];
  const problems = new Set<string>();
  let steps = 0;

  const timeOf = (time: ICAL.Time, tzid: string | null): CalendarTime => {
    const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
    if (time.zone === ical.Timezone.utcTimezone) return { wall, zone: "UTC", instant: wall };
    const floats = time.isDate || tzid === null || time.zone === ical.Timezone.localTimezone;
    return { wall, zone: time.isDate ? null : tzid, instant: floats ? null : time.toUnixTime() * 1000 };
  };
  const tzidOf = (component: ICAL.Component, name: string): string | null => {
    const tzid = component.getFirstProperty(name)?.getParameter("tzid");
    return typeof tzid === "string" ? tzid : null;
  };
  const addressOf = (value: unknown): string => String(value).replace(/^mailto:/i, "");

  const add = (event: ICAL.Event, startDate: ICAL.Time, endDate: ICAL.Time): void => {
    const { component } = event;
    const startZone = tzidOf(component, "dtstart");
    const start = timeOf(startDate, startZone);
    const end = timeOf(endDate, tzidOf(component, "dtend") ?? startZone);
    if (end.wall < task.from || start.wall > task.to) return;
    if (component.getFirstPropertyValue("status") === "CANCELLED") return;
    const attendees = component
      .getAllProperties("attendee")
      .filter((attendee) => attendee.getParameter("partstat") !== "DECLINED")
      .map((attendee) => addressOf(attendee.getFirstValue()));
    const organizer = component.getFirstPropertyValue("organizer");
    entries.push({
      summary: String(component.getFirstPropertyValue("summary") ?? "").slice(0, 500),
      attendees: attendees.slice(0, 100),
      organizer: organizer === null ? null : addressOf(organizer),
      start,
      end,
    });
  };

  const expand = (event: ICAL.Event): void => {
    const occurrences = event.iterator();
    for (;;) {
      steps += 1;
      if (steps > task.mostSteps || entries.length > task.mostEvents) {
        problems.add("Too much repeats in this calendar: what comes later is left out.");
        return;
      }
      const next = occurrences.next();
      if (!next) return;
      if (Date.UTC(next.year, next.month - 1, next.day) > task.to) return;
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      add(item, startDate, endDate);
    }
  };

  const readCalendar = (calendar: ICAL.Component): void => {
    const components = calendar.getAllSubcomponents("vevent");
    const isException = (component: ICAL.Component) => component.hasProperty("recurrence-id");
    const exceptions = new Map<string, ICAL.Component[]>();
    for (const component of components.filter(isException)) {
      const uid = String(component.getFirstPropertyValue("uid"));
      exceptions.set(uid, [...(exceptions.get(uid) ?? []), component]);
    }
    for (const component of components) {
      if (isException(component)) continue;
      try {
        const uid = String(component.getFirstPropertyValue("uid"));
        const event = new ical.Event(component, {
          exceptions: exceptions.get(uid) ?? [],
          strictExceptions: false,
        });
        if (!event.startDate) throw new Error("an event without a start");
        if (event.isRecurring()) expand(event);
        else add(event, event.startDate, event.endDate);
      } catch {
        problems.add(
          `An event cannot be read: ${String(component.getFirstPropertyValue("summary")).slice(0, 100)}`,
        );
      }
    }
  };

  const read = (): CalendarText => {
    let parsed: unknown;
    try {
      parsed = ical.parse(task.text);
    } catch {
      return { ok: false, detail: "It is not a calendar that can be read (iCalendar)." };
    }
    // safe because parse gives one component as an array that begins with its name, or an array of those
    const roots = (Array.isArray(parsed) && typeof parsed[0] === "string" ? [parsed] : parsed) as unknown[][];
    const calendars = roots
      .map((root) => new ical.Component(root))
      .filter(({ name }) => name === "vcalendar");
    if (calendars.length === 0) return { ok: false, detail: "It is not a calendar (no VCALENDAR)." };
    for (const calendar of calendars) readCalendar(calendar);
    return { ok: true, entries: entries.slice(0, task.mostEvents), problems: [...problems].slice(0, 20) };
  };

  threads.parentPort?.postMessage(read());
}
