"use client";

import { cn } from "./cn";
import { countdownText } from "./time";
import { useNow } from "./time-provider";

export type Urgency = "calm" | "soon" | "last";

/** Under five minutes is soon, under one the last. */
export function urgencyOf(left: number): Urgency {
  if (left <= 60_000) return "last";
  return left <= 300_000 ? "soon" : "calm";
}

const TEXT: Readonly<Record<Urgency, string>> = {
  calm: "text-ink",
  soon: "text-urgent",
  last: "text-deny",
};
const BAR: Readonly<Record<Urgency, string>> = { calm: "bg-engraving", soon: "bg-urgent", last: "bg-deny" };

/** The time left to decide, and how much of it is gone. Silent to screen readers unless they ask: it is a timer. */
export function Countdown({
  openedAt,
  deadlineAt,
  large = false,
}: {
  openedAt: string;
  deadlineAt: string;
  large?: boolean;
}) {
  const now = useNow();
  const deadline = Date.parse(deadlineAt);
  const left = Math.max(0, deadline - now);
  const urgency = urgencyOf(left);
  const share = Math.min(1, left / Math.max(1, deadline - Date.parse(openedAt)));
  return (
    <div className="min-w-0">
      <div
        role="timer"
        className={cn(
          "font-mono tabular-nums",
          large ? "text-2xl font-semibold tracking-tight" : "text-sm font-semibold",
          TEXT[urgency],
        )}
      >
        {countdownText(left)}
        <span className="sr-only"> left to decide</span>
      </div>
      <div className={cn("mt-1 overflow-hidden rounded-full bg-line", large ? "h-1" : "h-0.5 w-14")}>
        <div
          className={cn("h-full origin-left transition-transform duration-1000 ease-linear", BAR[urgency])}
          style={{ transform: `scaleX(${share.toFixed(4)})` }}
        />
      </div>
    </div>
  );
}
