/** Between an instant and what the clocks of a zone show, as a form writes it: `2026-11-23T10:00`. */

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  formats.set(zone, made);
  return made;
}

/** What the zone's clocks show, to the minute. */
export const localText = (at: number, zone: string): string => formatOf(zone).format(at).replace(" ", "T");

/**
 * The instant at which the zone's clocks show this. One that comes twice is its first; one that is skipped is as long
 * after the gap as it stands in it. Null for what is no date.
 */
export function instantOf(local: string, zone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local)) return null;
  const shown = Date.parse(`${local}Z`);
  if (Number.isNaN(shown)) return null;
  const offsetAt = (at: number) => Date.parse(`${localText(at, zone)}Z`) - Math.floor(at / MINUTE) * MINUTE;
  // A zone's offset is within a day: those a day before and after are the only two it can be.
  const candidates = [offsetAt(shown - 24 * 60 * MINUTE), offsetAt(shown + 24 * 60 * MINUTE)]
    .map((offset) => shown - offset)
    .toSorted((a, b) => a - b);
  return candidates.find((at) => localText(at, zone) === local) ?? candidates.at(-1) ?? null;
}

/** The zone that was typed, once it is one; until then the other. */
export function zoneOr(typed: string, other: string): string {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: typed });
    return typed;
  } catch (error) {
    if (error instanceof RangeError) return other;
    throw error;
  }
}
