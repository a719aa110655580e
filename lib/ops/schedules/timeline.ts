import type { z } from "zod";
import type { ScheduleTimeline, ShiftView } from "@/lib/contract/config";
import { type Schedule, type Shift, timeline } from "@/lib/core/schedule";
import type { TimeWindow } from "@/lib/core/schedule-ahead";
import type { Context } from "../context";
import { refuseTooMuch, windowOf } from "./bounds";
import { scheduleInForce } from "./in-force";

/** Who is on call through a time, gaps included. Errors: not_found, invalid (a window that is empty or too long). */
export async function readTimeline(
  ctx: Context,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: string },
): Promise<z.infer<typeof ScheduleTimeline>> {
  const window = windowOf(from, to);
  const { schedule } = await scheduleInForce(ctx, id, window.from);
  return { shifts: shiftsIn(schedule, window) };
}

/** Errors: invalid, when too much happens in the window. */
export function shiftsIn(schedule: Schedule, window: TimeWindow): z.infer<typeof ShiftView>[] {
  refuseTooMuch(schedule, window);
  return timeline(schedule, window.from, window.to).map(shiftView);
}

const shiftView = ({ start, end, people }: Shift): z.infer<typeof ShiftView> => ({
  start: start.toISOString(),
  end: end.toISOString(),
  people: [...people],
});
