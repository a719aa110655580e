"use client";

import { useId, useState } from "react";
import { conditionHint } from "../shared/condition-words";
import { Checkbox, TextArea } from "../shared/form/inputs";
import type { RouteBook } from "./book";
import { surfacesOf, whenOf } from "./draft";

type Mode = "named" | "surfaces" | "condition";

const modeOf = (when: string | null | undefined): Mode => {
  if (when == null) return "named";
  return surfacesOf(when) ? "surfaces" : "condition";
};

/** Which requests a route takes: chosen by their surface, or by a condition of any kind, checked as it is written. */
export function ConditionField({
  when,
  book,
  error,
  onChange,
}: {
  when: string | null | undefined;
  book: RouteBook;
  error: string | null;
  onChange: (when: string | null) => void;
}) {
  const id = useId();
  const [mode, setMode] = useState<Mode>(modeOf(when));
  const choose = (next: Mode) => {
    setMode(next);
    if (next === "named") onChange(null);
    if (next === "surfaces" && !surfacesOf(when)) onChange(null);
  };
  const modes = [
    ["named", "Only what a policy sends here, or what no other route takes"],
    ["surfaces", "Everything that is held on some surfaces"],
    ["condition", "Whatever fits a condition"],
  ] as const;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">Which requests it takes</legend>
      {modes.map(([value, words]) => (
        <label key={value} className="flex min-h-7 items-start gap-2 text-sm">
          <input
            type="radio"
            name={id}
            value={value}
            checked={mode === value}
            onChange={() => choose(value)}
            className="mt-0.5 size-4.5 shrink-0 accent-engraving"
          />
          {words}
        </label>
      ))}
      {mode === "surfaces" ? <Surfaces when={when} book={book} onChange={onChange} /> : null}
      {mode === "condition" ? (
        <TextArea
          label="Condition"
          isMono
          value={when ?? ""}
          onChange={(typed) => onChange(typed === "" ? null : typed)}
          error={error}
          hint={`For example surface == 'payments.refund' && args.amount_cents > 50000. ${conditionHint(null)}`}
        />
      ) : null}
    </fieldset>
  );
}

function Surfaces({
  when,
  book,
  onChange,
}: {
  when: string | null | undefined;
  book: RouteBook;
  onChange: (when: string | null) => void;
}) {
  const chosen = surfacesOf(when) ?? [];
  const toggle = (surface: string, isTicked: boolean) => {
    const next = book.surfaces
      .map(({ id }) => id)
      .filter((id) => (id === surface ? isTicked : chosen.includes(id)));
    onChange(next.length === 0 ? null : whenOf(next));
  };
  return (
    <fieldset className="ml-6.5 grid gap-1.5">
      <legend className="sr-only">Surfaces</legend>
      {book.surfaces.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name === id ? id : `${name} (${id})`}
          value={chosen.includes(id)}
          onChange={(isTicked) => toggle(id, isTicked)}
        />
      ))}
      {book.surfaces.length === 0 ? <p className="text-ink-2 text-sm">No surface is registered.</p> : null}
      {chosen.length === 0 && book.surfaces.length > 0 ? (
        <p className="text-ink-3 text-xs">None is ticked yet, so it takes nothing by itself.</p>
      ) : null}
    </fieldset>
  );
}
