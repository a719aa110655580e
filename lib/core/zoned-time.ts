/**
 * Zoned time: from instants (epoch milliseconds) to what a zone's clocks show (wall-time.ts) and back.
 *
 * Clocks jump, so a wall time may never be shown, or be shown twice; `firstAt` and `lastAt` say which instant is meant.
 * Temporal knows the rules but asks Intl each time; here each zone's jumps are looked up once and kept.
 */
import { Temporal } from "temporal-polyfill";
import { dayMs } from "./wall-time";

export type Zone = {
  /** What the clocks show at an instant. */
  wallAt(instant: number): number;
  /** The first instant at which the clocks show `wall`; if they never do, the first instant after the gap. */
  firstAt(wall: number): number;
  /** The last instant at which the clocks show `wall`; if they never do, the first instant after the gap. */
  lastAt(wall: number): number;
};

/** A stretch of time, `[start, end)`, in which the clocks do not jump. */
type Steady = { readonly start: number; readonly end: number; readonly offset: number };

/**
 * The jumps are kept in blocks of two average years: two hundred make the 400 years after which dates and weekdays
 * repeat. So a far future, where only yearly rules are left, is read from a nearer one, and the memory stays bounded.
 */
const blockMs = (146_097 * dayMs) / 200;
const blocksPerCycle = 200;
const firstBlock = -64; // 1842; until then every place kept its own sun's time
const foldFromBlock = 265; // 2500; every rule dated one by one has ended long before 2100
/** Beyond what a Date can hold there is no zone to speak of: such times answer themselves. */
const farthest = 8.64e15 + 2 * dayMs;

const zones = new Map<string, Zone>();
const zonesKept = 1_000; // more than there are; spellings in other cases must not fill the memory

/** The zone of that IANA name. Throws RangeError where the name is not known. */
export function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const zone = createZone(timeZone);
  if (zones.size >= zonesKept) zones.clear();
  zones.set(timeZone, zone);
  return zone;
}

/** Names only: an offset such as `+02:00` keeps no wall time, which is what a schedule's zone is for. */
export function isZoneName(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function createZone(timeZone: string): Zone {
  const blocks = new Map<number, readonly Steady[]>();

  function block(index: number): readonly Steady[] {
    const known = blocks.get(index);
    if (known !== undefined) return known;
    const loaded = loadBlock(timeZone, index);
    blocks.set(index, loaded);
    return loaded;
  }

  let latest: Steady = { start: 0, end: 0, offset: 0 };

  /** Questions come in runs about the same season, so the latest answer is tried first. */
  function steadyAt(instant: number): Steady {
    if (instant < latest.start || instant >= latest.end) latest = findSteady(instant);
    return latest;
  }

  function findSteady(instant: number): Steady {
    const index = Math.floor(instant / blockMs);
    if (index < firstBlock) {
      const offset = block(firstBlock)[0]?.offset ?? 0;
      return { start: Number.NEGATIVE_INFINITY, end: firstBlock * blockMs, offset };
    }
    const cycles = index < foldFromBlock ? 0 : Math.floor((index - foldFromBlock) / blocksPerCycle) + 1;
    const shift = cycles * blocksPerCycle * blockMs;
    const found = block(index - cycles * blocksPerCycle).find(({ end }) => instant - shift < end);
    if (found === undefined) throw new RangeError(`no offset of ${timeZone} at ${instant}`);
    return shift === 0 ? found : { start: found.start + shift, end: found.end + shift, offset: found.offset };
  }

  return {
    wallAt: (instant) => instant + (Math.abs(instant) > farthest ? 0 : steadyAt(instant).offset),
    firstAt(wall) {
      if (Math.abs(wall) > farthest) return wall;
      // No zone is a day away from UTC, so the search starts early enough and ends within a step or two.
      let steady = steadyAt(wall - dayMs);
      while (steady.end + steady.offset <= wall) steady = steadyAt(steady.end);
      return Math.max(steady.start, wall - steady.offset);
    },
    lastAt(wall) {
      if (Math.abs(wall) > farthest) return wall;
      let steady = steadyAt(wall + dayMs);
      while (steady.start + steady.offset > wall) steady = steadyAt(steady.start - 1);
      return Math.min(steady.end, wall - steady.offset);
    },
  };
}

function loadBlock(timeZone: string, index: number): readonly Steady[] {
  const end = (index + 1) * blockMs;
  const steadies: Steady[] = [];
  let start = index * blockMs;
  while (start < end) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone);
    const jump = zoned.getTimeZoneTransition("next")?.epochMilliseconds ?? end;
    steadies.push({ start, end: Math.min(jump, end), offset: zoned.offsetNanoseconds / 1_000_000 });
    start = jump;
  }
  return steadies;
}
