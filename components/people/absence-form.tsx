"use client";

import { type FormEvent, useState } from "react";
import type { Problem } from "@/lib/contract/common";
import { Button } from "../shared/button";
import { errorAt } from "../shared/form/error-at";
import { ErrorSummary } from "../shared/form/error-summary";
import { Select, TextInput } from "../shared/form/inputs";
import { useNow, useZone } from "../shared/time-provider";
import { instantOf } from "../shared/zone-time";
import { absenceFaults } from "./absence-faults";

export type Absence = {
  readonly to: string;
  readonly start: number;
  readonly end: number;
  readonly reason: string | null;
};

/** "From Friday evening to Monday morning, Bo": of whoever writes it down, or of somebody else. */
export function AbsenceForm({
  name,
  action,
  others,
  initial,
  isSending,
  problem,
  onSend,
}: {
  name: string;
  /** What the button says. */
  action: string;
  others: readonly { readonly id: string; readonly name: string }[];
  /** Both as a clock in the organisation's zone shows them; empty is unsaid. */
  initial: { readonly start: string; readonly end: string };
  isSending: boolean;
  problem: Problem | null;
  onSend: (absence: Absence, onTaken: () => void) => void;
}) {
  const [zone, now] = [useZone(), useNow()];
  const blank = { to: null as string | null, reason: "", ...initial };
  const [draft, setDraft] = useState(blank);
  const [isAsked, setIsAsked] = useState(false);
  const set = (changes: Partial<typeof blank>) => setDraft({ ...draft, ...changes });
  const [start, end] = [instantOf(draft.start, zone), instantOf(draft.end, zone)];
  const faults = absenceFaults({ to: draft.to, start, end }, now);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (draft.to === null || start === null || end === null || faults.end) return;
    onSend({ to: draft.to, start, end, reason: draft.reason.trim() || null }, () => {
      setDraft(blank);
      setIsAsked(false);
    });
  };
  const at = (field: "to" | "start" | "end") => ({
    path: `/${field}`,
    error: (isAsked ? faults[field] : null) ?? errorAt(problem, `/${field}`),
  });
  return (
    <form noValidate onSubmit={submit} aria-label={name} className="grid gap-4 sm:col-span-2 sm:grid-cols-2">
      <div className="empty:hidden sm:col-span-2">
        <ErrorSummary problem={problem} />
      </div>
      <Select
        label="Who stands in"
        value={draft.to}
        choices={others.map((one) => [one.id, one.name] as const)}
        empty="Choose a person"
        onChange={(to) => set({ to })}
        {...at("to")}
      />
      <TextInput
        label="Reason"
        isOptional
        placeholder="Holiday"
        value={draft.reason}
        onChange={(reason) => set({ reason })}
      />
      <TextInput
        label="Away from"
        type="datetime-local"
        hint={`On the clocks of ${zone}`}
        value={draft.start}
        onChange={(text) => set({ start: text })}
        {...at("start")}
      />
      <TextInput
        label="Away until"
        type="datetime-local"
        value={draft.end}
        onChange={(text) => set({ end: text })}
        {...at("end")}
      />
      <Button type="submit" look="primary" className="justify-self-start" disabled={isSending}>
        {isSending ? "Sending…" : action}
      </Button>
    </form>
  );
}
