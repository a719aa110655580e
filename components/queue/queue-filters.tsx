"use client";

import { Search, SlidersHorizontal, X } from "lucide-react";
import { type RefObject, useState } from "react";
import { Button } from "../shared/button";
import { cn } from "../shared/cn";
import { causeWords, humanised } from "../shared/words";
import {
  activeFilterCount,
  CAUSES,
  type Catalogue,
  NO_FILTERS,
  OUTCOMES,
  type QueueFilters,
} from "./filters";

type Change = (changes: Partial<QueueFilters>) => void;

export function QueueFilterBar({
  filters,
  options,
  searchRef,
  onChange,
}: {
  filters: QueueFilters;
  options: Catalogue;
  searchRef: RefObject<HTMLInputElement | null>;
  onChange: Change;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const count = activeFilterCount(filters);
  return (
    <search className="flex flex-wrap items-center gap-2 border-line border-b p-2.5 sm:px-4">
      <label className="relative min-w-48 flex-1">
        <span className="sr-only">Search requests</span>
        <Search aria-hidden="true" className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3" />
        <input
          ref={searchRef}
          type="search"
          value={filters.q ?? ""}
          onChange={(event) => onChange({ q: event.target.value || null })}
          placeholder="Search what they ask, or a code"
          className="input w-full pl-8"
        />
      </label>
      <Button
        className="sm:hidden"
        aria-expanded={isOpen}
        aria-controls="queue-filters"
        onClick={() => setIsOpen(!isOpen)}
      >
        <SlidersHorizontal aria-hidden="true" className="size-4" />
        Filters{count > 0 ? ` (${count})` : ""}
      </Button>
      <div
        id="queue-filters"
        className={cn("w-full flex-wrap gap-2 sm:flex sm:w-auto", isOpen ? "flex" : "hidden")}
      >
        <Fields filters={filters} options={options} onChange={onChange} />
        {count > 0 ? (
          <Button look="bare" onClick={() => onChange(NO_FILTERS)}>
            <X aria-hidden="true" className="size-4" />
            Clear
          </Button>
        ) : null}
      </div>
    </search>
  );
}

function Fields({
  filters,
  options,
  onChange,
}: {
  filters: QueueFilters;
  options: Catalogue;
  onChange: Change;
}) {
  return (
    <>
      <Select
        label="Agent"
        value={filters.agent}
        choices={options.agents.map(({ id, name }) => [id, name] as const)}
        onChange={(agent) => onChange({ agent })}
      />
      <Select
        label="Surface"
        value={filters.surface}
        choices={options.surfaces.map((surface) => [surface, surface] as const)}
        onChange={(surface) => onChange({ surface })}
      />
      {filters.tab === "decided" ? (
        <>
          <Select
            label="Outcome"
            value={filters.status}
            choices={OUTCOMES.map((outcome) => [outcome, humanised(outcome)])}
            onChange={(status) => onChange({ status })}
          />
          <Select
            label="Cause"
            value={filters.cause}
            choices={CAUSES.map((cause) => [cause, causeWords(cause)])}
            onChange={(cause) => onChange({ cause })}
          />
        </>
      ) : null}
    </>
  );
}

function Select<Choice extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: Choice | null;
  choices: readonly (readonly [Choice, string])[];
  onChange: (value: Choice | null) => void;
}) {
  // A filter from the URL may name something no longer on offer: it is still shown as what it is.
  const isOffered = value === null || choices.some(([choice]) => choice === value);
  return (
    <label className="min-w-0 flex-1 sm:flex-none">
      <span className="sr-only">{label}</span>
      <select
        value={value ?? ""}
        onChange={(event) => onChange(choices.find(([choice]) => choice === event.target.value)?.[0] ?? null)}
        className={cn("input w-full max-w-full pr-8 sm:max-w-44", value && "border-engraving")}
      >
        <option value="">{label}: any</option>
        {isOffered ? null : <option value={value}>{value}</option>}
        {choices.map(([choice, name]) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
