"use client";

import { WEEKDAY_WORDS, WEEKDAYS, type Weekday } from "../../people/hours";
import { cn } from "../cn";

/** Days of the week, each on or off. */
export function Weekdays({
  chosen,
  onChange,
  path,
  error,
}: {
  chosen: readonly Weekday[];
  onChange: (days: readonly Weekday[]) => void;
  path?: string | undefined;
  error?: string | null;
}) {
  return (
    <fieldset data-path={path} className="flex flex-wrap gap-1">
      <legend className="mb-1 font-medium text-sm">Days</legend>
      {WEEKDAYS.map((day) => {
        const isOn = chosen.includes(day);
        return (
          <button
            key={day}
            type="button"
            aria-pressed={isOn}
            onClick={() => onChange(WEEKDAYS.filter((one) => chosen.includes(one) !== (one === day)))}
            className={cn(
              "inline-flex size-9 items-center justify-center rounded-md border text-sm",
              isOn
                ? "border-engraving bg-engraving-soft font-medium text-engraving"
                : "border-line-strong text-ink-2 hover:bg-hover",
            )}
          >
            <span aria-hidden="true">{WEEKDAY_WORDS[day].slice(0, 2)}</span>
            <span className="sr-only">{WEEKDAY_WORDS[day]}</span>
          </button>
        );
      })}
      {error ? <p className="w-full text-deny text-xs">{error}</p> : null}
    </fieldset>
  );
}
