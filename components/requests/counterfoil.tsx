"use client";

import type { RequestDetail } from "@/lib/contract/requests";
import { Button } from "../shared/button";
import { Countdown } from "../shared/countdown";
import { ProblemNotice } from "../shared/notice";
import { durationText } from "../shared/time";
import { useNow } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { decisionWords, listed, nameOf } from "../shared/words";
import { EXTENSION_SECONDS, useClockVerbs } from "./clock-verbs";
import { MoreActions } from "./more-actions";
import { namesOf } from "./names";
import { Outcome } from "./outcome";

/** The perforated part: the time while it runs, and what became of it afterwards. */
export function Counterfoil({ request }: { request: RequestDetail }) {
  return (
    <div className="perforated-top lg:perforated-left flex min-w-0 flex-col gap-4 bg-inset p-4 sm:p-6 lg:p-5">
      <p role="status" className="sr-only">
        {request.decision ? decisionWords(request.decision, namesOf(request)).headline : ""}
      </p>
      {request.decision ? (
        <Outcome request={request} decision={request.decision} />
      ) : (
        <Running request={request} />
      )}
    </div>
  );
}

function Running({ request }: { request: RequestDetail }) {
  const isOver = useNow() >= Date.parse(request.deadline_at);
  return (
    <>
      <div>
        <p className="field-name mb-1">Time left to decide</p>
        <Countdown openedAt={request.opened_at} deadlineAt={request.deadline_at} large />
        <Milestones deadlineAt={request.deadline_at} />
      </div>
      <p className="text-sm text-ink-2">
        {isOver ? (
          "The deadline has passed: the gate denies it now."
        ) : (
          <>
            If nobody answers by{" "}
            <span className="font-medium text-ink">
              <Time at={request.deadline_at} />
            </span>
            , it is denied and the agent is told “deadline”.
          </>
        )}
      </p>
      <Paged request={request} />
      <ClockVerbs request={request} />
    </>
  );
}

/** Said aloud at five minutes, one minute and the end; the timer itself keeps silent. */
function Milestones({ deadlineAt }: { deadlineAt: string }) {
  const left = Date.parse(deadlineAt) - useNow();
  const said = MILESTONES.find(([milliseconds]) => left <= milliseconds)?.[1] ?? "";
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}

const MILESTONES: readonly (readonly [number, string])[] = [
  [0, "The deadline has passed."],
  [60_000, "Less than one minute left to decide."],
  [300_000, "Less than five minutes left to decide."],
];

function Paged({ request }: { request: RequestDetail }) {
  const names = namesOf(request);
  const { acknowledgement, responders: paged } = request;
  return (
    <div className="grid gap-1 text-sm text-ink-2">
      <p>
        {paged.length > 0
          ? `Paged: ${listed(paged.map((id) => nameOf(id, names)))}.`
          : "Nobody has been paged yet."}
      </p>
      {acknowledgement ? (
        <p>
          {nameOf(acknowledgement.person, names)} is looking; paging pauses until{" "}
          <Time at={acknowledgement.until} />.
        </p>
      ) : null}
    </div>
  );
}

/** What may be done with the time. None of it decides, and only the extension moves the deadline. */
function ClockVerbs({ request }: { request: RequestDetail }) {
  const { acknowledge, escalate, extend, isBusy, problem, isDone } = useClockVerbs(request);
  const { verbs } = request.may_steer;
  if (verbs.length === 0) return null;
  const canAnswer = request.may_respond.verdicts.length > 0;
  return (
    <div className="mt-auto grid gap-2">
      <div className="flex flex-wrap gap-1.5">
        {verbs.includes("acknowledge") ? (
          <Button size="small" disabled={isBusy || acknowledge.isDone} onClick={acknowledge.run}>
            {acknowledge.isDone ? "You are looking" : "I’m looking"}
          </Button>
        ) : null}
        <Button size="small" disabled={isBusy || !escalate.isPossible} onClick={escalate.run}>
          {escalate.isPossible ? "Page the next step now" : "Every step is paged"}
        </Button>
        {verbs.includes("acknowledge") ? (
          <Button size="small" disabled={isBusy || !extend.isPossible} onClick={extend.run}>
            {extend.isPossible ? `Add ${durationText(EXTENSION_SECONDS)}` : "No more time to add"}
          </Button>
        ) : null}
        {canAnswer ? null : <MoreActions request={request} />}
      </div>
      <p role="status" className="sr-only">
        {isDone ? "Done." : ""}
      </p>
      {problem ? <ProblemNotice problem={problem} /> : null}
    </div>
  );
}
