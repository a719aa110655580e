"use client";

import { type PointerEvent, useRef, useState } from "react";
import { cn } from "../shared/cn";
import { fullInstant, wallDate, wallTime } from "../shared/time";
import { listed, nameOf } from "../shared/words";

/** One row of a schedule's drawing: who holds it when, a gap in red, the present as a line. */

export type LaneShift = {
  readonly start: string;
  readonly end: string;
  readonly people: readonly string[];
  readonly changedHours: number | null;
};
export type Scale = {
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  readonly now: number;
};

const HALF_HOUR = 1_800_000;
const placeOf = ({ from, to }: Scale, at: number): number =>
  Math.min(1, Math.max(0, (at - from) / (to - from))) * 100;

type Wall = Pick<Scale, "zone" | "now">;

/** `27 Mar 00:00`, on the wall of the schedule. */
export const wallWords = (at: string, { zone, now }: Wall): string =>
  `${wallDate(Date.parse(at), zone, now)} ${wallTime(Date.parse(at), zone, false)}`;

/** `27 Mar 00:00 – 28 Mar 00:00`. */
export const spanWords = (start: string, end: string, wall: Wall): string =>
  `${wallWords(start, wall)} – ${wallWords(end, wall)}`;

export function Lane({
  label,
  scale,
  shifts,
  names,
  isFinal = false,
  onDraw,
}: {
  label: string;
  scale: Scale;
  shifts: readonly LaneShift[];
  names: Readonly<Record<string, string>>;
  isFinal?: boolean;
  /** A time was dragged over. */
  onDraw?: ((start: number, end: number) => void) | undefined;
}) {
  const { drawn, ...handlers } = useDrawing(scale, onDraw);
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-2">
      <p className={cn("truncate text-xs", isFinal ? "font-semibold" : "text-ink-2")}>{label}</p>
      <div
        {...handlers}
        data-lane={label}
        className={cn(
          "relative h-9 touch-pan-y select-none overflow-hidden rounded-md bg-inset",
          onDraw && "cursor-crosshair",
        )}
      >
        {shifts.map((shift) => (
          <ShiftBar key={shift.start} shift={shift} scale={scale} names={names} isFinal={isFinal} />
        ))}
        {drawn ? (
          <Box scale={scale} {...drawn} className="bg-engraving/30 outline outline-engraving" />
        ) : null}
        <NowLine scale={scale} />
      </div>
    </div>
  );
}

function ShiftBar({
  shift,
  scale,
  names,
  isFinal,
}: {
  shift: LaneShift;
  scale: Scale;
  names: Readonly<Record<string, string>>;
  isFinal: boolean;
}) {
  const isGap = shift.people.length === 0;
  if (isGap && !isFinal) return null;
  const who = isGap ? "Gap" : listed(shift.people.map((id) => nameOf(id, names)));
  const note = shift.changedHours === null ? "" : ` (this shift is ${shift.changedHours} h)`;
  const start = Date.parse(shift.start);
  const end = Date.parse(shift.end);
  return (
    <Box
      scale={scale}
      start={start}
      end={end}
      title={`${who}, ${spanWords(shift.start, shift.end, scale)}${note}; ${fullInstant(start, scale.zone)}`}
      className={cn(
        "border-sheet border-r px-1.5 text-xs leading-9",
        isGap
          ? "bg-[repeating-linear-gradient(45deg,var(--color-deny)_0_2px,transparent_2px_7px)] font-medium text-deny"
          : isFinal
            ? "bg-engraving-soft font-medium text-ink"
            : "bg-hover text-ink-2",
      )}
    >
      <span className={cn("truncate", isGap && "rounded bg-sheet px-1")}>{who}</span>
    </Box>
  );
}

export function Box({
  scale,
  start,
  end,
  title,
  className,
  children,
}: {
  scale: Scale;
  start: number;
  end: number;
  title?: string;
  className?: string;
  children?: React.ReactNode;
}) {
  const left = placeOf(scale, start);
  return (
    <div
      title={title}
      className={cn("absolute inset-y-0 flex overflow-hidden", className)}
      style={{ left: `${left.toFixed(3)}%`, width: `${(placeOf(scale, end) - left).toFixed(3)}%` }}
    >
      {children}
    </div>
  );
}

function NowLine({ scale }: { scale: Scale }) {
  if (scale.now < scale.from || scale.now >= scale.to) return null;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-0 w-0.5 bg-ink"
      style={{ left: `${placeOf(scale, scale.now).toFixed(3)}%` }}
    />
  );
}

/** Dragging over a lane names a time, to the half hour. */
function useDrawing(scale: Scale, onDraw: ((start: number, end: number) => void) | undefined) {
  const origin = useRef<number | null>(null);
  const [drawn, setDrawn] = useState<{ start: number; end: number } | null>(null);
  const timeAt = ({ currentTarget, clientX }: PointerEvent): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (clientX - left) / width));
    return Math.round((scale.from + share * (scale.to - scale.from)) / HALF_HOUR) * HALF_HOUR;
  };
  if (!onDraw) return { drawn: null };
  return {
    drawn,
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      event.currentTarget.setPointerCapture(event.pointerId);
      origin.current = timeAt(event);
    },
    onPointerMove: (event: PointerEvent) => {
      if (origin.current === null) return;
      const at = timeAt(event);
      setDrawn({ start: Math.min(origin.current, at), end: Math.max(origin.current, at) });
    },
    onPointerUp: () => {
      origin.current = null;
      setDrawn(null);
      if (drawn && drawn.end > drawn.start) onDraw(drawn.start, drawn.end);
    },
    onPointerCancel: () => {
      origin.current = null;
      setDrawn(null);
    },
  };
}
