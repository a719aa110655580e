"use client";

import { Plus, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../shared/button";
import { errorIn } from "../shared/form/error-at";
import { Checkbox, Select } from "../shared/form/inputs";
import { channelWords } from "../shared/words";
import type { Route, RouteBook } from "./book";
import { removeAt, replaceAt, type Step, withStep } from "./draft";
import { DurationField } from "./duration-field";
import { Problems } from "./problems";
import { TargetField } from "./target-field";
import { pagePicks } from "./targets-to-pick";
import type { Previewed } from "./use-preview";
import { WouldPage } from "./would-page";

/** The ladder, rung by rung: after how long, whom, and who that is right now. */
export function StepsEditor({
  route,
  book,
  previewed,
  onChange,
}: {
  route: Route;
  book: RouteBook;
  previewed: Previewed;
  onChange: (route: Route) => void;
}) {
  const setSteps = (steps: Step[]) => onChange({ ...route, steps });
  const { list, addButton, focusNew } = useFocus();
  return (
    <div className="grid gap-3">
      <ol
        ref={list}
        className="relative grid gap-3 before:absolute before:inset-y-4 before:left-[0.6875rem] before:w-px before:bg-engraving/50 before:content-['']"
      >
        {route.steps.map((step, index) => (
          <StepEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: a step's place in the ladder is its identity.
            key={index}
            step={step}
            index={index}
            book={book}
            previewed={previewed}
            onChange={(changed) => setSteps(replaceAt(route.steps, index, changed))}
            onRemove={() => {
              setSteps(removeAt(route.steps, index));
              addButton.current?.focus();
            }}
          />
        ))}
      </ol>
      {route.steps.length === 0 ? (
        <p className="text-ink-2 text-sm">There is no step: the organisation’s fallback is paged instead.</p>
      ) : null}
      <p>
        <Button
          ref={addButton}
          onClick={() => {
            onChange(withStep(route));
            focusNew();
          }}
        >
          <Plus aria-hidden="true" className="size-4" />
          Add a step
        </Button>
      </p>
    </div>
  );
}

/** Whoever adds a step wants to say whom it pages; whoever removes one must not be left nowhere. */
function useFocus() {
  const list = useRef<HTMLOListElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const [addedCount, setAddedCount] = useState(0);
  useEffect(() => {
    if (addedCount === 0) return;
    list.current?.querySelector<HTMLElement>(":scope > li:last-child [role=combobox]")?.focus();
  }, [addedCount]);
  return { list, addButton, focusNew: () => setAddedCount(addedCount + 1) };
}

function StepEditor({
  step,
  index,
  book,
  previewed,
  onChange,
  onRemove,
}: {
  step: Step;
  index: number;
  book: RouteBook;
  previewed: Previewed;
  onChange: (step: Step) => void;
  onRemove: () => void;
}) {
  const number = index + 1;
  const place = `/steps/${index}`;
  return (
    <li className="relative grid grid-cols-[1.375rem_minmax(0,1fr)] gap-x-3">
      <span
        aria-hidden="true"
        className="relative z-10 mt-3 inline-flex size-5.5 items-center justify-center rounded-full border-2 border-engraving bg-sheet font-mono text-2xs"
      >
        {number}
      </span>
      <fieldset className="grid gap-3 rounded-md border border-line p-3">
        <legend className="sr-only">Step {number}</legend>
        <div className="flex flex-wrap items-start justify-between gap-3">
          <DurationField
            label={`Step ${number} comes after`}
            value={step.after}
            onChange={(after) => onChange({ ...step, after: after ?? "" })}
            hint={
              step.after === "0m" || step.after === "0s" ? "At once, when the action is held." : undefined
            }
            error={errorIn(previewed.errors, `${place}/after`)}
          />
          <Button size="small" look="bare" onClick={onRemove} aria-label={`Remove step ${number}`}>
            <Trash2 aria-hidden="true" className="size-4" />
          </Button>
        </div>
        <TargetField
          label={`Step ${number} pages`}
          targets={step.notify}
          picks={pagePicks(book)}
          book={book}
          onChange={(notify) => onChange({ ...step, notify })}
          error={errorIn(previewed.errors, `${place}/notify`)}
        />
        <div role="status" className="grid gap-1">
          {previewed.ladder ? <WouldPage ladder={previewed.ladder} index={index} names={book.names} /> : null}
          <Problems
            problems={previewed.problems.filter(
              ({ path, code }) => path === place && code !== "step_after_deadline",
            )}
          />
        </div>
        <HowPaged step={step} number={number} onChange={onChange} />
      </fieldset>
    </li>
  );
}

const URGENCIES = [
  ["default", "Their usual way"],
  ["urgent", "Their urgent way"],
] as const;
const CHANNELS = ["web", "slack", "email"] as const;
type Channel = (typeof CHANNELS)[number];

function HowPaged({
  step,
  number,
  onChange,
}: {
  step: Step;
  number: number;
  onChange: (step: Step) => void;
}) {
  const via = step.via ?? null;
  const toggle = (channel: Channel, isTicked: boolean) => {
    const kept = (via ?? []).filter((known) => known !== channel);
    const next = isTicked ? [...kept, channel] : kept;
    onChange({ ...step, via: next.length === 0 ? null : CHANNELS.filter((known) => next.includes(known)) });
  };
  return (
    <details>
      <summary className="inline-flex min-h-8 items-center text-engraving text-sm underline underline-offset-2">
        How they are paged<span className="sr-only"> in step {number}</span>
      </summary>
      <div className="mt-2 grid gap-3 sm:max-w-sm">
        <Select
          label={`Urgency of step ${number}`}
          value={step.urgency ?? "default"}
          choices={URGENCIES}
          onChange={(urgency) => onChange({ ...step, urgency })}
          hint="Each person says for themselves which of their channels that is."
        />
        <fieldset className="grid gap-1.5">
          <legend className="mb-1 font-medium text-sm">Only over these channels</legend>
          {CHANNELS.map((channel) => (
            <Checkbox
              key={channel}
              label={channelWords(channel)}
              value={via?.includes(channel) ?? false}
              onChange={(isTicked) => toggle(channel, isTicked)}
            />
          ))}
          <p className="text-ink-3 text-xs">
            None ticked: over every channel the person has chosen for themselves.
          </p>
        </fieldset>
      </div>
    </details>
  );
}
