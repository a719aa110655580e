"use client";

import { useState } from "react";
import type { DelegationView, MyDelegations } from "@/lib/contract/people-own";
import { AbsenceForm } from "../people/absence-form";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { FormSection } from "../shared/form/form-page";
import { ProblemNotice } from "../shared/notice";
import { useNow, useZone } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { nameOf } from "../shared/words";
import { localText } from "../shared/zone-time";
import { useLend, useMyDelegations, useTakeBack } from "./queries";

const DAY = 86_400_000;

type Names = Readonly<Record<string, string>>;

/** Lending one's authority, what is lent now and later, and taking it back. */
export function OutOfOffice({
  initial,
  others,
  names,
}: {
  initial: MyDelegations;
  others: readonly { readonly id: string; readonly name: string }[];
  names: Names;
}) {
  const { delegations, lent_to_me } = useMyDelegations(initial);
  const [said, setSaid] = useState("");
  return (
    <FormSection
      title="Out of office"
      summary="While you are away somebody is paged in your place and answers on your behalf, and only what you could. Whoever may not approve a request cannot do so for you either."
    >
      <div className="grid gap-3 sm:col-span-2">
        <p role="status" className={said ? "text-permit text-sm" : "sr-only"}>
          {said}
        </p>
        {delegations.length > 0 ? (
          <ul aria-label="Your absences" className="divide-y divide-line rounded-md border border-line">
            {delegations.map((one) => (
              <Absence key={one.id} one={one} names={names} onEnded={setSaid} />
            ))}
          </ul>
        ) : (
          <p className="text-ink-2 text-sm">You are here, and no absence is planned.</p>
        )}
        {lent_to_me.map((one) => (
          <p key={one.id} className="text-ink-2 text-sm">
            {one.active ? "You answer" : "You will answer"} on behalf of{" "}
            <span className="font-medium text-ink">{nameOf(one.from, names)}</span> until{" "}
            <Time at={one.end} />
            {one.active ? null : (
              <>
                , from <Time at={one.start} />
              </>
            )}
            .
          </p>
        ))}
      </div>
      <Lend others={others} onLent={(to) => setSaid(`${nameOf(to, names)} stands in for you.`)} />
    </FormSection>
  );
}

/** From now until tomorrow, unless they say otherwise. */
function Lend({
  others,
  onLent,
}: {
  others: readonly { readonly id: string; readonly name: string }[];
  onLent: (to: string) => void;
}) {
  const [zone, now, lend] = [useZone(), useNow(), useLend()];
  return (
    <AbsenceForm
      name="Lend my authority"
      action="Lend my authority"
      others={others}
      initial={{ start: localText(now, zone), end: localText(now + DAY, zone) }}
      isSending={lend.isPending}
      problem={lend.isError ? problemOf(lend.error) : null}
      onSend={({ to, start, end, reason }, onTaken) => {
        // What begins within this minute begins now.
        const time = {
          start: start <= now ? null : new Date(start).toISOString(),
          end: new Date(end).toISOString(),
        };
        const onSuccess = () => {
          onTaken();
          onLent(to);
        };
        lend.mutate({ to, ...time, reason }, { onSuccess });
      }}
    />
  );
}

function Absence({
  one,
  names,
  onEnded,
}: {
  one: DelegationView;
  names: Names;
  onEnded: (said: string) => void;
}) {
  const takeBack = useTakeBack();
  const name = nameOf(one.to, names);
  const action = one.active ? "End now" : "Cancel";
  const end = () =>
    takeBack.mutate(one.id, {
      onSuccess: () => onEnded(one.active ? "You have your authority back." : "The absence is cancelled."),
    });
  return (
    <li className="grid gap-2 px-3 py-2.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 text-sm">
          <p>
            <span className="font-medium">{name}</span>{" "}
            {one.active ? "stands in for you now" : "will stand in for you"}
          </p>
          <p className="text-ink-2 text-xs">
            <Time at={one.start} /> to <Time at={one.end} />
            {one.reason ? ` · ${one.reason}` : ""}
          </p>
        </div>
        <Button size="small" aria-label={`${action}: ${name}`} disabled={takeBack.isPending} onClick={end}>
          {action}
        </Button>
      </div>
      {takeBack.isError ? (
        <div role="alert">
          <ProblemNotice problem={problemOf(takeBack.error)} />
        </div>
      ) : null}
    </li>
  );
}
