"use client";

import { useConfig } from "../shared/config-item";
import { useNow } from "../shared/time-provider";
import { listed, nameOf } from "../shared/words";
import type { Shift } from "./gaps";
import { Lane, type Scale, spanWords } from "./lane";
import type { Preview } from "./use-schedule-preview";

const DAY_MS = 86_400_000;
const SHOWN = 12;

type Names = Readonly<Record<string, string>>;

/** The next two weeks as they would be, drawn and in words. */
export function SchedulePreview({ preview, zone }: { preview: Preview; zone: string }) {
  const { value: document } = useConfig();
  const now = useNow();
  const names = Object.fromEntries(document.people.map(({ id, name }) => [id, name]));
  const scale = { from: preview.from, to: preview.from + 14 * DAY_MS, zone, now };
  const soon = preview.shifts?.filter(({ start }) => Date.parse(start) < scale.to) ?? [];
  return (
    <section aria-labelledby="preview" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <h2 id="preview" className="font-semibold">
        The next two weeks
      </h2>
      <p className="mt-0.5 text-ink-2 text-sm" aria-live="polite">
        {nowWords(preview, soon[0], names)}
      </p>
      {preview.hasCalendars ? (
        <p className="mt-0.5 text-ink-2 text-sm">
          Calendars are not in this preview: once it is saved, whoever they name may be on call as well or
          instead.
        </p>
      ) : null}
      {preview.shifts ? (
        <div className="mt-3 grid gap-3">
          <Coming shifts={soon} scale={scale} names={names} />
        </div>
      ) : null}
    </section>
  );
}

function nowWords(preview: Preview, current: Shift | undefined, names: Names): string {
  if (preview.unknownBecause === "invalid")
    return "Who would be on call is not known: the schedule is not valid as it is written.";
  if (preview.unknownBecause === "failed")
    return "Who would be on call is not known: the preview could not be made.";
  if (preview.shifts === null) return "Finding out who would be on call…";
  return current && current.people.length > 0
    ? `On call now: ${listed(current.people.map((id) => nameOf(id, names)))}.`
    : "Nobody would be on call now.";
}

function Coming({ shifts, scale, names }: { shifts: readonly Shift[]; scale: Scale; names: Names }) {
  return (
    <>
      <Lane
        label="Final"
        scale={scale}
        shifts={shifts.map((shift) => ({ ...shift, changedHours: null }))}
        names={names}
        isFinal
      />
      <ul className="grid gap-0.5 text-sm">
        {shifts.slice(0, SHOWN).map(({ start, end, people }) => (
          <li key={start} className={people.length === 0 ? "text-deny" : undefined}>
            <span className="text-ink-2 tabular-nums">{spanWords(start, end, scale)}</span>{" "}
            {people.length === 0 ? "nobody: a gap" : listed(people.map((id) => nameOf(id, names)))}
          </li>
        ))}
        {shifts.length > SHOWN ? <li className="text-ink-3">and {shifts.length - SHOWN} more</li> : null}
      </ul>
    </>
  );
}
