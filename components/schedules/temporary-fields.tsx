"use client";

import { Plus } from "lucide-react";
import { Button } from "../shared/button";
import { type ItemEditor, useConfig } from "../shared/config-item";
import { Select, TextInput } from "../shared/form/inputs";
import { instantOf, localText } from "../shared/zone-time";
import type { ScheduleDraft } from "./layer-fields";

type Temporary = ScheduleDraft["temporary"][number];
type Shift = Temporary["shifts"][number];
type At = ItemEditor<"schedules">["at"];

const DAY_MS = 86_400_000;

/** Times for which something else replaces all of the schedule. */
export function TemporaryFields({
  temporary,
  zone,
  now,
  at,
  onChange,
}: {
  temporary: readonly Temporary[];
  zone: string;
  now: number;
  at: At;
  onChange: (temporary: readonly Temporary[]) => void;
}) {
  const set = (index: number, changed: Temporary) =>
    onChange(temporary.map((one, place) => (place === index ? changed : one)));
  const start = Math.ceil(now / DAY_MS) * DAY_MS;
  const blank: Temporary = { start: text(start), end: text(start + 7 * DAY_MS), shifts: [] };
  return (
    <div className="grid gap-4 sm:col-span-2">
      {temporary.map((one, index) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: a time has no identity but its place.
          key={index}
          className="grid gap-3 rounded-lg border border-line p-4"
        >
          <legend className="px-1 font-medium text-sm">Temporary schedule {index + 1}</legend>
          <Span
            value={one}
            zone={zone}
            at={(path) => at(`/temporary/${index}${path}`)}
            onChange={(span) => set(index, { ...one, ...span })}
          />
          <Shifts
            shifts={one.shifts}
            span={one}
            zone={zone}
            at={(path) => at(`/temporary/${index}/shifts${path}`)}
            onChange={(shifts) => set(index, { ...one, shifts: [...shifts] })}
          />
          <Button
            size="small"
            className="justify-self-start"
            onClick={() => onChange(temporary.filter((_, place) => place !== index))}
          >
            Remove temporary schedule {index + 1}
          </Button>
        </fieldset>
      ))}
      <Button className="justify-self-start" onClick={() => onChange([...temporary, blank])}>
        <Plus aria-hidden="true" className="size-4" />
        Add a temporary schedule
      </Button>
    </div>
  );
}

const text = (at: number): string => new Date(at).toISOString();

function Shifts({
  shifts,
  span,
  zone,
  at,
  onChange,
}: {
  shifts: readonly Shift[];
  span: Pick<Temporary, "start" | "end">;
  zone: string;
  at: At;
  onChange: (shifts: readonly Shift[]) => void;
}) {
  const { value: document } = useConfig();
  const people = document.people.map(({ id, name }) => [id, name] as const);
  const set = (index: number, changed: Partial<Shift>) =>
    onChange(shifts.map((one, place) => (place === index ? { ...one, ...changed } : one)));
  return (
    <>
      {shifts.length === 0 ? <p className="text-ink-2 text-sm">Nobody is on call in that time yet.</p> : null}
      {shifts.map((shift, index) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: a shift has no identity but its place.
          key={index}
          className="grid gap-3 border-line border-l-2 pl-3"
        >
          <legend className="sr-only">Shift {index + 1}</legend>
          <Select
            label="On call"
            value={shift.person || null}
            choices={people}
            onChange={(person) => set(index, { person: person ?? "" })}
            {...at(`/${index}/person`)}
          />
          <Span
            value={shift}
            zone={zone}
            at={(path) => at(`/${index}${path}`)}
            onChange={(span) => set(index, span)}
          />
          <Button
            size="small"
            className="justify-self-start"
            onClick={() => onChange(shifts.filter((_, place) => place !== index))}
          >
            Remove shift {index + 1}
          </Button>
        </fieldset>
      ))}
      <Button
        size="small"
        className="justify-self-start"
        onClick={() => onChange([...shifts, { person: "", start: span.start, end: span.end }])}
      >
        Add a shift
      </Button>
    </>
  );
}

type Times = Pick<Shift, "start" | "end">;

function Span({
  value,
  zone,
  at,
  onChange,
}: {
  value: Times;
  zone: string;
  at: At;
  onChange: (span: Partial<Times>) => void;
}) {
  const read = (typed: string): string | null => {
    const instant = instantOf(typed, zone);
    return instant === null ? null : text(instant);
  };
  const shown = (instant: string) => localText(Date.parse(instant), zone);
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextInput
        label="From"
        type="datetime-local"
        value={shown(value.start)}
        onChange={(typed) => onChange({ start: read(typed) ?? value.start })}
        {...at("/start")}
      />
      <TextInput
        label="Until"
        type="datetime-local"
        value={shown(value.end)}
        onChange={(typed) => onChange({ end: read(typed) ?? value.end })}
        {...at("/end")}
      />
    </div>
  );
}
