"use client";

import type { HTMLInputTypeAttribute, ReactNode } from "react";
import { cn } from "../cn";
import { configuredSeconds, durationText } from "../time";
import { configuredDuration } from "./duration";
import { Field, type FieldProps } from "./field";

/** The plain controls. Each speaks in values, not events, and is named, described and marked wrong by its Field. */

const control = "input w-full aria-invalid:border-deny";

export function TextInput({
  value,
  onChange,
  type = "text",
  isMono = false,
  isReadOnly = false,
  placeholder,
  autoComplete = "off",
  ...field
}: FieldProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: HTMLInputTypeAttribute;
  readonly isMono?: boolean;
  readonly isReadOnly?: boolean;
  readonly placeholder?: string;
  readonly autoComplete?: string;
}) {
  return (
    <Field {...field}>
      {(props) => (
        <input
          {...props}
          type={type}
          value={value}
          readOnly={isReadOnly}
          placeholder={placeholder}
          autoComplete={autoComplete}
          spellCheck={isMono ? false : undefined}
          onChange={(event) => onChange(event.target.value)}
          className={cn(control, isMono && "font-mono", isReadOnly && "bg-inset text-ink-2")}
        />
      )}
    </Field>
  );
}

/** Text of several lines. */
export function TextArea({
  value,
  onChange,
  rows = 3,
  isMono = false,
  isReadOnly = false,
  placeholder,
  ...field
}: FieldProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly isMono?: boolean;
  readonly isReadOnly?: boolean;
  readonly placeholder?: string;
}) {
  return (
    <Field {...field}>
      {(props) => (
        <textarea
          {...props}
          rows={rows}
          value={value}
          readOnly={isReadOnly}
          placeholder={placeholder}
          spellCheck={isMono ? false : undefined}
          onChange={(event) => onChange(event.target.value)}
          className={cn(
            control,
            "field-sizing-content block max-h-[60dvh] resize-y",
            isMono && "font-mono leading-5",
            isReadOnly && "bg-inset text-ink-2",
          )}
          style={{ minHeight: `calc(${rows} * 1.3125rem + 0.875rem)` }}
        />
      )}
    </Field>
  );
}

/** Empty is null: it is for the caller to say what nothing means. */
export function NumberInput({
  value,
  onChange,
  minimum,
  maximum,
  step = 1,
  placeholder,
  ...field
}: FieldProps & {
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step?: number | "any";
  readonly placeholder?: string;
}) {
  return (
    <Field {...field}>
      {(props) => (
        <input
          {...props}
          type="number"
          inputMode="numeric"
          min={minimum}
          max={maximum}
          step={step}
          value={value ?? ""}
          placeholder={placeholder}
          onChange={({ target }) => onChange(target.value === "" ? null : target.valueAsNumber)}
          className={cn(control, "tabular-nums")}
        />
      )}
    </Field>
  );
}

export type Choice<Value extends string = string> = readonly [value: Value, label: string];

/** One of a few. With `empty` nothing may be chosen too, and is null. */
export function Select<Value extends string>({
  value,
  choices,
  empty,
  onChange,
  ...field
}: FieldProps & {
  readonly value: Value | null;
  readonly choices: readonly Choice<Value>[];
  readonly empty?: string;
  readonly onChange: (value: Value | null) => void;
}) {
  // What is configured may no longer be on offer: it is still shown as what it is.
  const isOffered = value === null || choices.some(([choice]) => choice === value);
  return (
    <Field {...field}>
      {(props) => (
        <select
          {...props}
          value={value ?? ""}
          onChange={(event) =>
            onChange(choices.find(([choice]) => choice === event.target.value)?.[0] ?? null)
          }
          className={cn(control, "pr-8")}
        >
          {empty === undefined && value !== null ? null : <option value="">{empty ?? "Choose…"}</option>}
          {isOffered ? null : <option value={value}>{value}</option>}
          {choices.map(([choice, label]) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Yes or no. */
export function Checkbox({
  label,
  hint,
  path,
  value,
  onChange,
  className,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** Where it stands in the item: what asks about it finds it by this. */
  readonly path?: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly className?: string;
}) {
  return (
    <label className={cn("flex min-h-9 items-start gap-2.5 py-1.5 text-sm", className)}>
      <input
        type="checkbox"
        data-path={path}
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4.5 shrink-0 accent-engraving"
      />
      <span>
        {label}
        {hint ? <span className="block text-ink-3 text-xs">{hint}</span> : null}
      </span>
    </label>
  );
}

/** A duration, typed as people say it and written as configuration has it. What is none is kept, and said to be none. */
export function DurationInput({
  value,
  onChange,
  placeholder = "15m",
  error,
  hint,
  ...field
}: FieldProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
}) {
  const configured = configuredDuration(value);
  const unreadable =
    value.trim() !== "" && configured === null ? "Write a time such as 15m, 90s or 1h 30m." : null;
  const said =
    configured === null || configured === value.trim() ? null : durationText(configuredSeconds(configured));
  return (
    <Field {...field} hint={said ? `= ${said}` : hint} error={unreadable ?? error}>
      {(props) => (
        <input
          {...props}
          type="text"
          value={value}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
          onBlur={() => {
            if (configured !== null && configured !== value) onChange(configured);
          }}
          className="input w-full font-mono tabular-nums aria-invalid:border-deny"
        />
      )}
    </Field>
  );
}
