"use client";

import { AlarmClock, BellRing, ShieldAlert } from "lucide-react";
import type { RouteLadder } from "@/lib/contract/route-preview";
import { cn } from "../shared/cn";
import { durationText } from "../shared/time";
import { Time } from "../shared/time-view";
import { listed, nameOf } from "../shared/words";
import { type Clock, clockOf, shareAfter, type Tick } from "./clock";
import { Warned } from "./problems";

type Names = Readonly<Record<string, string>>;

/** As tall as the whole deadline is drawn, in rem, whatever the deadline. */
const LINE_REM = 16;

/** A route from the opening to its deadline, drawn to scale: whom it pages when, and what silence comes to. */
export function LadderClock({
  ladder,
  names,
  withTimes = false,
}: {
  ladder: RouteLadder;
  names: Names;
  /** Also the time of day: for a moment that was chosen, not for "now". */
  withTimes?: boolean;
}) {
  const clock = clockOf(ladder);
  const ends = clock.ticks.findIndex(({ kind }) => kind === "deadline");
  return (
    <ol className="text-sm">
      {clock.ticks.map((tick, index) => (
        <li
          key={`${tick.kind} ${tick.seconds} ${"index" in tick ? tick.index : ""} ${"round" in tick ? tick.round : ""}`}
          className={cn(
            "relative grid grid-cols-[4.25rem_1.25rem_minmax(0,1fr)] gap-x-2 pb-3",
            index < ends &&
              "before:absolute before:top-2.5 before:-bottom-2.5 before:left-[5.34rem] before:w-px before:bg-engraving/50 before:content-['']",
            index === ends &&
              index < clock.ticks.length - 1 &&
              "before:absolute before:top-2.5 before:-bottom-2.5 before:left-[5.34rem] before:border-line-strong before:border-l before:border-dashed before:content-['']",
          )}
          style={{ minHeight: index < ends ? `${heightOf(clock, index)}rem` : undefined }}
        >
          <span className="text-right font-mono text-2xs text-ink-2 leading-5">{offsetText(tick)}</span>
          <Dot tick={tick} />
          <div className="min-w-0">
            <TickWords tick={tick} names={names} />
            {withTimes ? (
              <p className="text-2xs text-ink-3">
                <Time at={tick.at} />
              </p>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

const heightOf = (clock: Clock, index: number): string => (shareAfter(clock, index) * LINE_REM).toFixed(2);

const offsetText = ({ seconds }: Tick): string => (seconds <= 0 ? "at once" : `T+${durationText(seconds)}`);

function Dot({ tick }: { tick: Tick }) {
  if (tick.kind === "deadline")
    return <AlarmClock aria-hidden="true" className="relative z-10 mt-0.5 size-4 bg-inset text-silence" />;
  const isQuiet = tick.kind === "reminder";
  return (
    <span
      aria-hidden="true"
      className={cn(
        "relative z-10 mt-1.5 ml-[0.1875rem] size-2.75 rounded-full border-2 border-engraving bg-engraving",
        isQuiet && "mt-2 ml-1.25 size-1.75 border-engraving bg-inset",
        (tick.kind === "skipped" || tick.kind === "late") && "border-urgent bg-inset",
        tick.kind === "fallback" && "border-urgent bg-urgent",
      )}
    />
  );
}

const SKIPS: Readonly<Record<string, string>> = {
  nobody: "reaches nobody: skipped, the next one fires",
  all_answered: "is skipped: all answered",
  late: "would leave too little time: the last one comes instead",
};

function TickWords({ tick, names }: { tick: Tick; names: Names }) {
  const people = listed(tick.people.map((id) => nameOf(id, names)));
  switch (tick.kind) {
    case "step":
      return (
        <p>
          <StepName tick={tick} /> pages <span className="font-medium">{people}</span>
        </p>
      );
    case "skipped":
      return (
        <Warned>
          <StepName tick={tick} /> {SKIPS[tick.why] ?? "is skipped"}
        </Warned>
      );
    case "late":
      return <Warned>Step {tick.index + 1} is never reached</Warned>;
    case "reminder":
      return (
        <p className="flex items-start gap-1.5 text-ink-2 text-xs leading-5">
          <BellRing aria-hidden="true" className="mt-1 size-3 shrink-0" />
          <span>Reminder to {people}</span>
        </p>
      );
    case "fallback":
      return (
        <p className="flex items-start gap-1.5 text-urgent">
          <ShieldAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0" />
          <span>The fallback is paged: {people}</span>
        </p>
      );
    case "deadline":
      return <p className="font-medium">If nobody answers: denied at T+{durationText(tick.seconds)}.</p>;
    default:
      return tick satisfies never;
  }
}

const StepName = ({ tick }: { tick: { readonly index: number; readonly round: number } }) => (
  <>
    Step {tick.index + 1}
    {tick.round > 1 ? `, round ${tick.round},` : ""}
  </>
);
