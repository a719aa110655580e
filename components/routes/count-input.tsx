"use client";

import { type ComponentProps, useState } from "react";
import { NumberInput } from "../shared/form/inputs";

/** A whole number that there always is: while nothing stands in the field, it is still the last one. */
export function CountInput({
  value,
  onChange,
  error,
  ...field
}: Omit<ComponentProps<typeof NumberInput>, "value" | "onChange"> & {
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const [isEmpty, setEmpty] = useState(false);
  return (
    <NumberInput
      {...field}
      value={isEmpty ? null : value}
      error={isEmpty ? `A number; it is still ${value}.` : error}
      onChange={(typed) => {
        setEmpty(typed === null);
        if (typed !== null) onChange(typed);
      }}
    />
  );
}
