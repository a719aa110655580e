import type { z } from "zod";
import type { HandoffView, ScheduleHandoffs } from "@/lib/contract/schedules";
import { type Handoff, handoffs } from "@/lib/core/schedule";
import type { Context } from "../context";
import { refuseTooMuch, windowOf } from "./bounds";
import { scheduleInForce } from "./in-force";

/** When each layer changes hands through a time. Errors: not_found, invalid (a window that is empty or too long). */
export async function readHandoffs(
  ctx: Context,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: string },
): Promise<z.infer<typeof ScheduleHandoffs>> {
  const window = windowOf(from, to);
  const { schedule } = await scheduleInForce(ctx, id, window.from);
  refuseTooMuch(schedule, window);
  return { handoffs: handoffs(schedule, window.from, window.to).map(handoffView) };
}

export const handoffView = ({ layer, at, person }: Handoff): z.infer<typeof HandoffView> => ({
  layer,
  at: at.toISOString(),
  person,
});
