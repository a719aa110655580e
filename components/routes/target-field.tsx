"use client";

import { Picker } from "../shared/form/picker";
import { readTarget, targetKey } from "../shared/targets";
import type { RouteBook } from "./book";
import { type Pick, type Target, targetsFor } from "./targets-to-pick";

/** Whom a route names: chosen from everything it can, by typing a few letters of it. */
export function TargetField({
  label,
  targets,
  picks,
  book,
  error,
  onChange,
}: {
  label: string;
  targets: readonly Target[];
  picks: readonly Pick[];
  book: RouteBook;
  error: string | null;
  onChange: (targets: Target[]) => void;
}) {
  const offered = picks.map(({ target, label: words, hint }) => ({
    value: targetKey(target),
    label: words,
    note: hint,
  }));
  const known = new Set(offered.map(({ value }) => value));
  const strays = targets
    .map((target) => ({ value: targetKey(target), label: readTarget(target, book) }))
    .filter(({ value }) => !known.has(value));
  return (
    <Picker
      label={label}
      value={targets.map(targetKey)}
      options={[...offered, ...strays]}
      error={error}
      placeholder={targets.length > 0 ? "Add another…" : "A person, team or schedule…"}
      onChange={(keys) => onChange(targetsFor(keys, picks, targets))}
    />
  );
}
