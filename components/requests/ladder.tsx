"use client";

import { AlarmClock } from "lucide-react";
import type { DeliveryView, RequestDetail, StepView } from "@/lib/contract/requests";
import { cn } from "../shared/cn";
import { targetWords } from "../shared/targets";
import { durationText } from "../shared/time";
import { useNow } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { channelWords, listed, nameOf } from "../shared/words";
import { bookOf, type Names, namesOf } from "./names";
import { RailSection } from "./section";

/** The ladder with its clock: who was paged when and whether it arrived, who is next, and where it ends. */
export function Ladder({ request }: { request: RequestDetail }) {
  return (
    <RailSection title="Who is paged, and when">
      <ol className="relative grid gap-4 before:absolute before:inset-y-2 before:left-[0.3125rem] before:w-px before:bg-line-strong before:content-['']">
        {request.steps.map((step) => (
          <Rung key={`${step.index} ${step.at}`} step={step} request={request} />
        ))}
        <li className="relative pl-6">
          <AlarmClock aria-hidden="true" className="absolute top-0.5 -left-0.5 size-4 bg-paper text-ink-2" />
          <p className="font-medium text-sm">Deadline, after {offsetOf(request, request.deadline_at)}</p>
          <p className="text-xs text-ink-2">
            <Time at={request.deadline_at} />: denied if nobody answered.
          </p>
        </li>
      </ol>
    </RailSection>
  );
}

const offsetOf = (request: RequestDetail, at: string): string =>
  durationText((Date.parse(at) - Date.parse(request.opened_at)) / 1000);

function Rung({ step, request }: { step: StepView; request: RequestDetail }) {
  const names = namesOf(request);
  const isPast = step.fired_at !== null || step.skipped;
  return (
    <li className="relative pl-6">
      <span
        aria-hidden="true"
        className={cn(
          "absolute top-1.5 left-0 size-2.75 rounded-full border-2 border-line-strong bg-paper",
          step.fired_at && !step.skipped && "border-engraving bg-engraving",
        )}
      />
      <p className="font-medium text-sm">
        Step {step.index + 1}
        {isPast ? "" : `, after ${offsetOf(request, step.at)}`}
      </p>
      <RungState step={step} request={request} />
      {step.deliveries.length > 0 ? (
        <ul className="mt-1.5 grid gap-1">
          {step.deliveries.map((delivery) => (
            <Delivered key={delivery.id} delivery={delivery} names={names} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function RungState({ step, request }: { step: StepView; request: RequestDetail }) {
  const now = useNow();
  const names = namesOf(request);
  const people = listed(step.people.map((id) => nameOf(id, names)));
  if (step.skipped) {
    return (
      <p className="text-urgent text-xs">
        Skipped: nobody to page on {targetWords(step.targets, bookOf(request), "and")}.
      </p>
    );
  }
  if (step.fired_at) {
    return (
      <p className="text-ink-2 text-xs">
        <Time at={step.fired_at} />: {people}
      </p>
    );
  }
  if (request.decision) return <p className="text-ink-3 text-xs">Not needed: it was decided before.</p>;
  return (
    <p className="text-ink-2 text-xs">
      {Date.parse(step.at) <= now ? "Paused while somebody looks" : <Time at={step.at} />}: would page{" "}
      {people}
    </p>
  );
}

const DELIVERY: Readonly<Record<DeliveryView["status"], { label: string; tone: string }>> = {
  queued: { label: "on its way", tone: "text-ink-3" },
  sent: { label: "sent", tone: "text-ink-2" },
  delivered: { label: "delivered", tone: "text-permit" },
  failed: { label: "failed", tone: "text-deny" },
  dropped: { label: "no longer needed", tone: "text-ink-2" },
};

function Delivered({ delivery, names }: { delivery: DeliveryView; names: Names }) {
  const { label, tone } = DELIVERY[delivery.status];
  const whom = delivery.person ? nameOf(delivery.person, names) : "the room";
  return (
    <li className="flex flex-wrap justify-between gap-x-3 text-xs">
      <span className="text-ink-2">
        {channelWords(delivery.channel)} to {whom}
        {delivery.kind === "reminder" ? " (reminder)" : ""}
      </span>
      <span className={tone}>{label}</span>
      {delivery.error ? (
        <span className={`w-full ${delivery.status === "dropped" ? "text-ink-3" : "text-deny"}`}>
          {delivery.error}
        </span>
      ) : null}
    </li>
  );
}
