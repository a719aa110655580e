"use client";

import { type ReactNode, useId } from "react";
import { cn } from "../cn";

/** What every field of a form says besides its control: its name, a hint, and what is wrong, tied to it by name. */

export type FieldProps = {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Where it stands in the item, `/owner`: errors of the server find the field by it. */
  readonly path?: string | undefined;
  readonly error?: string | null | undefined;
  readonly isOptional?: boolean;
  readonly className?: string;
};

export type ControlProps = {
  readonly id: string;
  readonly "data-path": string | undefined;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
};

export function Field({
  label,
  hint,
  path,
  error,
  isOptional = false,
  className,
  children,
}: FieldProps & { readonly children: (control: ControlProps) => ReactNode }) {
  const id = useId();
  const described = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(" ");
  return (
    <div className={cn("grid min-w-0 content-start gap-1", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
        {isOptional ? <span className="font-normal text-ink-3"> (optional)</span> : null}
      </label>
      {children({
        id,
        "data-path": path,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      <Beneath id={id} hint={hint} error={error} />
    </div>
  );
}

/** For several controls that are one field: the name is a legend. */
export function FieldGroup({
  label,
  hint,
  path,
  error,
  className,
  children,
}: FieldProps & { readonly children: ReactNode }) {
  const id = useId();
  return (
    <fieldset
      data-path={path}
      tabIndex={path ? -1 : undefined}
      aria-describedby={error ? `${id}-error` : undefined}
      className={cn("grid min-w-0 content-start gap-2", className)}
    >
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <Beneath id={id} hint={hint} error={error} />
      {children}
    </fieldset>
  );
}

function Beneath({ id, hint, error }: { id: string; hint: ReactNode; error: string | null | undefined }) {
  return (
    <>
      {hint ? (
        <p id={`${id}-hint`} className="text-ink-3 text-xs">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="wrap-anywhere font-medium text-deny text-xs">
          {error}
        </p>
      ) : null}
    </>
  );
}
