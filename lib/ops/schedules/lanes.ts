import { isDomainError } from "@/lib/contract/errors";
import type { ScheduleQuality } from "@/lib/contract/schedules";
import { type Schedule, type Shift, timeline, versionAt } from "@/lib/core/schedule";
import { dateOf, dayMs, weekdayOf, weekdays } from "@/lib/core/wall-time";
import { type Zone, zoneOf } from "@/lib/core/zoned-time";
import type { Context } from "../context";
import { refuseTooMuch } from "./bounds";
import { scheduleInForce } from "./in-force";
import { readQuality } from "./quality";
import { mayTake } from "./take";

/** A schedule as it is drawn: its layers, what departs from them, and what comes of it, over some days of its zone. */

export type LaneShift = {
  readonly start: string;
  readonly end: string;
  readonly people: string[];
  /** Its length, where the clocks change within it. */
  readonly changedHours: number | null;
};

export type Exception = {
  readonly kind: "add" | "remove" | "replace" | "temporary";
  readonly person: string | null;
  readonly with: string | null;
  readonly start: string;
  readonly end: string;
};

/** A shift that goes on beyond what is shown is read this far, so that its length is known. */
const DAYS_AROUND = 14;

export const SPANS = { week: 7, fortnight: 14, month: 28 } as const;
export type Span = keyof typeof SPANS;

export type ScheduleLanes = {
  readonly id: string;
  readonly zone: string;
  readonly now: string;
  readonly span: Span;
  readonly from: string;
  readonly to: string;
  /** The first day of the spans before and after, and of this week. */
  readonly previous: string;
  readonly next: string;
  readonly today: string;
  readonly days: string[];
  readonly layers: { readonly label: string; readonly shifts: LaneShift[] }[];
  readonly exceptions: Exception[];
  readonly final: LaneShift[];
  readonly mayTake: boolean;
  /** Null where there is more than can be walked. */
  readonly quality: ScheduleQuality | null;
};

/** `day` is a date of the schedule's zone; left out, or none, it is this week's Monday. Errors: not_found, invalid. */
export async function scheduleLanes(
  ctx: Context,
  { id, day, span = "week" }: { readonly id: string; readonly day?: string; readonly span?: Span },
): Promise<ScheduleLanes> {
  const { schedule: known, now } = await scheduleInForce(ctx, id);
  const zone = zoneOf(known.timeZone);
  const monday = mondayOf(Math.floor(zone.wallAt(now.getTime()) / dayMs));
  const first = dayNumber(day) ?? monday;
  const count = SPANS[span];
  const at = (number: number): Date => new Date(zone.firstAt(number * dayMs));
  const window = { from: at(first), to: at(first + count) };
  const { schedule } = await scheduleInForce(ctx, id, window.from);
  const around = { from: at(first - DAYS_AROUND), to: at(first + count + DAYS_AROUND) };
  refuseTooMuch(schedule, around);
  const drawn = (one: Schedule) =>
    timeline(one, around.from, around.to).flatMap((shift) => laneShift(shift, window, zone));
  return {
    id,
    zone: known.timeZone,
    now: now.toISOString(),
    span,
    from: window.from.toISOString(),
    to: window.to.toISOString(),
    previous: dateText(first - count),
    next: dateText(first + count),
    today: dateText(monday),
    days: Array.from({ length: count }, (_, index) => at(first + index).toISOString()),
    layers: layersOf(versionAt(schedule, window.from)).map(({ label, alone }) => ({
      label,
      shifts: drawn(alone),
    })),
    exceptions: exceptionsOf(schedule, window),
    final: drawn(schedule),
    mayTake: mayTake(ctx.actor, known),
    quality: await readQuality(ctx, { id }).catch(noneWhereTooMuch),
  };
}

function noneWhereTooMuch(error: unknown): null {
  if (isDomainError(error) && error.code === "invalid") return null;
  throw error;
}

/** Each layer as if it were the whole schedule. */
const layersOf = (schedule: Schedule): readonly { label: string; alone: Schedule }[] =>
  schedule.layers.map((layer, index) => ({
    label: layer.id ?? `Layer ${index + 1}`,
    alone: { ...schedule, layers: [layer], overrides: [], temporary: [] },
  }));

function exceptionsOf(schedule: Schedule, window: { readonly from: Date; readonly to: Date }): Exception[] {
  const isSeen = ({ start, end }: { readonly start: string; readonly end: string }) =>
    Date.parse(start) < window.to.getTime() && Date.parse(end) > window.from.getTime();
  return [
    ...schedule.overrides.filter(isSeen).map(({ type, person, with: standIn, start, end }) => ({
      kind: type,
      person,
      with: standIn ?? null,
      start,
      end,
    })),
    ...schedule.temporary.filter(isSeen).map(({ start, end }) => ({
      kind: "temporary" as const,
      person: null,
      with: null,
      start,
      end,
    })),
  ];
}

/** The part of a shift that is in the window; its length is that of the whole. */
function laneShift(
  { start, end, people }: Shift,
  { from, to }: { readonly from: Date; readonly to: Date },
  zone: Zone,
): LaneShift[] {
  if (start >= to || end <= from) return [];
  const elapsed = end.getTime() - start.getTime();
  const shown = zone.wallAt(end.getTime()) - zone.wallAt(start.getTime());
  return [
    {
      start: (start < from ? from : start).toISOString(),
      end: (end > to ? to : end).toISOString(),
      people: [...people],
      changedHours: elapsed === shown ? null : Math.round((elapsed / 3_600_000) * 10) / 10,
    },
  ];
}

const mondayOf = (day: number): number => day - weekdays.indexOf(weekdayOf(day));

/** Days since 1970 of `2027-03-22`; null for what is no date. */
function dayNumber(text: string | undefined): number | null {
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : at / dayMs;
}

function dateText(number: number): string {
  const { year, month, day } = dateOf(number);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}
