"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { postJson, problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { useConfig } from "../shared/config-item";
import { errorAt } from "../shared/form/error-at";
import { Select, TextInput } from "../shared/form/inputs";
import { ProblemNotice } from "../shared/notice";
import { instantOf, localText } from "../shared/zone-time";
import { useRereadSchedules } from "./queries";

export type OverrideDraft = { readonly start: number; readonly end: number };
type Kind = "replace" | "add" | "remove";

const KINDS: readonly (readonly [Kind, string])[] = [
  ["replace", "Replace somebody"],
  ["add", "Put somebody on call"],
  ["remove", "Take somebody off"],
];

/** One departure from the layers, on the wall of the schedule's zone. */
export function OverrideForm({
  schedule,
  zone,
  draft,
  onDone,
}: {
  schedule: string;
  zone: string;
  draft: OverrideDraft;
  onDone: () => void;
}) {
  const { value: document } = useConfig();
  const people = document.people.map(({ id, name }) => [id, name] as const);
  const [kind, setKind] = useState<Kind>("replace");
  const [person, setPerson] = useState<string | null>(null);
  const [standIn, setStandIn] = useState<string | null>(null);
  const [start, setStart] = useState(() => localText(draft.start, zone));
  const [end, setEnd] = useState(() => localText(draft.end, zone));
  const add = useAddOverride();
  const problem = add.isError ? problemOf(add.error) : null;
  const instant = (text: string) => new Date(instantOf(text, zone) ?? Number.NaN);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [from, to] = [instant(start), instant(end)];
    if (!person || Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return;
    const more = kind === "replace" ? { with: standIn } : {};
    const input = { schedule, type: kind, person, ...more, start: from.toISOString(), end: to.toISOString() };
    add.mutate(input, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Select label="What" value={kind} choices={KINDS} onChange={(next) => setKind(next ?? "replace")} />
      <Select
        label={kind === "replace" ? "Instead of" : "Who"}
        value={person}
        choices={people}
        onChange={setPerson}
        error={errorAt(problem, "/person")}
      />
      {kind === "replace" ? (
        <Select
          label="Is on call"
          value={standIn}
          choices={people}
          onChange={setStandIn}
          error={errorAt(problem, "/with")}
        />
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextInput
          label="From"
          type="datetime-local"
          value={start}
          onChange={setStart}
          hint={`On the clocks of ${zone}`}
          error={errorAt(problem, "/start")}
        />
        <TextInput
          label="Until"
          type="datetime-local"
          value={end}
          onChange={setEnd}
          error={errorAt(problem, "/end")}
        />
      </div>
      {problem ? (
        <div role="alert">
          <ProblemNotice problem={problem} />
        </div>
      ) : null}
      <Button
        type="submit"
        look="primary"
        size="decision"
        disabled={add.isPending || !person || (kind === "replace" && !standIn)}
      >
        {add.isPending ? "Sending…" : "Add override"}
      </Button>
    </form>
  );
}

function useAddOverride() {
  const reread = useRereadSchedules();
  return useMutation({
    mutationFn: (input: Readonly<Record<string, unknown>>) => postJson<unknown>("/api/v1/overrides", input),
    onSuccess: reread,
  });
}
