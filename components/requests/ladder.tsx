"use client";

import { AlarmClock } from "lucide-react";
import type { DeliveryView, RequestDetail, StepView } from "@/lib/contract/requests";
import { cn } from "../shared/cn";
import { targetWords } from "../shared/targets";
import { durationText } from "../shared/time";
import { useNow } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { channelWords, listed, nameOf } from "../shared/words";
import { type Names, namesOf } from "./names";
import { RailSection } from "./section";

/** The ladder with its clock: who was paged when and whether it arrived, who is next, and where it ends. */
export function Ladder({ request }: { request: RequestDetail }) {
  const now = useNow();
  const names = namesOf(request);
  const opened = Date.parse(request.opened_at);
  const offset = (at: string): string => durationText((Date.parse(at) - opened) / 1000);
  const isOpen = request.status === "pending";
  return (
    <RailSection title="Who is paged, and when">
      <ol className="relative grid gap-4 before:absolute before:inset-y-2 before:left-[0.3125rem] before:w-px before:bg-line-strong before:content-['']">
        {request.steps.map((step) => (
          <Rung
            key={`${step.index} ${step.at}`}
            step={step}
            names={names}
            offset={offset(step.at)}
            isOpen={isOpen}
            isDue={Date.parse(step.at) <= now}
          />
        ))}
        <li className="relative pl-6">
          <AlarmClock aria-hidden="true" className="absolute top-0.5 -left-0.5 size-4 bg-paper text-ink-2" />
          <p className="font-medium text-sm">Deadline, after {offset(request.deadline_at)}</p>
          <p className="text-xs text-ink-2">
            <Time at={request.deadline_at} />: denied if nobody answered.
          </p>
        </li>
      </ol>
    </RailSection>
  );
}

function Rung({
  step,
  names,
  offset,
  isOpen,
  isDue,
}: {
  step: StepView;
  names: Names;
  offset: string;
  isOpen: boolean;
  isDue: boolean;
}) {
  const people = listed(step.people.map((id) => nameOf(id, names)));
  return (
    <li className="relative pl-6">
      <span
        aria-hidden="true"
        className={cn(
          "absolute top-1.5 left-0 size-2.75 rounded-full border-2 border-line-strong bg-paper",
          step.fired_at && "border-engraving bg-engraving",
        )}
      />
      <p className="font-medium text-sm">
        {step.fired_at || step.skipped ? `Step ${step.index + 1}` : `Step ${step.index + 1}, after ${offset}`}
      </p>
      <RungState step={step} people={people} isOpen={isOpen} isDue={isDue} />
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

function RungState({
  step,
  people,
  isOpen,
  isDue,
}: {
  step: StepView;
  people: string;
  isOpen: boolean;
  isDue: boolean;
}) {
  if (step.skipped) {
    return (
      <p className="text-xs text-urgent">
        Skipped: nobody to page on {targetWords(step.targets, NO_BOOK, "and")}.
      </p>
    );
  }
  if (step.fired_at) {
    return (
      <p className="text-xs text-ink-2">
        <Time at={step.fired_at} />: {people}
      </p>
    );
  }
  if (!isOpen) return <p className="text-xs text-ink-3">Not needed: it was decided before.</p>;
  return (
    <p className="text-xs text-ink-2">
      {isDue ? "Paused while somebody looks" : <Time at={step.at} />}: would page {people}
    </p>
  );
}

/** A request names its targets by id alone. */
const NO_BOOK = { names: {}, teams: {}, schedules: {}, channels: {} };

const DELIVERY: Readonly<Record<DeliveryView["status"], { label: string; tone: string }>> = {
  queued: { label: "on its way", tone: "text-ink-3" },
  sent: { label: "sent", tone: "text-ink-2" },
  delivered: { label: "delivered", tone: "text-permit" },
  failed: { label: "failed", tone: "text-deny" },
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
      {delivery.error ? <span className="w-full text-deny">{delivery.error}</span> : null}
    </li>
  );
}
