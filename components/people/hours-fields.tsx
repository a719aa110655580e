"use client";

import { Plus, X } from "lucide-react";
import { Button } from "../shared/button";
import type { ItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { TextInput } from "../shared/form/inputs";
import { Weekdays } from "../shared/form/weekdays";
import { hoursWords } from "./hours";

type Windows = NonNullable<ItemEditor<"people">["draft"]["working_hours"]>;
const OFFICE: Windows[number] = { weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "18:00" };

/** When a person works. None is always: nobody is unreachable by an oversight. */
export function HoursFields({ editor }: { editor: ItemEditor<"people"> }) {
  const windows = editor.draft.working_hours ?? [];
  const set = (next: Windows) => editor.set({ working_hours: next.length === 0 ? null : next });
  return (
    <FormSection
      title="Working hours"
      summary={`Works ${hoursWords(windows)}. On the wall of their own time zone.`}
    >
      <div className="grid gap-4 sm:col-span-2">
        {windows.map((window, index) => (
          <Window
            // biome-ignore lint/suspicious/noArrayIndexKey: a window has no identity but its place.
            key={index}
            index={index}
            window={window}
            editor={editor}
            onChange={(changed) => set(windows.map((one, place) => (place === index ? changed : one)))}
            onRemove={() => set(windows.filter((_, place) => place !== index))}
          />
        ))}
        <Button className="justify-self-start" onClick={() => set([...windows, OFFICE])}>
          <Plus aria-hidden="true" className="size-4" />
          Add hours
        </Button>
      </div>
    </FormSection>
  );
}

function Window({
  index,
  window,
  editor,
  onChange,
  onRemove,
}: {
  index: number;
  window: Windows[number];
  editor: ItemEditor<"people">;
  onChange: (window: Windows[number]) => void;
  onRemove: () => void;
}) {
  const at = (member: string) => editor.at(`/working_hours/${index}/${member}`);
  return (
    <fieldset className="flex flex-wrap items-end gap-x-4 gap-y-3 border-line border-l-2 pl-3">
      <legend className="sr-only">Hours {index + 1}</legend>
      <Weekdays
        chosen={window.weekdays}
        onChange={(weekdays) => onChange({ ...window, weekdays: [...weekdays] })}
        {...at("weekdays")}
      />
      <TextInput
        label="From"
        type="time"
        value={window.start}
        onChange={(start) => onChange({ ...window, start })}
        {...at("start")}
      />
      <TextInput
        label="Until"
        type="time"
        value={window.end}
        onChange={(end) => onChange({ ...window, end })}
        {...at("end")}
      />
      <Button look="bare" aria-label={`Remove hours ${index + 1}`} onClick={onRemove}>
        <X aria-hidden="true" className="size-4" />
      </Button>
    </fieldset>
  );
}
