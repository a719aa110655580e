import { z } from "zod";
import { type CalendarShifts, shiftsOfCalendar } from "@/lib/core/calendar-shifts";
import type { Range, Span } from "@/lib/core/spans";
import { putSources, readSources, type SourceRecord, type SourceReport } from "@/lib/db/calendar-sources";
import type { Job } from "@/lib/db/outbox";
import { readCalendar } from "@/lib/runtime/calendar";
import { sourceOf } from "../config/schedule-versions";
import type { Snapshot } from "../config/snapshot";
import { reading } from "../requests/world";
import { DONE, type JobOutcome } from "../work/jobs";
import { fetchCalendar } from "./fetch";
import { importShifts } from "./import";

const MINUTE = 60;
const AFTER_SUCCESS_SECONDS = 15 * MINUTE;
const AFTER_FAILURE_SECONDS = 5 * MINUTE;

/**
 * Read the calendars of one schedule: fetch those that have an address, write their events out, find whose they are, and
 * make it a new version of the schedule if that differs from what was known. What cannot be had or read changes nothing
 * but its status. The row dates itself again as long as the schedule has calendars.
 */
export async function refreshCalendars(job: Job): Promise<JobOutcome> {
  const { schedule } = z.object({ schedule: z.string() }).parse(job.payload);
  const { organisation } = job;
  const { current, now } = await reading(organisation);
  const config = current.document.schedules.find(({ id }) => id === schedule);
  const calendars = new Map(
    config?.layers.flatMap(({ calendar }) =>
      calendar == null ? [] : [[sourceOf(calendar), calendar] as const],
    ),
  );
  const known = new Map((await readSources(organisation, schedule)).map((record) => [record.source, record]));
  const asked = { now, people: current.document.people, timeZone: zoneOf(current, schedule) };
  const found = await Promise.all(
    [...calendars].map(([source, calendar]) =>
      readSource({ ...asked, source, calendar, last: known.get(source) }),
    ),
  );
  await putSources(
    organisation,
    schedule,
    found.map(({ record }) => record),
  );
  if (found.length === 0) return DONE;
  const shifts = found.flatMap(({ record, shifts }) => (shifts ? [[record.source, shifts] as const] : []));
  await importShifts(organisation, { schedule, shifts: new Map(shifts) });
  const isWell = found.every(({ record }) => record.error === null);
  return { kind: "again", afterSeconds: isWell ? AFTER_SUCCESS_SECONDS : AFTER_FAILURE_SECONDS };
}

const zoneOf = ({ directory, document }: Snapshot, schedule: string): string =>
  directory.schedules.get(schedule)?.timeZone ?? document.organisation.time_zone;

type Asked = {
  readonly source: string;
  readonly calendar: { readonly url?: string | null | undefined; readonly text?: string | null | undefined };
  readonly last: SourceRecord | undefined;
  readonly people: Snapshot["document"]["people"];
  readonly timeZone: string;
  readonly now: Date;
};

type Read = { readonly record: SourceRecord; readonly shifts: readonly Span<string>[] | null };

async function readSource({ source, calendar, last, people, timeZone, now }: Asked): Promise<Read> {
  const before = last ?? { text: null, etag: null, fetchedAt: null, report: null };
  const fetched =
    calendar.url == null
      ? { ok: true as const, text: calendar.text ?? "", etag: null }
      : await fetchCalendar(calendar.url, before);
  const failed = (error: string): Read => ({
    record: { ...before, source, attemptedAt: now, error },
    shifts: null,
  });
  if (!fetched.ok) return failed(fetched.error);
  const range = rangeAround(now);
  const read = await readCalendar(fetched.text, range);
  if (!read.ok) return failed(read.detail);
  const meant = people.map(({ id, name, email }) => ({ id, name, email: email ?? null }));
  const result = shiftsOfCalendar(read.entries, { people: meant, timeZone, range });
  const kept = calendar.url == null ? null : fetched.text;
  return {
    record: {
      ...{ source, text: kept, etag: fetched.etag, attemptedAt: now, fetchedAt: now, error: null },
      report: reportOf(result, read.problems),
    },
    shifts: result.shifts,
  };
}

/** Whole months, so that nothing changes from day to day: a year back, and a year and a half ahead. */
function rangeAround(now: Date): Range {
  const month = (offset: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1);
  return { start: month(-12), end: month(18) };
}

const UNMATCHED_SHOWN = 50;

const reportOf = ({ shifts, unmatched }: CalendarShifts, problems: readonly string[]): SourceReport => ({
  shifts: shifts.length,
  unmatched: unmatched.slice(0, UNMATCHED_SHOWN).map(({ summary, names, start, end }) => ({
    ...{ summary, names },
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
  })),
  unmatchedCount: unmatched.length,
  problems,
});
