/**
 * How good a schedule is over a time: whether somebody is always on call, and whether the load is shared. The score is
 * the mean of the two, as people who come from Grafana OnCall know it.
 */
import { type Schedule, type Shift, timeline } from "./schedule";

export type Load = {
  readonly person: string;
  readonly seconds: number;
  /** Of all the time anybody is on call, 0 to 1. */
  readonly share: number;
  /** How much more than the average of everybody, in percent; null for those who are not overloaded. */
  readonly overloadedBy: number | null;
};

export type Comment = { readonly kind: "info" | "warning"; readonly text: string };

export type Quality = {
  /** 0 to 100. */
  readonly score: number;
  /** The share of the time with somebody on call, 0 to 1. */
  readonly coverageRatio: number;
  readonly gaps: readonly { readonly start: Date; readonly end: Date }[];
  /** How long each person is on call, the longest first. */
  readonly balance: readonly Load[];
  readonly comments: readonly Comment[];
};

/** From this balance on nobody is called overloaded: rotations never divide a year without a rest. */
const EVEN = 0.95;
const OVERLOADED = 1.15;

export function quality(schedule: Schedule, from: Date, to: Date): Quality {
  const shifts = timeline(schedule, from, to);
  const gaps = shifts.filter(({ people }) => people.length === 0).map(({ start, end }) => ({ start, end }));
  const total = sum(shifts.map(secondsOf));
  const coverageRatio = total === 0 ? 1 : 1 - sum(gaps.map(secondsOf)) / total;
  const loads = loadsOf(shifts);
  const evenness = evennessOf(loads.map(({ seconds }) => seconds));
  const balance = loads.map((load) => ({
    ...load,
    overloadedBy: evenness >= EVEN ? null : overload(load.seconds, loads),
  }));
  // With nobody there is nothing to share, and nothing good about it.
  const score = loads.length === 0 ? 0 : Math.round(50 * coverageRatio + 50 * evenness);
  return { score, coverageRatio, gaps, balance, comments: commentsOn(coverageRatio, evenness, balance) };
}

function loadsOf(shifts: readonly Shift[]): readonly Omit<Load, "overloadedBy">[] {
  const seconds = new Map<string, number>();
  for (const shift of shifts)
    for (const person of shift.people) seconds.set(person, (seconds.get(person) ?? 0) + secondsOf(shift));
  const all = sum([...seconds.values()]);
  return [...seconds]
    .map(([person, time]) => ({ person, seconds: time, share: time / all }))
    .sort((a, b) => b.seconds - a.seconds || (a.person < b.person ? -1 : 1));
}

/** How alike the loads are, 0 to 1: the mean over all pairs of the smaller by the larger. Nobody is uneven alone. */
function evennessOf(descending: readonly number[]): number {
  if (descending.length < 2) return 1;
  let ratios = 0;
  // Going down, each load is the smaller one of its pairs with all before it.
  let inverse = 0;
  for (const seconds of descending) {
    ratios += seconds * inverse;
    inverse += 1 / seconds;
  }
  return ratios / ((descending.length * (descending.length - 1)) / 2);
}

function overload(seconds: number, loads: readonly { readonly seconds: number }[]): number | null {
  const ratio = seconds / (sum(loads.map((load) => load.seconds)) / loads.length);
  return ratio > OVERLOADED ? Math.round((ratio - 1) * 100) : null;
}

function commentsOn(coverageRatio: number, evenness: number, balance: readonly Load[]): readonly Comment[] {
  const uncovered = (1 - coverageRatio) * 100;
  const percent = uncovered < 1 ? "less than 1" : String(Math.round(uncovered));
  const isUneven = balance.some(({ overloadedBy }) => overloadedBy !== null);
  const shared: Comment = isUneven
    ? {
        kind: "warning",
        text: "The load is not shared evenly: some people are on call much longer than others.",
      }
    : {
        kind: "info",
        text: evenness > 1 - 1e-9 ? "The load is shared perfectly." : "The load is shared evenly.",
      };
  return [
    coverageRatio === 1
      ? { kind: "info", text: "Somebody is on call at every moment." }
      : { kind: "warning", text: `Nobody is on call for ${percent} % of the time.` },
    ...(balance.length > 1 ? [shared] : []),
    ...(balance.length === 1
      ? [{ kind: "warning" as const, text: "One person carries the whole schedule: nobody takes over." }]
      : []),
  ];
}

const secondsOf = ({ start, end }: { readonly start: Date; readonly end: Date }): number =>
  (end.getTime() - start.getTime()) / 1_000;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
