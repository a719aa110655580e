import type { z } from "zod";
import { wirePath } from "@/lib/contract/check-document";
import type { SchedulePreview, SchedulePreviewInput } from "@/lib/contract/config";
import { DomainError } from "@/lib/contract/errors";
import { handoffs, onCall, type Schedule } from "@/lib/core/schedule";
import { checkSchedule } from "@/lib/core/schedule-check";
import { refuseNoun } from "../config/collections";
import { unsaved } from "../config/schedule-versions";
import type { Context } from "../context";
import { reading } from "../requests/world";
import { windowOf } from "./bounds";
import { handoffView } from "./handoffs";
import { shiftsIn } from "./timeline";

/**
 * What a schedule would do, before it is saved: who is on call at an instant (by default now), or shifts and hand-offs
 * through a time. Its people need not exist yet. Errors: invalid (every finding, with its path).
 */
export async function previewSchedule(
  ctx: Context,
  input: SchedulePreviewInput,
): Promise<z.infer<typeof SchedulePreview>> {
  refuseNoun(ctx, "schedules");
  refuseAmbiguous(input);
  const { current, now } = await reading(ctx.actor.organisation);
  const { document, directory } = current;
  const schedule = unsaved(input.schedule, { document, schedules: directory.schedules, now });
  refuseUnsound(schedule);
  if (input.from === undefined || input.to === undefined)
    return { people: [...onCall(schedule, input.at === undefined ? now : new Date(input.at))] };
  const window = windowOf(input.from, input.to);
  return {
    shifts: shiftsIn(schedule, window),
    handoffs: handoffs(schedule, window.from, window.to).map(handoffView),
  };
}

function refuseAmbiguous({ at, from, to }: SchedulePreviewInput): void {
  const isWindow = from !== undefined && to !== undefined;
  const isHalf = (from !== undefined || to !== undefined) && !isWindow;
  if (!isHalf && !(isWindow && at !== undefined)) return;
  const missing = from === undefined ? "/from" : "/to";
  throw new DomainError("invalid", "Ask for one instant (at) or for a time (from and to).", {
    errors: [
      isHalf
        ? { path: missing, message: "from and to come together" }
        : { path: "/at", message: "leave it out when asking for a time" },
    ],
  });
}

function refuseUnsound(schedule: Schedule): void {
  const errors = checkSchedule(schedule).map(({ path, message }) => ({
    path: `/schedule/${wirePath(path)}`,
    message,
  }));
  if (errors.length > 0)
    throw new DomainError("invalid", "The schedule is not valid.", { errors: errors.slice(0, 100) });
}
