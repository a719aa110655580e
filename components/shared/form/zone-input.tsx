"use client";

import { useId, useSyncExternalStore } from "react";
import { Field, type FieldProps } from "./field";

const never = () => () => {};
let zones: readonly string[] = [];
const NONE: readonly string[] = [];

/** The browser's own list of zones, once it runs: the server would send hundreds of lines with every form. */
const useZones = (): readonly string[] =>
  useSyncExternalStore(
    never,
    () => {
      if (zones.length === 0) zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
      return zones;
    },
    () => NONE,
  );

/** A time zone, typed with the known ones to choose from. */
export function ZoneInput({
  value,
  onChange,
  placeholder,
  ...field
}: FieldProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
}) {
  const listId = useId();
  const known = useZones();
  return (
    <Field {...field}>
      {(props) => (
        <>
          <input
            {...props}
            list={listId}
            value={value}
            placeholder={placeholder}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
            className="input w-full aria-invalid:border-deny"
          />
          <datalist id={listId}>
            {known.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
