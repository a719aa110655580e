"use client";

import type { ItemEditor } from "../shared/config-item";
import { FormSection } from "../shared/form/form-page";
import { WeeklyWindows } from "../shared/form/weekly-windows";
import { hoursWords } from "./hours";

/** When a person works. None is always: nobody is unreachable by an oversight. */
export function HoursFields({ editor }: { editor: ItemEditor<"people"> }) {
  const windows = editor.draft.working_hours ?? [];
  return (
    <FormSection
      title="Working hours"
      summary={`Works ${hoursWords(windows)}. On the wall of their own time zone.`}
    >
      <div className="grid gap-4 sm:col-span-2">
        <WeeklyWindows
          windows={windows}
          at={(path) => editor.at(`/working_hours${path}`)}
          onChange={(next) => editor.set({ working_hours: next.length === 0 ? null : next })}
        />
      </div>
    </FormSection>
  );
}
