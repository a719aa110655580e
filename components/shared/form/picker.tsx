"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { cn } from "../cn";
import { moved } from "../order";
import { type ControlProps, Field, type FieldProps } from "./field";
import { matching } from "./matching";

export type Option = { readonly value: string; readonly label: string; readonly note?: string };

type PickerProps = FieldProps & {
  readonly value: readonly string[];
  readonly options: readonly Option[];
  readonly onChange: (value: readonly string[]) => void;
  /** The order means something: what is chosen can be moved up and down. */
  readonly isOrdered?: boolean;
  readonly placeholder?: string;
};

/** Several of many: type to narrow, arrows and Enter to choose, Backspace to take the last one back. */
export function Picker({ value, options, onChange, isOrdered = false, placeholder, ...field }: PickerProps) {
  const chosen = value.map(
    (one) => options.find((option) => option.value === one) ?? { value: one, label: one },
  );
  const left = options.filter((option) => !value.includes(option.value));
  const remove = (index: number) => onChange(value.filter((_, place) => place !== index));
  return (
    <Field {...field}>
      {(props) => (
        <div className="grid gap-1.5">
          {chosen.length > 0 ? (
            <Chosen
              label={field.label}
              chosen={chosen}
              isOrdered={isOrdered}
              onRemove={remove}
              onMove={(from, to) => onChange(moved(value, from, to))}
            />
          ) : null}
          <Combobox
            props={props}
            options={left}
            placeholder={placeholder ?? (chosen.length > 0 ? "Add another…" : "Type to find…")}
            onPick={(picked) => onChange([...value, picked])}
            onBackspace={() => remove(value.length - 1)}
          />
        </div>
      )}
    </Field>
  );
}

function Chosen({
  label,
  chosen,
  isOrdered,
  onRemove,
  onMove,
}: {
  label: string;
  chosen: readonly Option[];
  isOrdered: boolean;
  onRemove: (index: number) => void;
  onMove: (from: number, to: number) => void;
}) {
  const small =
    "inline-flex size-7 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink disabled:opacity-40";
  return (
    <ul aria-label={`${label}: chosen`} className={isOrdered ? "grid gap-1" : "flex flex-wrap gap-1.5"}>
      {chosen.map((option, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: somebody may be in an order twice; the place is the identity.
          key={`${option.value} ${index}`}
          className="inline-flex min-h-8 max-w-full items-center gap-0.5 rounded-md border border-line bg-inset pr-0.5 pl-2.5 text-sm"
        >
          {isOrdered ? <span className="mr-1.5 text-ink-3 text-xs tabular-nums">{index + 1}</span> : null}
          <span className={cn("truncate", isOrdered && "flex-1")}>{option.label}</span>
          {isOrdered ? (
            <>
              <button
                type="button"
                className={small}
                aria-label={`Move ${option.label} up`}
                disabled={index === 0}
                onClick={() => onMove(index, index - 1)}
              >
                <ArrowUp aria-hidden="true" className="size-3.5" />
              </button>
              <button
                type="button"
                className={small}
                aria-label={`Move ${option.label} down`}
                disabled={index === chosen.length - 1}
                onClick={() => onMove(index, index + 1)}
              >
                <ArrowDown aria-hidden="true" className="size-3.5" />
              </button>
            </>
          ) : null}
          <button
            type="button"
            className={small}
            aria-label={`Remove ${option.label}`}
            onClick={() => onRemove(index)}
          >
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Combobox({
  props,
  options,
  placeholder,
  onPick,
  onBackspace,
}: {
  props: ControlProps;
  options: readonly Option[];
  placeholder: string;
  onPick: (value: string) => void;
  onBackspace: () => void;
}) {
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = matching(options, typed);
  const pick = (option: Option | undefined) => {
    if (!option) return;
    onPick(option.value);
    setTyped("");
    setActive(0);
    setIsOpen(false);
  };
  const go = (to: number) => {
    const next = Math.max(0, Math.min(found.length - 1, to));
    setIsOpen(true);
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    switch (event.key) {
      case "ArrowDown":
        go(isOpen ? active + 1 : 0);
        break;
      case "ArrowUp":
        go(active - 1);
        break;
      case "Enter":
        // In a closed list Enter is the form's.
        if (!isOpen) return;
        pick(found[active]);
        break;
      case "Escape":
        if (!isOpen) return;
        setIsOpen(false);
        break;
      case "Backspace":
        if (typed === "") onBackspace();
        return;
      default:
        return;
    }
    event.preventDefault();
  };
  return (
    <div className="relative">
      <input
        {...props}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found[active] ? `${listId}-${active}` : undefined}
        value={typed}
        placeholder={placeholder}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
          setIsOpen(true);
        }}
        onClick={() => setIsOpen(true)}
        onBlur={() => setIsOpen(false)}
        onKeyDown={onKeyDown}
        className="input w-full aria-invalid:border-deny"
      />
      <Options ref={list} id={listId} isOpen={isOpen} found={found} active={active} onPick={pick} />
    </div>
  );
}

function Options({
  ref,
  id,
  isOpen,
  found,
  active,
  onPick,
}: {
  ref: React.Ref<HTMLDivElement>;
  id: string;
  isOpen: boolean;
  found: readonly Option[];
  active: number;
  onPick: (option: Option) => void;
}) {
  return (
    <div
      ref={ref}
      id={id}
      role="listbox"
      aria-label="Suggestions"
      hidden={!isOpen}
      className="absolute inset-x-0 top-full z-30 mt-1 max-h-64 overflow-y-auto rounded-md border border-line-strong bg-sheet py-1 shadow-lift"
    >
      {found.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which keeps the focus.
        <div
          key={option.value}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // Before the field loses the focus, which would close the list under the pointer.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(option)}
          className={cn(
            "flex min-h-9 cursor-pointer flex-wrap items-center gap-x-2 px-3 py-1 text-sm hover:bg-hover",
            index === active && "bg-engraving-soft",
          )}
        >
          {option.label}
          {option.note ? <span className="text-ink-3 text-xs">{option.note}</span> : null}
        </div>
      ))}
      {found.length === 0 ? (
        <div
          role="option"
          aria-selected={false}
          aria-disabled="true"
          tabIndex={-1}
          className="px-3 py-1.5 text-ink-3 text-sm"
        >
          Nothing matches
        </div>
      ) : null}
    </div>
  );
}
