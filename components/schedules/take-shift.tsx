"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import type { TakenShift, TakeShiftInput } from "@/lib/contract/schedules";
import { useMe } from "../people/queries";
import { postJson, problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Dialog } from "../shared/dialog";
import { TextInput } from "../shared/form/inputs";
import { ProblemNotice } from "../shared/notice";
import { useNow, useZone } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { listed, nameOf } from "../shared/words";
import { instantOf, localText } from "../shared/zone-time";
import { useRereadSchedules } from "./queries";
import { quickEnds, takeFault } from "./take-shift-times";

type Schedule = {
  readonly id: string;
  readonly name: string;
  /** Who is on call now. */
  readonly people: readonly string[];
};

type Names = Readonly<Record<string, string>>;

/** "Hand the shift to me": the reader alone is on call from now until a time they choose. */
export function TakeShift({ schedule, names }: { schedule: Schedule; names: Names }) {
  const [isOpen, setIsOpen] = useState(false);
  const [takenUntil, setTakenUntil] = useState<string | null>(null);
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)}>
        Take the shift until…
        <span className="sr-only">{schedule.name}</span>
      </Button>
      <p role="status" className={takenUntil ? "text-permit text-xs" : "sr-only"}>
        {takenUntil ? (
          <>
            You are on call until <Time at={takenUntil} />.
          </>
        ) : null}
      </p>
      <Dialog title={`Take ${schedule.name}`} isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <TakeForm
          schedule={schedule}
          names={names}
          onTaken={(until) => {
            setTakenUntil(until);
            setIsOpen(false);
          }}
        />
      </Dialog>
    </>
  );
}

function TakeForm({
  schedule,
  names,
  onTaken,
}: {
  schedule: Schedule;
  names: Names;
  onTaken: (until: string) => void;
}) {
  const zone = useZone();
  const now = useNow();
  const me = useMe();
  const take = useTakeShift(schedule.id);
  const [text, setText] = useState(() => localText(quickEnds(now, zone)[0]?.at ?? now, zone));
  const [isAsked, setIsAsked] = useState(false);
  const end = instantOf(text, zone);
  const fault = takeFault(end, now);
  const others = schedule.people.filter((person) => person !== me?.person.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (fault || end === null) return;
    const until = new Date(end).toISOString();
    take.mutate({ until }, { onSuccess: () => onTaken(until) });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <QuickEnds now={now} zone={zone} chosen={text} onChoose={setText} />
      <TextInput
        label="Until"
        type="datetime-local"
        value={text}
        onChange={setText}
        error={isAsked || end !== null ? fault : null}
        hint={`On the clocks of ${zone}`}
      />
      <p className="text-ink-2 text-sm">
        {end !== null && !fault ? (
          <>
            From now until <Time at={new Date(end).toISOString()} />{" "}
            {others.length > 0
              ? `you are on call instead of ${listed(others.map((person) => nameOf(person, names)))}.`
              : "you are on call, and nobody else is."}{" "}
            Then the schedule goes on as it was.
          </>
        ) : (
          "Choose until when you are on call."
        )}
      </p>
      {take.isError ? (
        <div role="alert">
          <ProblemNotice problem={problemOf(take.error)} />
        </div>
      ) : null}
      <Button type="submit" look="primary" size="decision" disabled={take.isPending}>
        {take.isPending ? "Sending…" : "Take the shift"}
      </Button>
    </form>
  );
}

function QuickEnds({
  now,
  zone,
  chosen,
  onChoose,
}: {
  now: number;
  zone: string;
  chosen: string;
  onChoose: (text: string) => void;
}) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <p id={id} className="field-name">
        For
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that fill in a field are no set of fields. */}
      <div role="group" aria-labelledby={id} className="flex flex-wrap gap-1.5">
        {quickEnds(now, zone).map(({ label, at }) => {
          const text = localText(at, zone);
          return (
            <Button
              key={label}
              size="small"
              look={text === chosen ? "primary" : "quiet"}
              aria-pressed={text === chosen}
              onClick={() => onChoose(text)}
            >
              {label}
            </Button>
          );
        })}
      </div>
    </div>
  );
}

function useTakeShift(id: string) {
  const reread = useRereadSchedules();
  return useMutation({
    mutationFn: (input: TakeShiftInput) =>
      postJson<TakenShift>(`/api/v1/schedules/${encodeURIComponent(id)}/take`, input),
    onSuccess: reread,
  });
}
