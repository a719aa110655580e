"use client";

import { cn } from "../shared/cn";
import { type Liveness, useLiveness, useLiveRequests } from "../shared/live";

const WORDS: Readonly<Record<Liveness, { label: string; detail: string; dot: string }>> = {
  live: { label: "Live", detail: "Changes appear by themselves", dot: "bg-permit" },
  connecting: {
    label: "Connecting",
    detail: "Opening the live connection",
    dot: "bg-line-strong animate-breathe",
  },
  polling: {
    label: "Every 30 s",
    detail: "The live connection is down; the lists are read again every 30 seconds",
    dot: "border border-urgent bg-transparent",
  },
};

/** Holds the tab's one live connection, and says whether it stands. */
export function Connection() {
  useLiveRequests();
  return <ConnectionState />;
}

export function ConnectionState() {
  const { label, detail, dot } = WORDS[useLiveness()];
  return (
    <p role="status" title={detail} className="inline-flex items-center gap-2 text-2xs text-ink-3">
      <span aria-hidden="true" className={cn("size-2 rounded-full", dot)} />
      {label}
    </p>
  );
}
