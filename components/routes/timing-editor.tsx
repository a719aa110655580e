"use client";

import { Button } from "../shared/button";
import { cn } from "../shared/cn";
import { errorIn, type FieldError } from "../shared/form/error-at";
import { Select } from "../shared/form/inputs";
import { configuredSeconds, durationText } from "../shared/time";
import type { Route } from "./book";
import { CountInput } from "./count-input";

import { DurationField } from "./duration-field";

type Props = { route: Route; errors: readonly FieldError[]; onChange: (route: Route) => void };

const PRESETS = ["5m", "10m", "15m", "30m", "1h", "4h"];

/** The one time that always matters. */
export function DeadlineField({ route, errors, onChange }: Props) {
  return (
    <div className="grid gap-2">
      <DurationField
        label="Deadline"
        value={route.deadline}
        onChange={(deadline) => onChange({ ...route, deadline: deadline ?? "" })}
        hint="If nobody has answered by then, it is denied. No setting approves on silence."
        error={errorIn(errors, "/deadline")}
        className="max-w-md"
      />
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">Usual deadlines</legend>
        {PRESETS.map((preset) => (
          <Button
            key={preset}
            size="small"
            aria-pressed={preset === route.deadline}
            className={cn(preset === route.deadline && "border-engraving bg-engraving-soft")}
            onClick={() => onChange({ ...route, deadline: preset })}
          >
            {durationText(configuredSeconds(preset))}
          </Button>
        ))}
      </fieldset>
    </div>
  );
}

const WHEN_LATE = [
  ["fire", "page them all the same"],
  ["last_step", "go straight to the last step"],
  ["extend", "extend the deadline, up to its longest"],
] as const;

/** The times that have good defaults. */
export function MoreTiming({ route, errors, onChange }: Props) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <DurationField
        label="Longest deadline, extensions included"
        isOptional
        value={route.max_deadline}
        onChange={(max_deadline) => onChange({ ...route, max_deadline })}
        hint="Empty: 24 h. Never more than 7 days."
        error={errorIn(errors, "/max_deadline")}
      />
      <DurationField
        label="Quiet after “I’m looking”"
        value={route.ack_timeout}
        onChange={(ack_timeout) => onChange({ ...route, ack_timeout: ack_timeout ?? "" })}
        hint="How long an acknowledgement pauses the paging. It never moves the deadline."
        error={errorIn(errors, "/ack_timeout")}
      />
      <DurationField
        label="Least time to answer"
        isOptional
        value={route.min_remaining}
        onChange={(min_remaining) => onChange({ ...route, min_remaining })}
        hint="Empty: 2 min, or a quarter of the deadline where that is shorter."
        error={errorIn(errors, "/min_remaining")}
      />
      {route.min_remaining == null ? null : (
        <Select
          label="Where a page would leave less"
          value={route.when_late ?? "last_step"}
          choices={WHEN_LATE}
          onChange={(when_late) => onChange({ ...route, when_late })}
        />
      )}
      <CountInput
        label="Climb the ladder again, times"
        value={route.repeat}
        minimum={0}
        maximum={20}
        onChange={(repeat) => onChange({ ...route, repeat })}
        className="max-w-56"
        hint="Each further round starts after the quiet time, counted from the last step."
        error={errorIn(errors, "/repeat")}
      />
      <DurationField
        label="Undo window"
        value={route.hold}
        onChange={(hold) => onChange({ ...route, hold: hold ?? "" })}
        hint="An approval is held this long before the agent may use it."
        error={errorIn(errors, "/hold")}
      />
    </div>
  );
}
