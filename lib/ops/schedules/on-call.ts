import type { OnCallWithNext } from "@/lib/contract/schedules";
import { onCall } from "@/lib/core/schedule";
import { changeAfter } from "@/lib/core/schedule-ahead";
import type { Context } from "../context";
import { scheduleInForce } from "./in-force";

/** Who is on call at an instant, by default now, and if asked who is next. Errors: not_found. */
export async function readOnCall(
  ctx: Context,
  {
    id,
    at,
    withNext = false,
  }: { readonly id: string; readonly at?: string | undefined; readonly withNext?: boolean },
): Promise<OnCallWithNext> {
  const asked = at === undefined ? undefined : new Date(at);
  const { schedule, now } = await scheduleInForce(ctx, id, asked);
  const instant = asked ?? now;
  const people = [...onCall(schedule, instant)];
  if (!withNext) return { people };
  const next = changeAfter(schedule, instant);
  return { people, next: next && { at: next.start.toISOString(), people: [...next.people] } };
}
