"use client";

import type { ReactNode } from "react";
import { DurationInput } from "../shared/form/inputs";

/** A time of a route. Left empty, where it may be, it is the default's. */
export function DurationField({
  label,
  value,
  onChange,
  hint,
  error,
  isOptional = false,
  className = "max-w-56",
}: {
  label: string;
  value: string | null | undefined;
  onChange: (value: string | null) => void;
  hint?: ReactNode;
  error: string | null;
  isOptional?: boolean;
  className?: string;
}) {
  return (
    <DurationInput
      label={label}
      value={value ?? ""}
      onChange={(typed) => onChange(isOptional && typed.trim() === "" ? null : typed)}
      hint={hint}
      error={error}
      isOptional={isOptional}
      placeholder={isOptional ? "as usual" : "15m"}
      className={className}
    />
  );
}
