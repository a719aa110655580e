"use client";

import { Plus, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "../shared/button";
import { Checkbox } from "../shared/form/inputs";
import type { RouteBook } from "./book";
import { CountInput } from "./count-input";
import type { Threshold } from "./draft";
import { TargetField } from "./target-field";
import { answererPicks, type Target } from "./targets-to-pick";

/** One way to meet a requirement: how many, of whom, at which level, up to what. */
export function ThresholdEditor({
  threshold,
  name,
  isAlternative,
  book,
  error,
  onChange,
  onRemove,
}: {
  threshold: Threshold;
  /** Added to every label where there is more than one of these. */
  name: string;
  isAlternative: boolean;
  book: RouteBook;
  error: string | null;
  onChange: (threshold: Threshold) => void;
  onRemove: (() => void) | null;
}) {
  const isAnyPaged = threshold.from == null;
  return (
    <div className="grid gap-3">
      {isAlternative ? <p className="font-medium text-2xs text-ink-3 uppercase">or</p> : null}
      <Checkbox
        label={`Whoever this route pages${name}`}
        value={isAnyPaged}
        onChange={(isTicked) => onChange({ ...threshold, from: isTicked ? null : [] })}
      />
      {isAnyPaged ? null : (
        <TargetField
          label={`Answers are taken from${name}`}
          targets={threshold.from ?? []}
          picks={answererPicks(book)}
          book={book}
          onChange={(targets) => onChange({ ...threshold, from: targets.filter(isName) })}
          error={error}
        />
      )}
      {isAnyPaged && error ? <p className="font-medium text-deny text-xs">{error}</p> : null}
      <div className="grid grid-cols-3 items-end gap-3 sm:max-w-md">
        <CountInput
          label={`How many approve${name}`}
          value={threshold.approve}
          minimum={0}
          maximum={1000}
          onChange={(approve) => onChange({ ...threshold, approve })}
        />
        <CountInput
          label={`At level, or above${name}`}
          value={threshold.level}
          minimum={1}
          maximum={100}
          onChange={(level) => onChange({ ...threshold, level })}
        />
        <CountInput
          label={`How many deny${name}`}
          value={threshold.deny}
          minimum={0}
          maximum={1000}
          onChange={(deny) => onChange({ ...threshold, deny })}
          hint={threshold.deny === 0 ? "A denial ends nothing." : undefined}
        />
      </div>
      <Limits threshold={threshold} name={name} onChange={onChange} />
      {onRemove ? (
        <p>
          <Button size="small" look="bare" onClick={onRemove} aria-label={`Remove this way${name}`}>
            <Trash2 aria-hidden="true" className="size-3.5" />
            Remove
          </Button>
        </p>
      ) : null}
    </div>
  );
}

const isName = (target: Target): target is Extract<Target, string> => typeof target === "string";

/** Up to which value of an argument these people have authority. */
function Limits({
  threshold,
  name,
  onChange,
}: {
  threshold: Threshold;
  name: string;
  onChange: (threshold: Threshold) => void;
}) {
  const limits = Object.entries(threshold.up_to ?? {});
  const keep = (entries: readonly (readonly [string, number])[]) =>
    onChange({ ...threshold, up_to: entries.length === 0 ? null : Object.fromEntries(entries) });
  return (
    <div className="grid gap-2">
      {limits.length > 0 ? (
        <ul className="grid gap-1" aria-label={`Limits${name}`}>
          {limits.map(([field, limit]) => (
            <li key={field} className="flex items-center gap-2 text-sm">
              <span>
                Only where <span className="font-mono text-xs">{field}</span> is at most{" "}
                {limit.toLocaleString("en-US")}
              </span>
              <Button
                size="small"
                look="bare"
                aria-label={`Remove the limit on ${field}${name}`}
                onClick={() => keep(limits.filter(([known]) => known !== field))}
              >
                <Trash2 aria-hidden="true" className="size-3.5" />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <NewLimit
        name={name}
        onAdd={(field, limit) => keep([...limits.filter(([known]) => known !== field), [field, limit]])}
      />
    </div>
  );
}

function NewLimit({ name, onAdd }: { name: string; onAdd: (field: string, limit: number) => void }) {
  const id = useId();
  const [field, setField] = useState("");
  const [limit, setLimit] = useState("");
  const value = Number(limit.replaceAll(",", ""));
  const isWhole = field.trim() !== "" && limit.trim() !== "" && Number.isFinite(value);
  return (
    <details>
      <summary className="inline-flex min-h-8 items-center text-engraving text-sm underline underline-offset-2">
        Limit their authority<span className="sr-only">{name}</span>
      </summary>
      <div className="mt-1 flex flex-wrap items-end gap-2 text-sm">
        <div className="grid gap-1">
          <label htmlFor={`${id}-field`}>Argument</label>
          <input
            id={`${id}-field`}
            className="input w-40 font-mono"
            placeholder="amount_cents"
            autoComplete="off"
            value={field}
            onChange={(event) => setField(event.target.value)}
          />
        </div>
        <div className="grid gap-1">
          <label htmlFor={`${id}-limit`}>at most</label>
          <input
            id={`${id}-limit`}
            className="input w-32"
            inputMode="decimal"
            autoComplete="off"
            placeholder="50000"
            value={limit}
            onChange={(event) => setLimit(event.target.value)}
          />
        </div>
        <Button
          disabled={!isWhole}
          onClick={() => {
            onAdd(field.trim(), value);
            setField("");
            setLimit("");
          }}
        >
          <Plus aria-hidden="true" className="size-3.5" />
          Add the limit
        </Button>
      </div>
    </details>
  );
}
