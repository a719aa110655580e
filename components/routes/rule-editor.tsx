"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "../shared/button";
import { errorIn, type FieldError } from "../shared/form/error-at";
import { Checkbox, Select } from "../shared/form/inputs";
import { ruleSentence } from "../shared/rule-sentence";
import type { Route, RouteBook } from "./book";
import { plainThreshold, removeAt, replaceAt, type Threshold } from "./draft";
import { ThresholdEditor } from "./threshold-editor";

type Approval = Route["approval"];
type Set_ = Approval["sets"][number];

/** Who must agree, built from sets that all count and ways of which any does, and said aloud as it is built. */
export function RuleEditor({
  approval,
  book,
  errors,
  onChange,
}: {
  approval: Approval;
  book: RouteBook;
  errors: readonly FieldError[];
  onChange: (approval: Approval) => void;
}) {
  const setSets = (sets: Set_[]) => onChange({ ...approval, sets });
  return (
    <div className="grid gap-4">
      <p className="border-engraving border-l-2 pl-3 font-medium" data-rule-sentence>
        {ruleSentence(approval, book)}
      </p>
      <div className="grid gap-3">
        {approval.sets.map((set, index) => (
          <SetEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: a set has no name but its place.
            key={index}
            set={set}
            number={index + 1}
            isOnly={approval.sets.length === 1}
            book={book}
            errors={errors.filter(({ path }) => path.startsWith(`/approval/sets/${index}`))}
            place={`/approval/sets/${index}`}
            onChange={(changed) => setSets(replaceAt(approval.sets, index, changed))}
            onRemove={() => setSets(removeAt(approval.sets, index))}
          />
        ))}
      </div>
      <p>
        <Button size="small" onClick={() => setSets([...approval.sets, { thresholds: [plainThreshold] }])}>
          <Plus aria-hidden="true" className="size-3.5" />
          Also require somebody else
        </Button>
      </p>
      <RuleOptions approval={approval} onChange={onChange} />
    </div>
  );
}

const ASSURANCES = [
  ["slack", "From Slack or the console"],
  ["session", "Signed in to the console"],
  ["recent", "Signed in to the console a moment ago"],
  ["passkey", "With a passkey"],
] as const;

function RuleOptions({ approval, onChange }: { approval: Approval; onChange: (approval: Approval) => void }) {
  return (
    <details className="group">
      <summary className="inline-flex min-h-8 items-center text-engraving text-sm underline underline-offset-2">
        How they must answer
      </summary>
      <div className="mt-2 grid gap-3 sm:max-w-md">
        <Select
          label="An approval needs"
          value={approval.assurance}
          choices={ASSURANCES}
          onChange={(assurance) => onChange({ ...approval, assurance: assurance ?? approval.assurance })}
          hint="A denial needs none of it."
        />
        <Checkbox
          label="A reason must be given"
          value={approval.reason_required}
          onChange={(reason_required) => onChange({ ...approval, reason_required })}
        />
        <Checkbox
          label="Nobody counts twice"
          hint="With several requirements, each must be met by somebody else."
          value={approval.distinct_people}
          onChange={(distinct_people) => onChange({ ...approval, distinct_people })}
        />
      </div>
    </details>
  );
}

function SetEditor({
  set,
  number,
  isOnly,
  book,
  errors,
  place,
  onChange,
  onRemove,
}: {
  set: Set_;
  number: number;
  isOnly: boolean;
  book: RouteBook;
  errors: readonly FieldError[];
  place: string;
  onChange: (set: Set_) => void;
  onRemove: () => void;
}) {
  const { thresholds } = set;
  const setThresholds = (changed: Threshold[]) => onChange({ ...set, thresholds: changed });
  const own = errors.find(({ path }) => path === place);
  return (
    <fieldset className="grid gap-3 rounded-md border border-line p-3">
      <legend className="px-1 text-2xs text-ink-3">{isOnly ? "Needed" : `Needed, ${number}`}</legend>
      {thresholds.map((threshold, index) => (
        <ThresholdEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a threshold has no name but its place.
          key={index}
          threshold={threshold}
          name={nameOfPlace(number, index, isOnly)}
          isAlternative={index > 0}
          book={book}
          error={errorIn(errors, `${place}/thresholds/${index}`)}
          onChange={(changed) => setThresholds(replaceAt(thresholds, index, changed))}
          onRemove={thresholds.length > 1 ? () => setThresholds(removeAt(thresholds, index)) : null}
        />
      ))}
      {own ? (
        <p role="status" className="font-medium text-deny text-xs">
          {own.message}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button size="small" look="bare" onClick={() => setThresholds([...thresholds, plainThreshold])}>
          <Plus aria-hidden="true" className="size-3.5" />
          Or somebody else instead
        </Button>
        {isOnly ? null : (
          <Button size="small" look="bare" onClick={onRemove} aria-label={`Remove requirement ${number}`}>
            <Trash2 aria-hidden="true" className="size-3.5" />
            Remove
          </Button>
        )}
      </div>
    </fieldset>
  );
}

/** What tells one group of fields from the next, for whoever hears them. */
const nameOfPlace = (number: number, index: number, isOnly: boolean): string =>
  `${isOnly ? "" : `, requirement ${number}`}${index === 0 ? "" : `, alternative ${index}`}`;
