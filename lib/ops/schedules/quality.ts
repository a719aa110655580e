import type { ScheduleQuality } from "@/lib/contract/schedules";
import { quality } from "@/lib/core/schedule-quality";
import type { Context } from "../context";
import { refuseTooMuch } from "./bounds";
import { scheduleInForce } from "./in-force";

const WEEKS = 52;
const WEEK_MS = 7 * 86_400_000;
const GAPS_SHOWN = 20;

/** How well a schedule covers the next 52 weeks, and how evenly. Errors: not_found, invalid (more than can be walked). */
export async function readQuality(ctx: Context, { id }: { readonly id: string }): Promise<ScheduleQuality> {
  const { schedule, now } = await scheduleInForce(ctx, id);
  const window = { from: now, to: new Date(now.getTime() + WEEKS * WEEK_MS) };
  refuseTooMuch(schedule, window);
  const { score, coverageRatio, gaps, balance, comments } = quality(schedule, window.from, window.to);
  return {
    score,
    from: window.from.toISOString(),
    to: window.to.toISOString(),
    coverage_ratio: coverageRatio,
    gap_count: gaps.length,
    gaps: gaps
      .slice(0, GAPS_SHOWN)
      .map(({ start, end }) => ({ start: start.toISOString(), end: end.toISOString() })),
    balance: balance.map(({ overloadedBy, ...load }) => ({ ...load, overloaded_percent: overloadedBy })),
    comments: comments.map((comment) => ({ ...comment })),
  };
}
