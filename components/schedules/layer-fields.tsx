"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "../shared/button";
import { type ItemEditor, useConfig } from "../shared/config-item";
import { NumberInput, Select, TextInput } from "../shared/form/inputs";
import { PersonPicker } from "../shared/form/target-picker";
import { WeeklyWindows } from "../shared/form/weekly-windows";

export type ScheduleDraft = ItemEditor<"schedules">["draft"];
export type LayerDraft = ScheduleDraft["layers"][number];
type Rotation = NonNullable<LayerDraft["rotation"]>;
type At = ItemEditor<"schedules">["at"];

const TYPES: readonly (readonly [Rotation["type"], string])[] = [
  ["hourly", "hours"],
  ["daily", "days"],
  ["weekly", "weeks"],
  ["monthly", "months"],
];

/** One layer: who takes turns, how long a turn is, and when in the week it holds. */
export function LayerFields({
  layer,
  index,
  count,
  at,
  onChange,
  onMove,
  onRemove,
}: {
  layer: LayerDraft;
  index: number;
  count: number;
  at: At;
  onChange: (layer: LayerDraft) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const name = `layer ${index + 1}`;
  return (
    <fieldset className="grid gap-4 rounded-lg border border-line p-4 sm:col-span-2">
      <legend className="px-1 font-medium text-sm">Layer {index + 1}</legend>
      {layer.rotation ? (
        <RotationFields
          rotation={layer.rotation}
          at={(path) => at(`/layers/${index}/rotation${path}`)}
          onChange={(rotation) => onChange({ ...layer, rotation })}
        />
      ) : (
        <TextInput
          label="Calendar address"
          hint="An iCalendar feed that says who is on call when. It is read again every quarter of an hour."
          value={layer.calendar?.url ?? ""}
          onChange={(url) => onChange({ ...layer, calendar: { url } })}
          {...at(`/layers/${index}/calendar`)}
        />
      )}
      <NumberInput
        label="Priority"
        hint="Of the layers that are active, those of the highest priority are on call."
        value={layer.priority}
        minimum={-1000}
        maximum={1000}
        onChange={(priority) => onChange({ ...layer, priority: priority ?? 0 })}
        {...at(`/layers/${index}/priority`)}
      />
      <div className="grid gap-3">
        <p className="text-ink-2 text-sm">
          {layer.windows.length === 0
            ? "Holds at all hours."
            : "Holds only in these hours; an end before its start is on the next day."}
        </p>
        <WeeklyWindows
          windows={layer.windows}
          at={(path) => at(`/layers/${index}/windows${path}`)}
          onChange={(windows) => onChange({ ...layer, windows })}
        />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="small" disabled={index === 0} onClick={() => onMove(-1)} aria-label={`Move ${name} up`}>
          <ArrowUp aria-hidden="true" className="size-4" />
        </Button>
        <Button
          size="small"
          disabled={index === count - 1}
          onClick={() => onMove(1)}
          aria-label={`Move ${name} down`}
        >
          <ArrowDown aria-hidden="true" className="size-4" />
        </Button>
        <Button size="small" onClick={onRemove}>
          Remove {name}
        </Button>
      </div>
    </fieldset>
  );
}

function RotationFields({
  rotation,
  at,
  onChange,
}: {
  rotation: Rotation;
  at: At;
  onChange: (rotation: Rotation) => void;
}) {
  const { value: document } = useConfig();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <PersonPicker
        label="Who takes turns, in order"
        document={document}
        value={rotation.participants}
        onChange={(participants) => onChange({ ...rotation, participants: [...participants] })}
        isOrdered
        className="sm:col-span-2"
        {...at("/participants")}
      />
      <div className="grid grid-cols-[5rem_minmax(0,1fr)] gap-2">
        <NumberInput
          label="Turns of"
          value={rotation.shift_length}
          minimum={1}
          onChange={(length) => onChange({ ...rotation, shift_length: length ?? 1 })}
          {...at("/shift_length")}
        />
        <Select
          label="Unit"
          value={rotation.type}
          choices={TYPES}
          onChange={(type) => onChange({ ...rotation, type: type ?? "weekly" })}
          {...at("/type")}
        />
      </div>
      <TextInput
        label="A hand-over is at"
        type="datetime-local"
        hint="Any one of them, past or to come, on the clocks of the schedule."
        value={rotation.start}
        onChange={(start) => onChange({ ...rotation, start })}
        {...at("/start")}
      />
    </div>
  );
}
