"use client";

import { type FormEvent, useState } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { useMe } from "../people/queries";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Picker } from "../shared/form/picker";
import { ProblemNotice } from "../shared/notice";
import { nameOf } from "../shared/words";
import { type Names, namesOf } from "./names";
import { useAddResponder, useReassign } from "./queries";
import { useFirstField } from "./use-first-field";

type Verb = "reassign" | "add_responder";

/** Whom to put on the request: only people who could answer it are offered, and what it does is said before it is done. */
export function AssignForm({
  request,
  verb,
  onDone,
}: {
  request: RequestDetail;
  verb: Verb;
  onDone: (said: string) => void;
}) {
  const reassign = useReassign(request.id);
  const addResponder = useAddResponder(request.id);
  const assign = verb === "reassign" ? reassign : addResponder;
  const [to, setTo] = useState<string | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const form = useFirstField();
  const me = useMe();
  const names = namesOf(request);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (to === null) return;
    assign.mutate({ person: to }, { onSuccess: () => onDone(`${nameOf(to, names)} has been paged.`) });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex min-h-80 flex-col gap-4">
      <Picker
        label={verb === "reassign" ? "Hand it to" : "Also page"}
        value={to === null ? [] : [to]}
        options={optionsOf(request, me?.person.id, verb)}
        onChange={(chosen) => setTo(chosen.at(-1) ?? null)}
        placeholder={to === null ? "Type a name…" : "Somebody else…"}
        error={isAsked && to === null ? "Choose a person." : null}
        hint="Only people who could answer this request are offered."
      />
      <p className="text-ink-2 text-sm">{effect(verb, to, { request, me: me?.person.id, names })}</p>
      {assign.isError ? (
        <div role="alert">
          <ProblemNotice problem={problemOf(assign.error)} />
        </div>
      ) : null}
      <Button type="submit" look="primary" size="decision" className="mt-auto" disabled={assign.isPending}>
        {assign.isPending ? "Sending…" : verb === "reassign" ? "Reassign" : "Add responder"}
      </Button>
    </form>
  );
}

function optionsOf(request: RequestDetail, me: string | undefined, verb: Verb) {
  const names = namesOf(request);
  const paged = new Set(request.responders);
  return request.may_steer.assignees
    .filter((person) => (verb === "reassign" ? person !== me || !paged.has(person) : !paged.has(person)))
    .map((person) => ({
      value: person,
      label: nameOf(person, names),
      note: person === me ? "you" : paged.has(person) ? "was paged" : person,
    }))
    .toSorted((a, b) => a.label.localeCompare(b.label, "en"));
}

function effect(
  verb: Verb,
  to: string | null,
  { request, me, names }: { request: RequestDetail; me: string | undefined; names: Names },
): string {
  const whom = to === null ? "Whoever you choose" : nameOf(to, names);
  if (verb === "add_responder") return `${whom} is paged at once, beside those who were. Nobody is released.`;
  const isPaged = me !== undefined && request.responders.includes(me);
  return isPaged
    ? `${whom} is paged at once, and you are paged and reminded no more. You may still answer.`
    : `${whom} is paged at once. The deadline stays.`;
}
