/**
 * From the events of somebody's calendar to people's shifts. An event is somebody's shift when its summary is their id,
 * name or e-mail address, or when they attend it; only where it says nothing else, when they organise it.
 */
import type { Range, Span } from "./spans";
import { overlaps } from "./spans";
import { isZoneName, zoneOf } from "./zoned-time";

export type CalendarTime = {
  /** What the clock shows, as wall-time.ts counts it. */
  readonly wall: number;
  /** Null floats: it is meant wherever the schedule is. */
  readonly zone: string | null;
  /** By the zone's rules as the calendar itself brings them; null where it brings none. */
  readonly instant: number | null;
};

export type CalendarEntry = {
  readonly summary: string;
  /** E-mail addresses of those who attend and have not declined. */
  readonly attendees: readonly string[];
  readonly organizer: string | null;
  readonly start: CalendarTime;
  readonly end: CalendarTime;
};

export type CalendarPerson = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
};

/** An event, or a name in one, that is nobody. */
export type Unmatched = Range & { readonly summary: string; readonly names: readonly string[] };

export type CalendarShifts = {
  readonly shifts: readonly Span<string>[];
  readonly unmatched: readonly Unmatched[];
};

/** The shifts within a range, the earliest first; `timeZone` is the schedule's. */
export function shiftsOfCalendar(
  entries: readonly CalendarEntry[],
  meant: { readonly people: readonly CalendarPerson[]; readonly timeZone: string; readonly range: Range },
): CalendarShifts {
  const known = namesOf(meant.people);
  const found = new Map<string, Span<string>>();
  const unmatched: Unmatched[] = [];
  for (const entry of entries) {
    const span = { start: instantOf(entry.start, meant.timeZone), end: instantOf(entry.end, meant.timeZone) };
    if (!overlaps(span, meant.range)) continue;
    const { people, strangers } = peopleIn(entry, known);
    for (const value of people) found.set(`${span.start} ${span.end} ${value}`, { ...span, value });
    if (people.length === 0 || strangers.length > 0)
      unmatched.push({ ...span, summary: entry.summary, names: strangers });
  }
  const shifts = [...found.values()].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.value < b.value ? -1 : 1),
  );
  return { shifts, unmatched: unmatched.sort((a, b) => a.start - b.start) };
}

const normal = (name: string): string => name.normalize("NFC").trim().toLowerCase();

/** What people are called, in whatever case. A name that two people share is nobody's. */
function namesOf(people: readonly CalendarPerson[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const shared = new Set<string>();
  for (const { id, name, email } of people) {
    for (const one of new Set([normal(name), ...(email === null ? [] : [normal(email)])])) {
      if (names.has(one)) shared.add(one);
      names.set(one, id);
    }
  }
  for (const name of shared) names.delete(name);
  for (const { id } of people) names.set(id, id);
  return names;
}

function peopleIn(
  { summary, attendees, organizer }: CalendarEntry,
  known: ReadonlyMap<string, string>,
): { readonly people: readonly string[]; readonly strangers: readonly string[] } {
  const named = known.get(normal(summary));
  const isSilent = named === undefined && attendees.length === 0;
  const addresses = isSilent && organizer !== null ? [organizer] : attendees;
  const people = new Set(named === undefined ? [] : [named]);
  const strangers: string[] = [];
  for (const address of addresses) {
    const person = known.get(normal(address));
    if (person === undefined) strangers.push(address);
    else people.add(person);
  }
  return { people: [...people], strangers };
}

/** Our own rules of a zone go first: they are those the rest of the schedule is read by. */
function instantOf({ wall, zone, instant }: CalendarTime, scheduleZone: string): number {
  if (zone === "UTC") return wall;
  if (zone !== null && isZoneName(zone)) return zoneOf(zone).firstAt(wall);
  return zone !== null && instant !== null ? instant : zoneOf(scheduleZone).firstAt(wall);
}
