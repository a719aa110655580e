"use client";

import { type FormEvent, useState } from "react";
import { ProblemError, problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Select, TextInput } from "../shared/form/inputs";
import { ProblemNotice } from "../shared/notice";
import { useNow, useZone } from "../shared/time-provider";
import { instantOf, localText } from "../shared/zone-time";
import { lendFaults } from "./lend-fault";
import { useLend } from "./queries";

const HOUR = 3_600_000;

/** "From Friday evening to Monday morning, Bo." */
export function LendForm({
  others,
  onLent,
}: {
  others: readonly { readonly id: string; readonly name: string }[];
  onLent: (to: string) => void;
}) {
  const [zone, now, lend] = [useZone(), useNow(), useLend()];
  const [to, setTo] = useState<string | null>(null);
  const [start, setStart] = useState(() => localText(now, zone));
  const [end, setEnd] = useState(() => localText(now + 24 * HOUR, zone));
  const [reason, setReason] = useState("");
  const [isAsked, setIsAsked] = useState(false);
  const wanted = { to, start: instantOf(start, zone), end: instantOf(end, zone) };
  const faults = lendFaults(wanted, now);
  const refused = (path: string): string | null =>
    lend.error instanceof ProblemError
      ? (lend.error.problem.errors?.find((error) => error.path === path)?.message ?? null)
      : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (to === null || wanted.start === null || wanted.end === null || faults.end) return;
    const time = {
      // What begins within this minute begins now.
      start: wanted.start <= now ? null : new Date(wanted.start).toISOString(),
      end: new Date(wanted.end).toISOString(),
    };
    const done = () => {
      setIsAsked(false);
      setTo(null);
      setReason("");
      onLent(to);
    };
    lend.mutate({ to, ...time, reason: reason.trim() || null }, { onSuccess: done });
  };
  const fault = (field: "to" | "start" | "end"): string | null =>
    (isAsked ? faults[field] : null) ?? refused(`/${field}`);
  const choices = others.map(({ id, name }) => [id, name] as const);
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label="Lend my authority"
      className="grid gap-4 sm:col-span-2 sm:grid-cols-2"
    >
      <Select
        label="Who stands in"
        value={to}
        choices={choices}
        empty="Choose a person"
        onChange={setTo}
        error={fault("to")}
      />
      <TextInput label="Reason" isOptional placeholder="Holiday" value={reason} onChange={setReason} />
      <TextInput
        label="From"
        type="datetime-local"
        value={start}
        onChange={setStart}
        error={fault("start")}
      />
      <TextInput
        label="Until"
        type="datetime-local"
        value={end}
        onChange={setEnd}
        hint={`On the clocks of ${zone}`}
        error={fault("end")}
      />
      {lend.isError ? (
        <div role="alert" className="sm:col-span-2">
          <ProblemNotice problem={problemOf(lend.error)} />
        </div>
      ) : null}
      <Button type="submit" look="primary" className="justify-self-start" disabled={lend.isPending}>
        {lend.isPending ? "Sending…" : "Lend my authority"}
      </Button>
    </form>
  );
}
