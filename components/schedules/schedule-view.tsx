"use client";

import Link from "next/link";
import { useState } from "react";
import type { ScheduleQuality } from "@/lib/contract/schedules";
import { Button, buttonStyle } from "../shared/button";
import { findItem, useConfig } from "../shared/config-item";
import { Dialog } from "../shared/dialog";
import { useReadOnly } from "../shared/form/read-only";
import { PageHeading } from "../shared/page-heading";
import { wallDate } from "../shared/time";
import { useNow } from "../shared/time-provider";
import { CalendarsCard } from "./calendars-card";
import { FeedCard } from "./feed-card";
import { Lane, type LaneShift, type Scale, spanWords } from "./lane";
import { type OverrideDraft, OverrideForm } from "./override-form";
import { Overrides } from "./overrides";
import { QualityCard } from "./quality-card";
import { ShiftTable } from "./shift-table";
import { TakeShift } from "./take-shift";

export type Lanes = {
  readonly id: string;
  readonly zone: string;
  readonly span: "week" | "fortnight" | "month";
  readonly from: string;
  readonly to: string;
  readonly previous: string;
  readonly next: string;
  readonly today: string;
  readonly days: readonly string[];
  readonly layers: readonly { readonly label: string; readonly shifts: readonly LaneShift[] }[];
  readonly exceptions: readonly {
    readonly kind: "add" | "remove" | "replace" | "temporary";
    readonly person: string | null;
    readonly with: string | null;
    readonly start: string;
    readonly end: string;
  }[];
  readonly final: readonly LaneShift[];
  readonly mayTake: boolean;
  readonly quality: ScheduleQuality | null;
};

type Names = Readonly<Record<string, string>>;

/** One schedule: its layers, what departs from them, and what comes of it. */
export function ScheduleView({ lanes }: { lanes: Lanes }) {
  const { value: document } = useConfig();
  const now = useNow();
  const schedule = findItem(document, "schedules", lanes.id);
  const readOnly = useReadOnly("schedules");
  const [draft, setDraft] = useState<OverrideDraft | null>(null);
  const names = Object.fromEntries(document.people.map(({ id, name }) => [id, name]));
  const zones = Object.fromEntries(
    document.people.flatMap(({ id, time_zone }) => (time_zone ? [[id, time_zone]] : [])),
  );
  const scale = { from: Date.parse(lanes.from), to: Date.parse(lanes.to), zone: lanes.zone, now };
  const name = schedule?.name ?? lanes.id;
  const mayEdit = readOnly === null;
  const inAnHour = Math.ceil(now / 3_600_000) * 3_600_000;
  const people = lanes.final.find(
    ({ start, end }) => Date.parse(start) <= now && now < Date.parse(end),
  )?.people;
  return (
    <>
      <PageHeading title={name} summary={`Drawn on the clocks of ${lanes.zone}.`}>
        <div className="flex flex-wrap items-start gap-2">
          {lanes.mayTake ? (
            <TakeShift schedule={{ id: lanes.id, name, people: people ?? [] }} names={names} />
          ) : null}
          {mayEdit ? (
            <>
              <Button onClick={() => setDraft({ start: inAnHour, end: inAnHour + 8 * 3_600_000 })}>
                Add override
              </Button>
              <Link
                href={`/schedules/${encodeURIComponent(lanes.id)}/edit`}
                className={buttonStyle({ look: "primary" })}
              >
                Edit schedule
              </Link>
            </>
          ) : null}
        </div>
      </PageHeading>
      <Picture
        lanes={lanes}
        scale={scale}
        names={names}
        onDraw={mayEdit ? (start, end) => setDraft({ start, end }) : undefined}
      />
      <div className="mt-6 grid gap-6 lg:grid-cols-2">
        <ShiftTable shifts={lanes.final} scale={scale} names={names} zones={zones} />
        <div className="grid content-start gap-6">
          <Overrides schedule={lanes.id} scale={scale} names={names} mayEdit={mayEdit} />
          {lanes.quality ? <QualityCard quality={lanes.quality} names={names} scale={scale} /> : null}
          <CalendarsCard schedule={lanes.id} mayEdit={mayEdit} />
          <FeedCard schedule={lanes.id} />
        </div>
      </div>
      <Dialog title={`Override ${name}`} isOpen={draft !== null} onClose={() => setDraft(null)}>
        {draft ? (
          <OverrideForm schedule={lanes.id} zone={lanes.zone} draft={draft} onDone={() => setDraft(null)} />
        ) : null}
      </Dialog>
    </>
  );
}

