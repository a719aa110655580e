"use client";

import { Plus, X } from "lucide-react";
import type { ConfigDocument } from "@/lib/contract/config";
import { Button } from "../button";
import { TextInput } from "./inputs";
import { Weekdays } from "./weekdays";

type Window = ConfigDocument["schedules"][number]["layers"][number]["windows"][number];
type At = (path: string) => { readonly path: string; readonly error: string | null };

const OFFICE: Window = { weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "18:00" };

/** Hours that come again every week; what they mean, and what none means, is for the caller to say. */
export function WeeklyWindows({
  windows,
  at,
  onChange,
}: {
  windows: readonly Window[];
  at: At;
  onChange: (windows: Window[]) => void;
}) {
  return (
    <>
      {windows.map((window, index) => (
        <WindowFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a window has no identity but its place.
          key={index}
          index={index}
          window={window}
          at={(path) => at(`/${index}${path}`)}
          onChange={(changed) => onChange(windows.map((one, place) => (place === index ? changed : one)))}
          onRemove={() => onChange(windows.filter((_, place) => place !== index))}
        />
      ))}
      <Button size="small" className="justify-self-start" onClick={() => onChange([...windows, OFFICE])}>
        <Plus aria-hidden="true" className="size-4" />
        Add hours
      </Button>
    </>
  );
}

function WindowFields({
  index,
  window,
  at,
  onChange,
  onRemove,
}: {
  index: number;
  window: Window;
  at: At;
  onChange: (window: Window) => void;
  onRemove: () => void;
}) {
  return (
    <fieldset className="flex flex-wrap items-end gap-x-4 gap-y-3 border-line border-l-2 pl-3">
      <legend className="sr-only">Hours {index + 1}</legend>
      <Weekdays
        chosen={window.weekdays}
        onChange={(weekdays) => onChange({ ...window, weekdays: [...weekdays] })}
        {...at("/weekdays")}
      />
      <TextInput
        label="From"
        type="time"
        value={window.start}
        onChange={(start) => onChange({ ...window, start })}
        {...at("/start")}
      />
      <TextInput
        label="Until"
        type="time"
        value={window.end}
        onChange={(end) => onChange({ ...window, end })}
        {...at("/end")}
      />
      <Button look="bare" aria-label={`Remove hours ${index + 1}`} onClick={onRemove}>
        <X aria-hidden="true" className="size-4" />
      </Button>
    </fieldset>
  );
}
