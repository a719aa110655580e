import type { RouteLadder } from "@/lib/contract/route-preview";

/** What a route does from the opening to its deadline, as entries of one time line. */
export type Tick = {
  /** From the opening. */
  readonly seconds: number;
  readonly people: readonly string[];
  readonly at: string;
} & (
  | { readonly kind: "step"; readonly index: number; readonly round: number }
  | {
      readonly kind: "skipped";
      readonly index: number;
      readonly round: number;
      readonly why: "nobody" | "all_answered" | "late";
    }
  | { readonly kind: "late"; readonly index: number }
  | { readonly kind: "reminder" | "fallback" | "deadline" }
);

export type Clock = { readonly ticks: readonly Tick[]; readonly deadlineSeconds: number };

type Ladder = Omit<RouteLadder, "route" | "deadline_at"> & { readonly deadline_at: string };

/** In order of time; the deadline ends it, and what the deadline comes before stands after it. */
export function clockOf(ladder: Ladder): Clock {
  const opened = Date.parse(ladder.opened_at);
  const secondsOf = (at: string) => (Date.parse(at) - opened) / 1000;
  const deadlineSeconds = secondsOf(ladder.deadline_at);
  const before: Tick[] = [];
  const after: Tick[] = [];
  for (const { at, people, index, round, skipped, why } of ladder.steps) {
    const place = { at, people, seconds: secondsOf(at) };
    if (why === "deadline") after.push({ ...place, kind: "late", index });
    else if (skipped) before.push({ ...place, kind: "skipped", index, round, why: why ?? "nobody" });
    else before.push({ ...place, kind: "step", index, round });
  }
  if (ladder.fallback) before.push({ ...paged(ladder.fallback), kind: "fallback" });
  for (const reminder of ladder.reminders)
    if (reminder.people.length > 0) before.push({ ...paged(reminder), kind: "reminder" });
  const inTime = before.toSorted((a, b) => a.seconds - b.seconds);
  const end: Tick = { kind: "deadline", at: ladder.deadline_at, seconds: deadlineSeconds, people: [] };
  return { ticks: [...inTime, end, ...after], deadlineSeconds };

  function paged({ at, people }: { at: string; people: readonly string[] }) {
    return { at, people, seconds: secondsOf(at) };
  }
}

/** How much of the whole line lies between an entry and the next one, from 0 to 1. */
export function shareAfter({ ticks, deadlineSeconds }: Clock, index: number): number {
  const from = ticks[index]?.seconds ?? 0;
  const to = ticks[index + 1]?.seconds ?? from;
  return deadlineSeconds <= 0 ? 0 : Math.min(1, Math.max(0, (to - from) / deadlineSeconds));
}
