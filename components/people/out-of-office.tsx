"use client";

import { type FormEvent, useState } from "react";
import type { ConfigDocument } from "@/lib/contract/config";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { useConfig, useRemoveItem, useSaveItem } from "../shared/config-item";
import { errorAt } from "../shared/form/error-at";
import { ErrorSummary } from "../shared/form/error-summary";
import { Select, TextInput } from "../shared/form/inputs";
import { useReadOnly } from "../shared/form/read-only";
import { ProblemNotice } from "../shared/notice";
import { useNow, useZone } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { nameOf } from "../shared/words";
import { instantOf } from "../shared/zone-time";
import { delegationId } from "./delegation-id";

type Delegation = ConfigDocument["delegations"][number];

/** When this person is away, and who has their authority until they are back. Each is saved at once. */
export function OutOfOffice({ id }: { id: string }) {
  const { value: document } = useConfig();
  const now = useNow();
  const isReader = useReadOnly("delegations") !== null;
  const names = Object.fromEntries(document.people.map((person) => [person.id, person.name]));
  const ahead = document.delegations.filter(({ from, end }) => from === id && Date.parse(end) > now);
  return (
    <section aria-labelledby="away" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <h2 id="away" className="font-semibold">
        Out of office
      </h2>
      <p className="mt-0.5 max-w-[65ch] text-ink-2 text-sm">
        Whoever stands in is paged instead and answers “on behalf of {nameOf(id, names)}”, also for requests
        that are open.
      </p>
      {ahead.length > 0 ? (
        <ul className="mt-4 divide-y divide-line border-line border-y">
          {ahead.map((delegation) => (
            <Row
              key={delegation.id}
              delegation={delegation}
              to={nameOf(delegation.to, names)}
              isReader={isReader}
            />
          ))}
        </ul>
      ) : null}
      {isReader ? null : <AddForm id={id} document={document} />}
    </section>
  );
}

function Row({ delegation, to, isReader }: { delegation: Delegation; to: string; isReader: boolean }) {
  const removing = useRemoveItem("delegations");
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm">
      <span>
        <Time at={delegation.start} /> until <Time at={delegation.end} />: {to} stands in
      </span>
      {delegation.reason ? <span className="text-ink-3 text-xs">{delegation.reason}</span> : null}
      {isReader ? null : (
        <Button
          size="small"
          className="ml-auto"
          aria-label={`Take back: ${to} stands in`}
          disabled={removing.isPending}
          onClick={() => removing.mutate({ id: delegation.id, tag: null })}
        >
          Take back
        </Button>
      )}
      {removing.isError ? <ProblemNotice problem={problemOf(removing.error)} /> : null}
    </li>
  );
}

const EMPTY = { to: null as string | null, start: "", end: "", reason: "" };

function AddForm({ id, document }: { id: string; document: ConfigDocument }) {
  const zone = useZone();
  const [draft, setDraft] = useState(EMPTY);
  const [isAsked, setIsAsked] = useState(false);
  const saving = useSaveItem("delegations");
  const [start, end] = [instantOf(draft.start, zone), instantOf(draft.end, zone)];
  const problem = saving.isError ? problemOf(saving.error) : null;
  const set = (changes: Partial<typeof EMPTY>) => setDraft({ ...draft, ...changes });
  const missing = (isThere: boolean, words: string) => (isAsked && !isThere ? words : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (draft.to === null || start === null || end === null) return;
    const item = {
      id: delegationId(id, draft.start, document.delegations),
      from: id,
      to: draft.to,
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
      reason: draft.reason.trim() || null,
    };
    saving.mutate(
      { item, id: null, tag: null },
      {
        onSuccess: () => {
          setDraft(EMPTY);
          setIsAsked(false);
        },
      },
    );
  };
  return (
    <form noValidate onSubmit={submit} aria-label="Out of office" className="mt-4 grid gap-3 sm:grid-cols-2">
      <div className="empty:hidden sm:col-span-2">
        <ErrorSummary problem={problem} />
      </div>
      <TextInput
        label="Away from"
        type="datetime-local"
        hint={`On the clocks of ${zone}`}
        value={draft.start}
        onChange={(text) => set({ start: text })}
        path="/start"
        error={errorAt(problem, "/start") ?? missing(start !== null, "Say from when.")}
      />
      <TextInput
        label="Away until"
        type="datetime-local"
        value={draft.end}
        onChange={(text) => set({ end: text })}
        path="/end"
        error={errorAt(problem, "/end") ?? missing(end !== null, "Say until when.")}
      />
      <Select
        label="Who stands in"
        value={draft.to}
        choices={document.people
          .filter((one) => one.id !== id && one.role !== "auditor")
          .map((one) => [one.id, one.name] as const)}
        empty="Choose…"
        onChange={(to) => set({ to })}
        path="/to"
        error={errorAt(problem, "/to") ?? missing(draft.to !== null, "Say who stands in.")}
      />
      <TextInput
        label="Why"
        isOptional
        placeholder="Holiday"
        value={draft.reason}
        onChange={(reason) => set({ reason })}
      />
      <div className="flex flex-wrap items-center gap-3 sm:col-span-2">
        <Button type="submit" disabled={saving.isPending}>
          {saving.isPending ? "Saving…" : "Lend their authority"}
        </Button>
        <p role="status" className="text-permit text-sm">
          {saving.isSuccess ? "Saved." : ""}
        </p>
      </div>
    </form>
  );
}
