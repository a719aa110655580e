import { cn } from "./cn";

export type MarkState = "pending" | "approved" | "denied" | "silence" | "ended";

/**
 * Two strokes: the agent's signature, and the one that must be added to it. The second stroke tells the state by its
 * shape alone: open while it waits, set when approved, crossing when denied, unwritten when nobody answered.
 */
export function Mark({ state, className }: { state: MarkState; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" className={cn("size-4 shrink-0", className)}>
      <path d="M2.5 14 7 2" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <SecondStroke state={state} />
    </svg>
  );
}

function SecondStroke({ state }: { state: MarkState }) {
  const stroke = { stroke: "currentColor", strokeWidth: 2, strokeLinecap: "round" } as const;
  switch (state) {
    case "approved":
      return <path d="M8.5 14 13 2" {...stroke} />;
    case "denied":
      return <path d="M1.5 3.5 13.5 12.5" {...stroke} />;
    case "pending":
      return <path d="M8.5 14 13 2" {...stroke} strokeWidth={1.75} strokeDasharray="0.1 3.1" />;
    case "silence":
      return <path d="M7.5 14h6" {...stroke} strokeWidth={1.5} />;
    case "ended":
      return <path d="M1.5 8h13" {...stroke} strokeWidth={1.5} />;
    default:
      return state satisfies never;
  }
}