function Picture({
  lanes,
  scale,
  names,
  onDraw,
}: {
  lanes: Lanes;
  scale: Scale;
  names: Names;
  onDraw: ((start: number, end: number) => void) | undefined;
}) {
  const exceptions = lanes.exceptions.map(({ kind, person, with: standIn, start, end }) => ({
    start,
    end,
    changedHours: null,
    people: [
      exceptionWords(kind, person && (names[person] ?? person), standIn && (names[standIn] ?? standIn)),
    ],
  }));
  return (
    <section aria-label="Lanes" className="rounded-lg border border-line bg-sheet p-3 sm:p-4">
      <Steps lanes={lanes} />
      <div className="grid gap-1.5 overflow-x-auto">
        <Days days={lanes.days} scale={scale} />
        {lanes.layers.map(({ label, shifts }) => (
          <Lane key={label} label={label} scale={scale} shifts={shifts} names={names} />
        ))}
        <Lane label="Overrides" scale={scale} shifts={exceptions} names={{}} />
        <Lane label="Final" scale={scale} shifts={lanes.final} names={names} isFinal onDraw={onDraw} />
      </div>
      {onDraw ? (
        <p className="mt-2 hidden text-ink-3 text-xs sm:block">
          Drag over the final lane to override a time.
        </p>
      ) : null}
      <ClockChanges shifts={lanes.final} scale={scale} />
    </section>
  );
}

function exceptionWords(kind: string, person: string | null, standIn: string | null): string {
  switch (kind) {
    case "replace":
      return `${standIn} for ${person}`;
    case "add":
      return `+ ${person}`;
    case "remove":
      return `− ${person}`;
    default:
      return "Temporary schedule";
  }
}

const SPAN_WORDS = [
  ["week", "Week"],
  ["fortnight", "2 weeks"],
  ["month", "4 weeks"],
] as const;

function Steps({ lanes }: { lanes: Lanes }) {
  const to = (from: string, span: string = lanes.span) =>
    `/schedules/${encodeURIComponent(lanes.id)}?from=${from}&span=${span}`;
  const first = lanes.days[0] ?? lanes.from;
  const quiet = buttonStyle({ size: "small" });
  return (
    <nav aria-label="Time shown" className="mb-3 flex flex-wrap items-center gap-2">
      <Link href={to(lanes.previous)} className={quiet}>
        Previous
      </Link>
      <Link href={to(lanes.today)} className={quiet}>
        Today
      </Link>
      <Link href={to(lanes.next)} className={quiet}>
        Next
      </Link>
      <span className="ml-auto flex gap-1">
        {SPAN_WORDS.map(([span, label]) => (
          <Link
            key={span}
            href={to(dateIn(first, lanes.zone), span)}
            aria-current={span === lanes.span ? "true" : undefined}
            className={buttonStyle({ size: "small", look: span === lanes.span ? "primary" : "quiet" })}
          >
            {label}
          </Link>
        ))}
      </span>
    </nav>
  );
}

/** `2027-03-22`, on the wall of a zone. */
const dateIn = (at: string, zone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(Date.parse(at));

function Days({ days, scale }: { days: readonly string[]; scale: Scale }) {
  const every = days.length > 14 ? 7 : days.length > 7 ? 2 : 1;
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-2">
      <span />
      <div className="flex">
        {days.map((day, index) => (
          <span key={day} className="min-w-0 flex-1 border-line border-l pl-1 text-2xs text-ink-3">
            {index % every === 0 ? (
              <DayLabel text={wallDate(Date.parse(day), scale.zone, scale.now)} />
            ) : null}
          </span>
        ))}
      </div>
    </div>
  );
}

/** `22 Mar`; where there is little room, `22`. */
function DayLabel({ text }: { text: string }) {
  const [number = text] = text.split(" ");
  return (
    <>
      <span className="sm:hidden">{number}</span>
      <span className="hidden whitespace-nowrap sm:inline">{text}</span>
    </>
  );
}

/** A shift in which the clocks change is not as long as it looks. */
function ClockChanges({ shifts, scale }: { shifts: readonly LaneShift[]; scale: Scale }) {
  const changed = shifts.filter(({ changedHours, people }) => changedHours !== null && people.length > 0);
  return (
    <>
      {changed.map(({ start, end, changedHours }) => (
        <p key={start} className="mt-2 text-ink-2 text-xs">
          The clocks change: this shift is {changedHours} h ({spanWords(start, end, scale)}).
        </p>
      ))}
    </>
  );
}
